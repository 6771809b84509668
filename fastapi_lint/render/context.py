"""What formats need besides the report."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TextIO

from fastapi_lint.engine.hyperlinks import NONE
from fastapi_lint.model.finding import Severity
from fastapi_lint.render.places import AT_THE_ROOT, Standpoint

if TYPE_CHECKING:
    from fastapi_lint.model.rule import Rule

LinesOf = Callable[[str], Sequence[str]]
"""Gives the lines of a file (path relative to the root), without line ends; empty if it cannot be read."""


def no_lines(_path: str) -> Sequence[str]:
    """The lines of files that nobody can read."""
    return ()


@dataclass(frozen=True, slots=True)
class Context:
    """Where the text goes, who reads it from where, and what only the caller knows.

    `stream` is asked for its encoding and whether it is a terminal, never written to. `color` None leaves colour to it.
    `hyperlinks` is what leads somewhere when it is clicked (a word of `engine.hyperlinks`). `rules` gives all rules
    that are installed, which may first have to be imported. `here` and `repository` tell how the working directory and
    the folder at `repository_root` see the paths of the report; `for_github` is true where GitHub's own machinery reads
    what is written. `fail_on` and `exit_code` are how the run is judged.
    """

    stream: TextIO = field(default_factory=io.StringIO)
    color: bool | None = False
    hyperlinks: str = NONE
    quiet: bool = False
    here: Standpoint = AT_THE_ROOT
    repository: Standpoint = AT_THE_ROOT
    repository_root: str = ""
    for_github: bool = False
    lines_of: LinesOf = no_lines
    rules: Callable[[], Iterable[Rule]] = tuple
    fail_on: Severity | None = Severity.WARNING
    exit_code: int = 0

    @property
    def encoding(self) -> str:
        """The encoding of the stream."""
        return self.stream.encoding or "utf-8"
