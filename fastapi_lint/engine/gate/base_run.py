"""What was found in a state of the sources that git has: analysed once, and kept."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import astuple, replace
from pathlib import Path
from typing import NamedTuple

import msgspec

from fastapi_lint.engine.cache.folder import UnusableError, prepare, trim, write
from fastapi_lint.engine.gate.before import Snapshot, snapshot_of
from fastapi_lint.engine.request import Request
from fastapi_lint.model.report import Report
from fastapi_lint.source import disk
from fastapi_lint.source.committed import Committed

FOLDER = "snapshots"

Analyse = Callable[[Request], Report]


_BYTES = "utf-8", "surrogateescape"


class _Kept(NamedTuple):
    """A snapshot, and the lines of what was asked of the disk to make it."""

    trace: bytes
    snapshot: Snapshot


class Snapshots:
    """The snapshots of a project that are kept; `folder` is that of the cache, None to keep nothing.

    `identity` stands for the code that makes reports.
    """

    def __init__(self, folder: str | None, root: Path, identity: str) -> None:
        self._folder = folder
        self._root = disk.real(root)
        self._identity = identity

    def of(self, committed: Committed, request: Request, analyse: Analyse) -> Snapshot:
        """What is found in a state of the sources, with the settings of a request."""
        known = self._read(committed, request)
        if known is not None:
            return known
        with disk.Trace() as trace:
            report = analyse(_of_all(request, committed))
        snapshot = snapshot_of(report.findings, report.problems)
        self.keep(committed, request, snapshot, trace)
        return snapshot

    def keep(self, committed: Committed, request: Request, snapshot: Snapshot, trace: disk.Trace) -> None:
        """Keep what was found in a state of the sources, unless not all could be analysed."""
        if self._folder is None or not trace.is_whole or snapshot.is_incomplete:
            return
        data = msgspec.msgpack.encode(_Kept("\n".join(trace.lines).encode(*_BYTES), snapshot))
        try:
            write(os.path.join(prepare(self._folder, FOLDER), self._name(committed, request)), [data])  # noqa: PTH118
        except UnusableError:
            return
        trim(self._folder)

    def _name(self, committed: Committed, request: Request) -> str:
        """The name of the file for all that a snapshot depends on, but for what the disk is asked."""
        settings = repr(astuple(replace(request.settings, jobs=None, baseline=None, output=(), output_format=None)))
        paths = "\0".join(sorted(disk.real(path) for path in request.paths))
        told = "\0\0".join([self._root, self._identity, committed.state, settings, paths])
        return disk.digest(told.encode(*_BYTES))

    def _read(self, committed: Committed, request: Request) -> Snapshot | None:
        if self._folder is None:
            return None
        try:
            file = Path(prepare(self._folder, FOLDER), self._name(committed, request))
            kept = msgspec.msgpack.decode(file.read_bytes(), type=_Kept)
        except (OSError, UnusableError, msgspec.DecodeError, ValueError):
            return None
        return kept.snapshot if all(map(_holds, kept.trace.decode(*_BYTES).split("\n"))) else None


def _of_all(request: Request, committed: Committed) -> Request:
    """The request for all that is found in a state of the sources."""
    return replace(
        request, only=(), files=committed.files(request.root), baseline=None, before=None, route_table=False, store=None
    )


def _holds(line: str) -> bool:
    """True if the disk gives the answer that it gave."""
    question, path, answer = line.split("\t", 2)
    try:
        if question == disk.READ:
            return disk.digest(disk.read(path)) == answer.rpartition("\t")[2]
        return disk.answered(question, path) == answer
    except (OSError, ValueError):
        return False
