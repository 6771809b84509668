"""What a rule says: a finding, with the chain that proves it and the fix that mends it (DESIGN §6)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple

from fastapi_lint.model.effect import Effect, Hop
from fastapi_lint.model.location import Location, Span


class Severity(StrEnum):
    """How much it hurts."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 for the gravest."""
        return _SEVERITIES[self]


class Confidence(StrEnum):
    """How sure we are that it is true here."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"

    @property
    def rank(self) -> int:
        """0 for the surest."""
        return _CONFIDENCES[self]


_SEVERITIES = {severity: rank for rank, severity in enumerate(Severity)}
_CONFIDENCES = {confidence: rank for rank, confidence in enumerate(Confidence)}


class Safety(StrEnum):
    """Whether a fix keeps the program's behaviour."""

    SAFE = "safe"
    UNSAFE = "unsafe"


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace the text at a place by another."""

    location: Location
    replacement: str


@dataclass(frozen=True, slots=True)
class Fix:
    """Edits that mend a finding, applied together or not at all.

    The engine sets `allowed` where the configuration says that unsafe fixes may be applied as well.
    """

    title: str
    safety: Safety
    edits: tuple[Edit, ...]
    allowed: bool = False

    @property
    def is_applied(self) -> bool:
        """True if `--fix` applies it without being asked for more."""
        return self.allowed or self.safety is Safety.SAFE


class Chain(NamedTuple):
    """A chain of calls from the reported place to a leaf: `leaf` is its name, `kind` what it does (`network` …)."""

    leaf: str
    kind: str
    trace: tuple[Hop, ...]


class Cause(StrEnum):
    """How a change brought about a finding."""

    CHANGED_LINE = "changed-line"  # it stands on a line that was changed
    CAUSED = "caused"  # it stands on a line of before, and was not there before


class Introduced(NamedTuple):
    """How a change brought about a finding. `path` and `line` tell of a changed line that made it, if one is known."""

    cause: Cause
    path: str | None = None
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to mend.

    `function` is the qualified name of the definition in which it stands, `routes` are labels such as `GET /users/{id}`
    of the routes that reach it, `trace` runs from the reported place to the leaf, `also` are chains from there to
    other leaves, `thread` where the place runs (`loop`, `pool` …), `advice` how to mend it. The engine sets `url` (of
    the rule's page), `fingerprint`, which is unique in a report, `identity`, which is the same for the same code in a
    function of the same name wherever its file is, and `introduced`, in a report on a change.
    """

    code: str
    name: str
    severity: Severity
    confidence: Confidence
    message: str
    location: Location
    function: str = ""
    trace: tuple[Hop, ...] = ()
    routes: tuple[str, ...] = ()
    advice: str = ""
    fix: Fix | None = None
    fingerprint: str = ""
    leaf: str = ""  # what the last hop of the trace does: `network`, `cpu` …
    also: tuple[Chain, ...] = ()
    url: str = ""
    leaf_name: str = ""  # what the last hop of the trace calls, by its public name: `requests.get`
    thread: str = ""
    identity: str = ""
    introduced: Introduced | None = None

    def with_effect(self, effect: Effect) -> Finding:
        """The same finding with the chain that leads to the leaf, what that does, and what else the place reaches."""
        also = tuple(Chain(other.leaf.name, str(other.leaf.kind), other.witness) for other in effect.also)
        leaf = effect.leaf
        return replace(self, trace=effect.witness, leaf=str(leaf.kind), leaf_name=leaf.name, also=also)

    def with_trace(self, witness: Iterable[Hop]) -> Finding:
        """The same finding with a chain of places that explains it."""
        return replace(self, trace=tuple(witness))

    def with_routes(self, routes: Iterable[str]) -> Finding:
        """The same finding with the routes it affects."""
        return replace(self, routes=tuple(routes))

    def with_advice(self, text: str) -> Finding:
        """The same finding with one sentence on how to mend it."""
        return replace(self, advice=text)

    def with_fix(self, fix: Fix | None) -> Finding:
        """The same finding with a fix, if there is one."""
        return replace(self, fix=fix)

    @property
    def span(self) -> Span:
        """Where it stands in its file."""
        return self.location.span

    @property
    def sort_key(self) -> tuple[str, Span, str, str]:
        """Reports are ordered by path, place, code and message."""
        return (self.location.path, self.location.span, self.code, self.message)
