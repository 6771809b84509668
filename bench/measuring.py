"""Runs a command and says what it and all its children took: processor time, wall time, memory.

The processor time is what the kernel charged to the process and to all descendants that were waited for, so that tools
with workers are compared with those without. The peak of memory is that of the largest single process; beside it stands
the most that all processes held together, sampled while they ran, pages that they share counted once.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

LOOK_EVERY = 0.05
"""Seconds between two looks at the memory of all processes together."""
_SPAWN = str(Path(__file__).resolve().with_name("spawn.py"))


class Taken(NamedTuple):
    """What one run took: seconds, and bytes at the peak."""

    cpu: float
    wall: float
    peak: int
    together: int
    status: int
    timed_out: bool = False


def run(
    command: Sequence[str],
    cwd: Path,
    env: Mapping[str, str] | None = None,
    output: Path | None = None,
    limit: float = 3600.0,
) -> Taken:
    """Run a command to its end, or to the limit in seconds; what it prints goes to a file, or nowhere."""
    process = subprocess.Popen(
        [sys.executable, "-I", "-S", _SPAWN, str(output or os.devnull), *command],
        cwd=cwd,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    watcher = _Watcher(process.pid, time.perf_counter() + limit)
    watcher.start()
    try:
        said, _ = process.communicate()
    except BaseException:  # an interrupt leaves nothing running
        _end(_descendants(process.pid))
        raise
    finally:
        watcher.stop()
    user, system, wall, peak, status = map(float, said.split())
    largest = int(peak) * 1024
    return Taken(user + system, wall, largest, max(watcher.together, largest), int(status), watcher.ended_it)


class _Watcher(threading.Thread):
    """Looks at the descendants of the process that starts the command, and ends them when their time is over."""

    def __init__(self, pid: int, deadline: float) -> None:
        super().__init__(daemon=True)
        self.together = 0
        self.ended_it = False
        self._pid = pid
        self._deadline = deadline
        self._over = threading.Event()

    def run(self) -> None:
        """Until the command has ended."""
        while not self._over.wait(LOOK_EVERY):
            pids = list(_descendants(self._pid))
            if time.perf_counter() > self._deadline:
                self.ended_it = True
                _end(pids)
                return
            if len(pids) > 1:  # a process alone: the kernel knows its peak better
                self.together = max(self.together, sum(map(_memory_of, pids)))

    def stop(self) -> None:
        """The process has ended."""
        self._over.set()
        self.join()


def _end(pids: Iterable[int]) -> None:
    for pid in reversed(list(pids)):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def _descendants(pid: int) -> Iterator[int]:
    try:
        threads = list(Path(f"/proc/{pid}/task").iterdir())
        below = [child for thread in threads for child in (thread / "children").read_text().split()]
    except OSError:  # gone meanwhile, or a system that has no such file
        return
    for child in map(int, below):
        yield child
        yield from _descendants(child)


def _memory_of(pid: int) -> int:
    """Bytes of a process, a page that several hold counted in parts; 0 if it is gone."""
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    except OSError:
        pass
    return 0
