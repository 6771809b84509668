"""Keeps the report of a command line, so that the next run in which nothing has changed need not make it again."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import nullcontext
from types import TracebackType

from fastapi_lint.cli.exits import INCOMPLETE
from fastapi_lint.cli.recording import Recording
from fastapi_lint.engine.cache.base import Base
from fastapi_lint.engine.cache.circumstances import circumstances
from fastapi_lint.engine.cache.keeping import Reports, note_code, packed
from fastapi_lint.engine.cache.memo import Memo
from fastapi_lint.engine.registry import Registry
from fastapi_lint.render.printable import printable
from fastapi_lint.source.disk import Trace


class Keeper:
    """A context in which all that the report of a command line depends on is noted."""

    def __init__(self, arguments: Sequence[str], *, quiet: bool) -> None:
        self.recording: Recording | nullcontext[None] = Recording()
        self.hint = ""  # told beside the report, and not kept with it
        self._quiet = quiet
        self._reports = Reports(arguments)
        self._circumstances = circumstances(arguments)
        self._trace = Trace()

    def __enter__(self) -> Keeper:
        self._trace.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._trace.__exit__(kind, error, trace)

    def note_installed(self, registry: Registry) -> None:
        """Note what is installed, before any of it makes a report."""
        note_code(self._trace, registry)

    def forgo(self) -> None:
        """Say that the run does more than writing to standard output, so that it must be made again each time."""
        self._trace.spoil()

    def keep(self, code: int, base: Base | None) -> None:
        """Keep the report, if it can be told when it still holds, with what it rests on. An incomplete one is made anew
        each time."""
        assert isinstance(self.recording, Recording)
        if code != INCOMPLETE and self._trace.is_whole and self.recording.is_whole:
            told, trace = self._circumstances, self._trace
            rests_on = b"" if base is None else packed(base, trace)
            self._reports.keep(Memo(told, trace.lines, *self.recording.written, code, base=rests_on))
        if self._reports.objection and not self._quiet:
            sys.stderr.write(f"note: {printable(self._reports.objection)}\n")
        sys.stderr.write(self.hint)


class NoKeeper(Keeper):
    """Notes and keeps nothing."""

    def __init__(self) -> None:
        self.recording = nullcontext()
        self.hint = ""

    def __enter__(self) -> Keeper:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def note_installed(self, registry: Registry) -> None:
        """Note nothing."""

    def forgo(self) -> None:
        """There is nothing to forgo."""

    def keep(self, code: int, base: Base | None) -> None:
        """Keep nothing."""
