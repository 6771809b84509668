"""The way of a run in which nothing has changed: the report of an earlier one is written out again.

Nothing of any library is imported here, and little of Python's own: whether the report still holds is decided in the
time that a library for command lines takes to be imported. What cannot be decided exactly goes the long way.
"""

from __future__ import annotations

import os
import sys
import time

from fastapi_lint.engine.cache.circumstances import circumstances
from fastapi_lint.engine.cache.installed import INSTALLED, distributions, folder_stamp
from fastapi_lint.engine.cache.memo import FOLDER, USED, DamagedError, Memo, loaded, name_of
from fastapi_lint.engine.cache.places import LAYOUT, NO_CACHE_VARIABLE, folder_for_reports
from fastapi_lint.source import disk

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

COMMANDS = frozenset({"check"})
NO_CACHE = "--no-cache"

_MOST_CHANGED = 20
_PIPE_CLOSED = 141  # as in `cli.exits`, which lies above


class Stale:
    """A report that would hold but for files that were written since; `changed` gives their paths by the line of its
    trace that tells of them. `path` is where it is kept."""

    __slots__ = ("changed", "memo", "path")

    def __init__(self, memo: Memo, path: str, changed: dict[int, str]) -> None:
        self.memo = memo
        self.path = path
        self.changed = changed


def replayed(arguments: Sequence[str]) -> int | Stale | None:
    """The exit code, with the report written; a report that may still hold; None if there is neither."""
    if not arguments or arguments[0] not in COMMANDS or NO_CACHE in arguments or NO_CACHE_VARIABLE in os.environ:
        return None
    try:
        told = circumstances(arguments)
        path = os.path.join(folder_for_reports(arguments), LAYOUT, FOLDER, name_of(told))  # noqa: PTH118
        memo = _memo(path, told, arguments)
        if memo is None:
            return None
        changed = _changed(memo, path)
        if changed is None:
            return None
        if changed:
            return Stale(memo, path, changed) if memo.base and len(changed) <= _MOST_CHANGED else None
    except (OSError, ValueError, AttributeError):  # no working directory, no stream: the long way tells of it
        return None
    return _written(memo)


def _memo(path: str, told: str, arguments: Sequence[str]) -> Memo | None:
    try:
        with open(path, "rb") as file:  # noqa: PTH123
            if os.fstat(file.fileno()).st_mtime < time.time() - USED:
                os.utime(path)
            memo = loaded(file.read())
    except FileNotFoundError:
        return None
    except DamagedError:
        if not {"-q", "--quiet"} & set(arguments):
            sys.stderr.write("note: a report in the cache was damaged; it is made anew\n")
        return None
    return memo if memo.circumstances == told else None


def _changed(memo: Memo, path: str) -> dict[int, str] | None:
    """The files that were written since, None if the disk answers otherwise than it did in another way. Files whose
    stamps changed are read; if that was all, the stamps are kept anew."""
    fresh: list[str] | None = None
    unsure: list[tuple[int, str, str, str]] = []
    for index, line in enumerate(memo.trace):
        question, subject, answer = line.split("\t", 2)
        if question in _STAMPED:
            stamp, contents = answer.split("\t")
            if _STAMPED[question](subject) != stamp or stamp == disk.UNSURE:
                unsure.append((index, question, subject, contents))
        elif disk.answered(question, subject) != answer:
            return None
    changed: dict[int, str] = {}
    for index, question, subject, contents in unsure:
        stamp = _STAMPED[question](subject)
        if _CONTENTS[question](subject) != contents:
            if question != disk.READ:
                return None
            changed[index] = subject
            continue
        if fresh is None:
            fresh = list(memo.trace)
        fresh[index] = f"{question}\t{subject}\t{stamp}\t{contents}"
    if fresh is not None and fresh != memo.trace:
        memo.trace = fresh
        if not changed:
            kept_anew(memo, path)
    return changed


def kept_anew(memo: Memo, path: str) -> None:
    """Keep a report with another trace, if that is possible."""
    from fastapi_lint.engine.cache.folder import UnusableError, write  # noqa: PLC0415 - where there is something to write

    try:
        write(path, [memo.dumped()])
    except UnusableError:
        return


def _contents(path: str) -> str:
    with open(path, "rb") as file:  # noqa: PTH123
        return disk.digest(file.read())


_STAMPED = {disk.READ: disk.stamp, INSTALLED: folder_stamp}
_CONTENTS = {disk.READ: _contents, INSTALLED: distributions}


def _written(memo: Memo) -> int:
    try:
        if memo.err:
            sys.stderr.flush()
            sys.stderr.buffer.write(memo.err)
            sys.stderr.flush()
        sys.stdout.buffer.write(memo.out)
        sys.stdout.flush()
    except BrokenPipeError:  # nobody reads any more; Python's own end must not complain of it
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _PIPE_CLOSED
    return memo.code
