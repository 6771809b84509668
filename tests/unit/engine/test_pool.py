"""Workers do what they are given, and when they die nothing but what they were at is lost."""

from __future__ import annotations

import faulthandler
import os
import signal
import sys
import time
from collections.abc import Callable
from multiprocessing import active_children
from pathlib import Path

import pytest

from fastapi_lint.engine import pool
from fastapi_lint.engine.jobs import FORK
from fastapi_lint.engine.pool import Lost, Task, share_out

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals and fork")

Batch = tuple[int, ...]
MANY = [tuple(range(start, start + 4)) for start in range(0, 80, 4)]


def squares(data: bytes) -> bytes:
    return bytes(number * number % 251 for number in data)


def parts(batch: Batch) -> list[Batch]:
    return [(number,) for number in batch] if len(batch) > 1 else []


def shared(
    work: Callable[[bytes], bytes], workers: int = 3, taken: Callable[[], None] = lambda: None
) -> tuple[dict[int, int], tuple[Lost[Batch], ...]]:
    """What was taken, by number, and what was lost."""
    results: dict[int, int] = {}

    def take(batch: Batch, result: bytes) -> None:
        assert not results.keys() & set(batch), "taken twice"
        results.update(zip(batch, result, strict=True))
        taken()

    lost = share_out(Task(work, bytes, parts, FORK), MANY, workers, take)
    return results, lost


def fatal_at(*numbers: int, end: Callable[[], object]) -> Callable[[bytes], bytes]:
    """Work that ends its process when it comes to one of these numbers."""

    def work(data: bytes) -> bytes:
        if set(data) & set(numbers):
            end()
        return squares(data)

    return work


EXPECTED = {number: number * number % 251 for batch in MANY for number in batch}


def test_all_units_are_done_once():
    assert shared(squares) == (EXPECTED, ())


def test_more_workers_than_units_do_no_harm():
    assert shared(squares, workers=50) == (EXPECTED, ())


def test_a_worker_does_neighbours_one_after_the_other(tmp_path: Path):
    def told(data: bytes) -> bytes:
        (tmp_path / str(os.getpid())).touch()
        end = time.monotonic() + 20
        while len(list(tmp_path.iterdir())) < 2 and time.monotonic() < end:  # both begin before either goes on
            time.sleep(0.01)
        time.sleep(0.02)
        return bytes([os.getpid() % 251] * len(data))

    done, _ = shared(told, workers=2)
    assert done[0] == done[4] != done[40]
    assert done[40] == done[44]


def test_no_worker_is_left():
    shared(squares)
    assert_no_children()


@pytest.mark.parametrize(
    ("end", "told"),
    [
        (lambda: os._exit(7), "exit code 7"),
        (lambda: os._exit(0), "exit code 0"),
        (lambda: (faulthandler.disable(), os.kill(os.getpid(), signal.SIGSEGV)), "signal 11 (SIGSEGV)"),
        (lambda: os.kill(os.getpid(), signal.SIGKILL), "signal 9 (SIGKILL)"),
    ],
    ids=["exits", "exits with 0", "segfaults", "is killed"],
)
def test_what_ends_its_worker_is_told_apart_from_its_batch(end: Callable[[], object], told: str):
    results, lost = shared(fatal_at(0, 13, 14, 79, end=end))
    assert sorted(lost) == [Lost((number,), told) for number in (0, 13, 14, 79)]
    assert results == {number: square for number, square in EXPECTED.items() if number not in (0, 13, 14, 79)}
    assert_no_children()


def test_nothing_is_lost_if_all_of_it_is_fatal_but_what_is():
    results, lost = shared(fatal_at(*range(80), end=lambda: os._exit(1)))
    assert results == {}
    assert sorted(each.unit[0] for each in lost) == list(range(80))


def test_what_was_fatal_once_is_done_again_alone(tmp_path: Path):
    def end() -> None:
        tries = len(list(tmp_path.iterdir()))
        (tmp_path / str(tries)).touch()
        if tries < 2:  # in its batch, and by itself
            os._exit(1)

    assert shared(fatal_at(42, end=end)) == (EXPECTED, ())


def test_workers_that_are_killed_from_outside_are_replaced():
    taken = 0

    def kill_one() -> None:
        nonlocal taken
        taken += 1
        if taken % 4 == 0 and taken < 20:  # not a second time those that are done again
            os.kill(active_children()[taken % 3 - 1].pid or 0, signal.SIGKILL)

    assert shared(squares, taken=kill_one) == (EXPECTED, ())


def test_a_worker_that_is_killed_while_it_sends_is_replaced():
    sent = 0

    def large(data: bytes) -> bytes:
        return bytes(len(data)) + bytes(5_000_000)

    def take(_batch: Batch, result: bytes) -> None:
        nonlocal sent
        sent += len(result) > 5_000_000
        for child in active_children():
            if sent < 4:
                os.kill(child.pid or 0, signal.SIGKILL)

    share_out(Task(large, bytes, parts, FORK), MANY, 2, take)
    assert sent >= len(MANY)


def test_an_exception_ends_the_run_as_it_would_without_workers():
    def work(data: bytes) -> bytes:
        raise ValueError(f"no good: {len(data)}")

    with pytest.raises(ValueError, match="no good: 4"):
        shared(work)
    assert_no_children()


def test_an_interrupt_ends_all_workers_whatever_they_are_at():
    def slow(data: bytes) -> bytes:
        if 0 not in data:
            time.sleep(60)
        return data

    def interrupt() -> None:
        raise KeyboardInterrupt

    before = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        shared(slow, taken=interrupt)
    assert_no_children()
    assert time.monotonic() - before < 30  # none of them was waited for


def test_where_no_process_can_be_started_the_work_is_done_here(monkeypatch: pytest.MonkeyPatch):
    class NoWorker:
        def __init__(self, task: object, run: int) -> None:
            raise OSError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(pool, "_Worker", NoWorker)
    assert shared(lambda data: bytes([os.getpid() % 251] * len(data)))[0] == dict.fromkeys(EXPECTED, os.getpid() % 251)


def test_where_workers_end_before_they_begin_the_work_is_done_here(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(pool, "_serve", lambda work, connection: os._exit(1))
    assert shared(squares) == (EXPECTED, ())


def assert_no_children() -> None:
    assert active_children() == []
    with pytest.raises(ChildProcessError):  # not even one that nobody has asked how it ended
        os.waitpid(-1, os.WNOHANG)
