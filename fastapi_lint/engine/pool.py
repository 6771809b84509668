"""Workers in processes of their own: units of work go out as bytes, results come back as bytes, and a worker may die.

`multiprocessing` starts the workers and tells when one has ended. A worker has one unit at a time, so that it is known
what it was at when it died, and nothing else is lost. No result is unpickled.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import pairwise
from multiprocessing import get_context, parent_process
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from types import TracebackType
from typing import Generic, NamedTuple, TypeVar

from fastapi_lint.engine.cache import forks
from fastapi_lint.engine.isolation import Crash
from fastapi_lint.engine.jobs import FORK
from fastapi_lint.engine.run import attempt
from fastapi_lint.model.stored import DamagedFacts

Unit = TypeVar("Unit")

_READY, _RESULT, _CRASH = b"ready", b"+", b"!"
_NEVER_READY = 3  # workers that end before they begin: there can be none on this machine
_SIGNALS = (signal.SIGINT, signal.SIGTERM)


@dataclass(frozen=True)
class Task(Generic[Unit]):
    """What workers do. `work` runs there; a unit goes to it `packed`, and is divided into `parts` if it was fatal."""

    work: Callable[[bytes], bytes]
    packed: Callable[[Unit], bytes]
    parts: Callable[[Unit], Sequence[Unit]]
    method: str  # how they are started


class Lost(NamedTuple, Generic[Unit]):
    """A unit that no worker has survived, and how the last one ended: `exit code 1`, `signal 11 (SIGSEGV)`."""

    unit: Unit
    end: str


def share_out(
    task: Task[Unit], units: Iterable[Unit], workers: int, take: Callable[[Unit, bytes], None]
) -> tuple[Lost[Unit], ...]:
    """Has workers do all units; `take` gets each result as it comes.

    Neighbours have much in common, of which a worker remembers what it has worked out: so each has a run of the units
    to itself, and takes from the end of the longest run that there is when it has done its own.

    Where a worker dies, the unit that it was at is done again in parts. One that has no parts is done again when all
    others are done and it has the machine for itself: memory may have been short, or somebody has killed the worker.
    Where no worker can be started, and where the work itself crashes, it is done here.
    """
    with _Crew(task, take) as crew:
        suspects = crew.do(units, workers)
        return tuple(lost for suspect in suspects for lost in crew.do([suspect.unit], 1))


class _Waiting(Generic[Unit]):
    """The units that wait for a worker: a run for each, and before all others those that are to be done again."""

    def __init__(self, units: Iterable[Unit], workers: int) -> None:
        all_units = tuple(units)
        count = min(workers, len(all_units))
        cuts = [len(all_units) * run // count for run in range(count + 1)] if count else []
        self._runs = [deque(all_units[start:end]) for start, end in pairwise(cuts)]
        self._again: deque[Unit] = deque()

    def __len__(self) -> int:
        return len(self._again) + sum(map(len, self._runs))

    def put_back(self, units: Sequence[Unit]) -> None:
        """These are to be done again, in this order."""
        self._again.extendleft(reversed(units))

    def take(self, run: int) -> Unit:
        """The next unit for the worker that has this run."""
        if self._again:
            return self._again.popleft()
        if run < len(self._runs) and self._runs[run]:
            return self._runs[run].popleft()
        return max(self._runs, key=len).pop()


class _Worker(Generic[Unit]):
    """A process, the connection to it, which run of the units it has, and the unit that it is at."""

    def __init__(self, task: Task[Unit], run: int) -> None:
        self.run = run
        context = get_context("fork") if task.method == FORK else get_context("spawn")
        self.connection, theirs = context.Pipe()
        self.process: BaseProcess = context.Process(target=_serve, args=(task.work, theirs), daemon=True)
        with forks.telling():
            self.process.start()
        theirs.close()
        self.unit: Unit | None = None
        self.is_ready = False

    def kill(self) -> str:
        """Ends the process, if it has not ended itself, and tells how it did."""
        self.connection.close()
        self.process.kill()
        self.process.join()
        code = self.process.exitcode
        self.process.close()
        if code is not None and code < 0:
            return f"signal {-code} ({signal.Signals(-code).name})"
        return f"exit code {code}"


class _Crew(Generic[Unit]):
    """The workers that there are. Leaving the context ends them, whatever they are at."""

    def __init__(self, task: Task[Unit], take: Callable[[Unit, bytes], None]) -> None:
        self._task = task
        self._take = take
        self._workers: list[_Worker[Unit]] = []
        self._waiting: _Waiting[Unit] = _Waiting((), 0)
        self._fatal: list[Lost[Unit]] = []
        self._never_ready = 0

    def __enter__(self) -> _Crew[Unit]:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with _signals_held():  # a second interrupt must not keep the first from ending them
            while self._workers:
                self._workers.pop().kill()

    def do(self, units: Iterable[Unit], workers: int) -> list[Lost[Unit]]:
        """Has up to so many workers do these units, and gives those that were fatal and have no parts."""
        self._waiting = _Waiting(units, workers)
        self._fatal = []
        while self._waiting or any(worker.unit is not None for worker in self._workers):
            self._hire(min(workers, len(self._waiting)))
            for worker in self._workers[:workers]:
                self._send_next(worker)
            if not self._workers:
                self._do_here(self._waiting.take(0))
                continue
            heard = wait([worker.connection for worker in self._workers])
            for worker in [each for each in self._workers if each.connection in heard]:
                self._hear(worker)
        return self._fatal

    def _hire(self, wanted: int) -> None:
        """Start workers until there are as many as are wanted."""
        while len(self._workers) < wanted and self._never_ready < _NEVER_READY:
            try:
                with _signals_held():  # a worker that is there is in the list, and knows what signals are to it
                    taken = {worker.run for worker in self._workers}
                    run = next(run for run in range(wanted) if run not in taken)
                    self._workers.append(_Worker(self._task, run))
            except OSError:  # no more processes, or no memory for one
                self._never_ready += 1

    def _send_next(self, worker: _Worker[Unit]) -> None:
        """Give the next unit to a worker that has none."""
        if worker.is_ready and worker.unit is None and self._waiting:
            worker.unit = self._waiting.take(worker.run)
            with suppress(OSError):  # it has died, which `_hear` finds out
                worker.connection.send_bytes(self._task.packed(worker.unit))

    def _hear(self, worker: _Worker[Unit]) -> None:
        try:
            told = worker.connection.recv_bytes()
        except (EOFError, OSError):
            self._bury(worker)
            return
        unit, worker.unit = worker.unit, None
        worker.is_ready = True
        self._send_next(worker)  # it works while we look at what it has sent
        if unit is None:
            return
        if told[:1] == _RESULT:
            self._take(unit, told[1:])
        else:
            self._do_here(unit)

    def _bury(self, worker: _Worker[Unit]) -> None:
        self._workers.remove(worker)
        worker.process.join(1)  # its end of the connection closes a moment before it has ended
        end = worker.kill()
        self._never_ready += not worker.is_ready
        if worker.unit is not None:
            parts = self._task.parts(worker.unit)
            self._waiting.put_back(parts)
            if not parts:
                self._fatal.append(Lost(worker.unit, end))

    def _do_here(self, unit: Unit) -> None:
        """In this process: what it raises ends the run, as it would if there were no workers."""
        self._take(unit, self._task.work(self._task.packed(unit)))


def _serve(work: Callable[[bytes], bytes], connection: Connection) -> None:
    """The life of a worker: does what it is sent until there is nobody to send it anything."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group: whoever started us ends us
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _SIGNALS)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    with suppress(EOFError, OSError):
        connection.send_bytes(_READY)
        while True:
            data = connection.recv_bytes()
            result = _outcome(work, data)
            for stream in (sys.stdout, sys.stderr):  # rules may print; a worker does not end in peace
                stream.flush()
            connection.send_bytes(_CRASH if result is None else _RESULT + result)


def _outcome(work: Callable[[bytes], bytes], data: bytes) -> bytes | None:
    """What the work gives, or nothing if it crashes: how, the process that then does it itself will see."""
    try:
        result = attempt(lambda: work(data))
    except DamagedFacts:
        return None
    return None if isinstance(result, Crash) else result


def _end_with_parent() -> None:
    """Nobody needs a worker whose parent was killed, though it may be in the middle of something."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


@contextmanager
def _signals_held() -> Iterator[None]:
    """Interrupts wait until what must not be left half done is done."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
