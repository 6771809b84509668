"""Notes where each function runs, for whoever asks later: one line a call, in a file, since some run in other processes."""

import os
import sys
import threading

PHASE = ["import"]
SERVES = threading.get_ident()
FILE = os.environ.get("OBSERVATORY_LOG", os.devnull)
PROCESS = int(os.environ.get("OBSERVATORY_PID", os.getpid()))


def here() -> None:
    """Called first in each function: says that it runs, and on which thread."""
    code = sys._getframe(1).f_code
    line = f"{sys._getframe(1).f_globals['__name__']}:{code.co_qualname}:{code.co_firstlineno} {thread()}\n"
    with open(FILE, "a") as log:
        log.write(line)


def thread() -> str:
    """The kind of the thread that asks."""
    if os.getpid() != PROCESS:
        return "process"
    if threading.get_ident() == SERVES:
        return {"serving": "loop"}.get(PHASE[0], PHASE[0])
    name = threading.current_thread().name
    return "pool" if name.startswith(("AnyIO worker", "ThreadPoolExecutor", "asyncio_")) else "elsewhere"
