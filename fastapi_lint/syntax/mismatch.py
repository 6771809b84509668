"""Why the syntax of a site cannot be looked at."""

from __future__ import annotations

from typing import NamedTuple

from fastapi_lint.model.dossier import Dossier


class Mismatch(NamedTuple):
    """Why a site could not be looked at: its slice has not what its dossier lists, or LibCST refuses the slice."""

    site: str  # the dossier's id
    what: str  # what was counted, or "syntax"
    in_dossier: int = 0
    in_syntax: int = 0
    detail: str = ""

    def __str__(self) -> str:
        if self.what == "syntax":
            return f"the source of `{self.site}` could not be read: {self.detail}"
        return f"`{self.site}` has {self.in_syntax} {self.what} in its source and {self.in_dossier} in its facts"


class UnreadableError(Exception):
    """The slice of a site cannot be parsed, or has not what its dossier lists; `mismatch` says which."""

    def __init__(self, mismatch: Mismatch) -> None:
        super().__init__(str(mismatch))
        self.mismatch = mismatch


class TooNarrowError(UnreadableError):
    """A hook asks for what some statements do not tell: the whole site must be read."""

    def __init__(self, dossier: Dossier) -> None:
        super().__init__(Mismatch(dossier.id, "syntax", detail="only some statements of it were read"))
