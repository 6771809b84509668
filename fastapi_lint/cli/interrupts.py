"""What Ctrl-C and a request to end do to an analysis: it ends at once, and leaves no process behind."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from fastapi_lint.cli.exits import INTERRUPTED

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def interruptible() -> Iterator[None]:
    """While this is open, a signal to end raises KeyboardInterrupt, and a second one waits for nothing.

    A process that was started to be immune against a signal (`nohup`, `&` in a script) stays so.
    """
    if threading.current_thread() is not threading.main_thread():
        yield  # signals are none of our business
        return
    heeded = [number for number in _SIGNALS if signal.getsignal(number) is not signal.SIG_IGN]
    before = {number: signal.signal(number, _interrupt) for number in heeded}
    try:
        yield
    finally:
        for number, handler in before.items():
            if signal.getsignal(number) is _interrupt:  # not after an interrupt: the process is about to end
                signal.signal(number, handler)


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    for number in _SIGNALS:
        if signal.getsignal(number) is _interrupt:
            signal.signal(number, _end)
    raise KeyboardInterrupt


def _end(_number: int, _frame: FrameType | None) -> None:
    os._exit(INTERRUPTED)  # workers notice by themselves that nobody is there any more
