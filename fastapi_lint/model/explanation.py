"""What `why` tells of one definition: where it runs, who leads there, what it does, and what is not known of it."""

from __future__ import annotations

from typing import NamedTuple

from fastapi_lint.model.effect import Hop
from fastapi_lint.model.problem import Problem


class ReachedFrom(NamedTuple):
    """An entry point from which the definition is reached.

    `thread` is where the definition runs when it is reached by `trace`, the shortest chain of calls from the entry
    point to the definition; the chain is empty where the framework itself calls the definition. `routes` are those that
    the entry point serves.
    """

    role: str  # `handler`, `dependency` …
    name: str  # qualified name
    path: str
    line: int
    thread: str  # `loop`, `pool` …
    routes: tuple[str, ...]
    trace: tuple[Hop, ...]


class Does(NamedTuple):
    """One effect of the definition on the thread that it runs on, with the chain that leads to the leaf."""

    kind: str  # see `model.effect.EffectKind`
    leaf: str
    tier: int  # 1 is the gravest
    offload: str  # what takes it off the loop: `thread`, `process` or `none`
    twin: str | None
    is_certain: bool  # False where the types leave several callees open on the chain
    trace: tuple[Hop, ...]


class UnknownCall(NamedTuple):
    """A call of the definition whose callee could not be resolved, and why."""

    line: int
    call: str
    reason: str


class Explanation(NamedTuple):
    """All that is known of one definition. `threads` is empty where no entry point is known to lead there."""

    module: str
    qualname: str  # empty for the module itself
    kind: str  # `function`, `class` or `module`
    path: str
    line: int
    is_async: bool
    threads: tuple[str, ...]
    routes: tuple[str, ...]
    reached_from: tuple[ReachedFrom, ...]  # those with most routes first
    effects: tuple[Does, ...]  # gravest first
    calls: int
    unresolved: tuple[UnknownCall, ...]

    @property
    def name(self) -> str:
        """The qualified name, or the module's."""
        return self.qualname or self.module


class WhyReport(NamedTuple):
    """The answer, and what of the project could not be analysed."""

    version: str
    root: str
    explanation: Explanation
    problems: tuple[Problem, ...]

    @property
    def is_incomplete(self) -> bool:
        """True if a file could not be analysed, so that chains may be missing."""
        return any(problem.is_incomplete for problem in self.problems)
