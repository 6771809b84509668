"""Leaves: what a unit does to its thread by itself, by calls of libraries and by loops and recursion of its own."""

from __future__ import annotations

from fastapi_lint.model.effect import Leaf
from fastapi_lint.project.flow.callgraph import CallGraph
from fastapi_lint.project.flow.loop_guards import LoopGuards
from fastapi_lint.project.flow.loops import Loop, Loops
from fastapi_lint.project.flow.request_data import RequestData
from fastapi_lint.project.flow.steps import Step
from fastapi_lint.project.flow.units import Unit
from fastapi_lint.project.resolve.inference import Inference
from fastapi_lint.project.resolve.scopes import Scope

_CONTENT = frozenset({"body", "json", "upload", "rows"})
_ROWS = frozenset({"rows"})


class Leaves:
    """Answers for units and their steps; a definition is looked at when somebody asks for it."""

    def __init__(
        self, inference: Inference, graph: CallGraph, requests: RequestData, scopes: dict[str, list[Scope]]
    ) -> None:
        self._graph = graph
        self._requests = requests
        self._judge = Loops(inference, requests)
        self._guards = LoopGuards(inference, scopes)
        self._loops: dict[Scope, list[Loop]] = {}

    def loops(self, scope: Scope) -> list[Loop]:
        """All loops of a definition."""
        known = self._loops.get(scope)
        if known is None:
            known = self._loops[scope] = self._judge.of(scope)
        return known

    def burning(self, scope: Scope) -> list[Loop]:
        """Those of its loops that burn the processor."""
        if not self._judge.may_burn(scope):
            return []
        return [loop for loop in self.loops(scope) if loop.leaf is not None]

    def of(self, unit: Unit) -> list[tuple[Step, Leaf]]:
        """The leaves of a unit: library calls, and loops and recursion of the project's own."""
        scope = unit.scope
        found = [
            (step, leaf)
            for step in self._graph.steps(unit)
            for leaf in step.leaves
            if self.counts(scope, step, leaf) and not _is_short_lock(step, leaf)
        ]
        found += (
            (Step("loop", loop.block, loop.block, (), (loop.leaf,)), loop.leaf)
            for loop in self.burning(scope)
            if loop.leaf is not None and (scope.lambda_of(loop.block) or 0) == unit.block
        )
        recursion = self._judge.recursion(scope) if scope.is_function and not unit.block else None
        if recursion is not None:
            found.append((Step("body", 0, 0, (), (recursion,)), recursion))
        return found

    def passes(self, unit: Unit, step: Step, leaf: Leaf) -> bool:
        """True unless the leaf only matters on what a request can make large, and this step hands on nothing such.

        What fails on the wrong thread does not pass code that asks on which it is.
        """
        if leaf.kind.fails:
            return not self._guards.keep(unit.scope, step, leaf)
        if leaf.size_dependent:
            return self.counts(unit.scope, step, leaf)
        if not leaf.from_request or step.kind != "call":
            return True
        return bool(self._requests.of_call_site(unit.scope, step.number))

    def counts(self, scope: Scope, step: Step, leaf: Leaf) -> bool:
        """True unless the leaf only matters on large input and nothing here comes from the request.

        Nor if it fails on some threads and the code asks on which it is.
        """
        if leaf.kind.fails:
            return not self._guards.keep(scope, step, leaf)
        if not leaf.size_dependent:
            return True
        grows_with = _ROWS if leaf.writes else _CONTENT
        return step.kind == "call" and bool(self._requests.of_call_site(scope, step.number) & grows_with)


def _is_short_lock(step: Step, leaf: Leaf) -> bool:
    """`with lock:` in a helper: nearly always held for microseconds, so its callers do not inherit the wait."""
    return step.kind == "context" and leaf.is_thread_lock
