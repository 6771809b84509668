"""What kept the analysis from being complete: errors as values (DESIGN §7)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from fastapi_lint.model.location import Location


class ProblemKind(StrEnum):
    """Why something could not be analysed."""

    UNREADABLE = "unreadable"  # a file or folder that cannot be read or decoded: exit 3
    SYNTAX_ERROR = "syntax-error"  # reported as FAL001, counts as a finding
    TOO_DEEP = "too-deep"  # nested deeper than the guard allows
    RULE_CRASH = "rule-crash"  # a rule raised: exit 3
    UNUSED_SETTING = "unused-setting"  # the configuration speaks of what there is not
    UNRESOLVED = "unresolved"  # something of the route table that cannot be known statically


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that could not be analysed, where, and how to mend it."""

    kind: ProblemKind
    message: str
    path: str | None = None
    line: int | None = None
    column: int | None = None
    hint: str | None = None

    @property
    def is_incomplete(self) -> bool:
        """True if the analysis must not be read as clean (exit code 3)."""
        return self.kind in (ProblemKind.UNREADABLE, ProblemKind.RULE_CRASH)

    @staticmethod
    def at(kind: ProblemKind, location: Location, message: str, hint: str | None = None) -> Problem:
        """A problem with a place."""
        return Problem(kind, message, location.path, location.span.line, location.span.column, hint)
