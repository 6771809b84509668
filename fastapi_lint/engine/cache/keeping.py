"""Keeps a finished report, for `replay` to write it again."""

from __future__ import annotations

import os
from collections.abc import Sequence

import msgspec

from fastapi_lint.engine.cache.base import Base
from fastapi_lint.engine.cache.folder import UnusableError, prepare, trim, write
from fastapi_lint.engine.cache.installed import digest_of_code, note_installed
from fastapi_lint.engine.cache.memo import FOLDER, Memo, name_of
from fastapi_lint.engine.cache.places import folder_for_reports
from fastapi_lint.engine.registry import Registry
from fastapi_lint.source.disk import READ, Trace


def code_of(registry: Registry) -> str:
    """What identifies the code that makes reports: the tool's own and the rules'."""
    return digest_of_code({"fastapi_lint", *(each.module.partition(".")[0] for each in registry.registered)})


def note_code(trace: Trace, registry: Registry) -> None:
    """Note which distributions are installed."""
    note_installed(trace)
    if registry.problems:  # what could not be loaded may be there next time, wherever it is looked for
        trace.spoil()


def packed(base: Base, trace: Trace) -> bytes:
    """What a report rests on as bytes, with the contents of the files as they were read; empty if one was not."""
    files = {}
    for path, file in base.files.items():
        answer = trace.answers.get((READ, path))
        if answer is None:
            return b""
        files[path] = file._replace(contents=answer.rpartition("\t")[2])
    return msgspec.msgpack.encode(base._replace(files=files))


class Reports:
    """The finished reports of a command line. Made before the project is looked at: the cache may lie within it.

    `objection` says why nothing can be kept, and is empty if it can.
    """

    def __init__(self, arguments: Sequence[str]) -> None:
        self._folder = folder_for_reports(arguments)
        self.objection = ""
        try:
            self._place = prepare(self._folder, FOLDER)
        except UnusableError as error:
            self._refuse(error)

    def keep(self, memo: Memo) -> None:
        """Keep a report."""
        if not self.objection:
            try:
                write(os.path.join(self._place, name_of(memo.circumstances)), [memo.dumped()])  # noqa: PTH118
            except UnusableError as error:
                self._refuse(error)
            trim(self._folder)

    def _refuse(self, error: UnusableError) -> None:
        self.objection = f"cannot use the cache `{self._folder}`: {error}"
