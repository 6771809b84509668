"""Per request: which bodies run anew for every request, and by which calls."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator
from itertools import count
from typing import NamedTuple

from fastapi_lint.model.effect import Hop, Thread
from fastapi_lint.model.role import CALLED_FOR_REQUESTS, Role
from fastapi_lint.project.flow.callgraph import CallGraph
from fastapi_lint.project.flow.conditions import weight
from fastapi_lint.project.flow.places import hop_of
from fastapi_lint.project.flow.steps import Edge, Step
from fastapi_lint.project.flow.units import Unit
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.project.resources.keeping import Keeping, is_asked_for_first
from fastapi_lint.project.web.surface import EntryPoint
from fastapi_lint.project.web.test_code import is_test_path

_PASSED = frozenset({"same", "pool", "loop"})
"""What runs on these threads runs because of the request."""


class Arrival(NamedTuple):
    """How a request comes to a unit: through `step` of `caller`, None where the framework calls it.

    `role` is the part of the entry point, `doubts` and `conditions` are counted as for effects.
    """

    role: Role
    caller: Unit | None = None
    step: Step | None = None
    doubts: int = 0
    conditions: int = 0


class PerRequest:
    """The surest and shortest way from an entry point to each unit that runs anew for a request.

    Ways through what is kept (a cached function, a global that is filled once, `app.state`) are none.
    """

    def __init__(self, graph: CallGraph, entry_points: Iterable[EntryPoint], keeping: Keeping) -> None:
        self._graph = graph
        self._keeping = keeping
        self.arrivals: dict[Unit, Arrival] = {}
        self._tick = count()
        self._queue: list[tuple[tuple[int, int, str], int, Unit, Arrival]] = []
        for entry in entry_points:
            if entry.role & CALLED_FOR_REQUESTS and entry.thread & (Thread.LOOP | Thread.POOL):
                for unit in self._entered(entry):
                    self._push(unit, Arrival(entry.role), 0)
        while self._queue:
            (_, distance, _), _, unit, arrival = heapq.heappop(self._queue)
            if unit not in self.arrivals:
                self.arrivals[unit] = arrival
                self._go_on(unit, arrival, distance)

    def _push(self, unit: Unit, arrival: Arrival, distance: int) -> None:
        if unit not in self.arrivals:
            rank = (arrival.doubts, distance, unit.id)
            heapq.heappush(self._queue, (rank, next(self._tick), unit, arrival))

    def _entered(self, entry: EntryPoint) -> Iterator[Unit]:
        if is_test_path(entry.scope.module.path) or self._keeping.runs_once(entry.scope):
            return
        for wrapping in () if entry.block else self._graph.wrappings(entry.scope):
            yield Unit(wrapping.wrapper)
        yield Unit(entry.scope, entry.block)

    def _go_on(self, unit: Unit, arrival: Arrival, distance: int) -> None:
        for step in self._graph.steps(unit):
            for edge in step.edges:
                if edge.target not in self.arrivals and self._goes_on(unit, step, edge):
                    doubts = arrival.doubts + (not edge.is_certain)
                    conditions = arrival.conditions + weight(unit.scope, step.block)
                    self._push(edge.target, Arrival(arrival.role, unit, step, doubts, conditions), distance + 1)

    def _goes_on(self, unit: Unit, step: Step, edge: Edge) -> bool:
        if edge.thread not in _PASSED or self._keeping.runs_once(edge.target.scope):
            return False
        return not (step.kind == "call" and self.is_kept(unit, step.number))

    def keeps_itself(self, scope: Scope) -> bool:
        """True for a function that gives again what it gave before."""
        return self._keeping.runs_once(scope)

    def is_kept(self, unit: Unit, call: int) -> bool:
        """True if what a call makes stays, or if it is made only where it is not there yet."""
        block = unit.scope.body.calls[call].block
        return self._keeping.keeps(unit.scope, call) or is_asked_for_first(unit.scope, block)

    def chain(self, unit: Unit) -> tuple[Hop, ...]:
        """The calls that lead from the entry point to a unit, the first first."""
        hops: list[Hop] = []
        arrival = self.arrivals.get(unit)
        while arrival is not None and arrival.caller is not None and arrival.step is not None:
            hops.append(hop_of(arrival.caller, arrival.step))
            arrival = self.arrivals.get(arrival.caller)
        return tuple(reversed(hops))
