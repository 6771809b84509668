"""What the analysis finds to be wrong with one place, for rules to put into words."""

from __future__ import annotations

from typing import NamedTuple

from fastapi_lint.model.effect import Hop
from fastapi_lint.model.location import Span

NEVER_AWAITED = "never-awaited"
DEPENDENCY_COROUTINE = "dependency-coroutine"
SHARED_SESSION = "shared-session"
CAPTURED = "captured"


class Misuse(NamedTuple):
    """One thing that is wrong at a place. `kind` is one of the names above.

    `form` says which of its forms it is, `subject` what it is about, `other` what else plays a part; both are names as
    the source or the libraries spell them. `doubts` counts what speaks against it. `trace` leads to what proves it.
    """

    kind: str
    span: Span
    form: str
    subject: str
    other: str = ""
    doubts: int = 0
    trace: tuple[Hop, ...] = ()
