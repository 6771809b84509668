"""Reach: on which threads each unit runs, and which routes lead to it, following calls from the entry points."""

from __future__ import annotations

import functools
import operator
from collections.abc import Iterable, Iterator

from fastapi_lint.model.effect import Thread
from fastapi_lint.project.flow.callgraph import CallGraph
from fastapi_lint.project.flow.units import Unit
from fastapi_lint.project.web.surface import EntryPoint
from fastapi_lint.project.web.test_code import is_test_path

_SERVING = Thread.LOOP | Thread.STARTUP
_ON_A_LOOP = _SERVING | Thread.SCRIPT
_WITH_A_LOOP = _ON_A_LOOP | Thread.POOL

_Way = tuple[str, bool]
"""How a unit runs another one: the thread of the edge, and whether the other is a coroutine's body."""


class _Ways(dict[_Way, Thread | None]):
    """Where a unit's ways lead, given its own threads; None for nowhere. Filled as ways are met."""

    def __init__(self, threads: Thread, is_awaiting: bool) -> None:
        super().__init__()
        self._caller = threads, is_awaiting

    def __missing__(self, way: _Way) -> Thread | None:
        threads, is_awaiting = self._caller
        found = self[way] = thread_of(way[1], way[0], threads, is_awaiting) or None
        return found


class Reach:
    """Threads and routes by unit. Routes are bits of an integer: bit n is the n-th route of the surface.

    Threads first: they say which edges lead anywhere. Then routes along these edges, callers before callees, so that
    each unit is looked at once, but for those that call each other in a circle.
    """

    def __init__(self, graph: CallGraph, entry_points: Iterable[EntryPoint]) -> None:
        self._graph = graph
        self.threads: dict[Unit, Thread] = {}
        self.routes: dict[Unit, int] = {}
        self._edges: dict[Unit, tuple[tuple[Unit, _Way], ...]] = {}
        self._ways: dict[tuple[Thread, bool], _Ways] = {}
        self._numbers: dict[int, tuple[int, ...]] = {0: ()}
        entered = list(entry_points)
        self._spread_threads([unit for entry in entered if not entry.starter for unit in self._enter(entry)])
        self._spread_threads([unit for entry in entered if entry.starter for unit in self._enter(entry)])
        self._spread_routes()

    def _enter(self, entry: EntryPoint) -> Iterator[Unit]:
        """Note where the framework, or `asyncio.run`, runs an entry point; gives the units."""
        bits = sum(1 << number for number in entry.routes)
        for unit, where in self.entered(entry):
            self.threads[unit] = self.threads.get(unit, Thread.NONE) | where
            self.routes[unit] = self.routes.get(unit, 0) | bits
            yield unit

    def entered(self, entry: EntryPoint) -> Iterator[tuple[Unit, Thread]]:
        """The framework calls the outermost wrapper of a decorated function; the wrappers say where it runs itself."""
        threads = entry.thread
        if entry.starter is not None:
            threads = thread_of(True, "own", self.threads.get(Unit(entry.starter), Thread.NONE), False) or threads
        if entry.block:
            yield Unit(entry.scope, entry.block), threads
            return
        wrappings = self._graph.wrappings(entry.scope)
        if entry.scope.definition.is_async and not (wrappings or entry.starter):
            threads &= ~Thread.POOL  # a coroutine that is made there and awaited by nobody
        for wrapping in wrappings:
            if threads:
                yield Unit(wrapping.wrapper), threads
            if not wrapping.threads and wrapping.wrapper.definition.is_async and not entry.scope.definition.is_async:
                return  # an `async` wrapper that does something unknown with a plain function: most hand it to a thread
            if wrapping.threads:
                is_async = entry.scope.definition.is_async
                is_awaiting = wrapping.wrapper.definition.is_async
                inner = [thread_of(is_async, thread, threads, is_awaiting) for thread in sorted(wrapping.threads)]
                threads = functools.reduce(operator.or_, inner)
        if threads:
            yield Unit(entry.scope), threads

    def _edges_of(self, unit: Unit) -> tuple[tuple[Unit, _Way], ...]:
        """What a unit runs and how, each once; not what a test tests: where that runs is not for the test to say."""
        known = self._edges.get(unit)
        if known is None:
            edges = dict.fromkeys(edge[:2] for step in self._graph.steps(unit) for edge in step.edges)
            known = tuple((target, (thread, target.is_async)) for target, thread in edges)
            if is_test_path(unit.scope.module.path):
                known = tuple(edge for edge in known if is_test_path(edge[0].scope.module.path))
            self._edges[unit] = known
        return known

    def _ways_of(self, unit: Unit) -> _Ways:
        key = self.threads[unit], unit.is_async
        known = self._ways.get(key)
        if known is None:
            known = self._ways[key] = _Ways(*key)
        return known

    def _spread_threads(self, queue: list[Unit]) -> None:
        while queue:
            unit = queue.pop()
            ways = self._ways_of(unit)
            for target, way in self._edges_of(unit):
                threads = ways[way]
                known = self.threads.get(target)
                if threads is not known and threads is not None and (known is None or threads | known != known):
                    self.threads[target] = threads if known is None else threads | known
                    queue.append(target)

    def _spread_routes(self) -> None:
        order = self._callers_first()
        waiting = {unit for unit, bits in self.routes.items() if bits}
        while waiting:
            for unit in order:
                if unit not in waiting:
                    continue
                waiting.discard(unit)
                bits = self.routes[unit]
                for target in self._targets(unit):
                    known = self.routes.get(target, 0)
                    if known | bits != known:
                        self.routes[target] = known | bits
                        waiting.add(target)

    def _targets(self, unit: Unit) -> Iterator[Unit]:
        """What really runs because of a unit: making a coroutine in a worker thread runs nothing."""
        ways = self._ways_of(unit)
        return iter([target for target, way in self._edges_of(unit) if ways[way] is not None])

    def _callers_first(self) -> list[Unit]:
        """All units that are reached, each before what it calls (in a circle: before most of it)."""
        ended: list[Unit] = []
        seen: set[Unit] = set()
        for start in self.routes:
            if start in seen:
                continue
            seen.add(start)
            path = [(start, self._targets(start))]
            while path:
                unit, targets = path[-1]
                target = next((one for one in targets if one not in seen), None)
                if target is None:
                    ended.append(unit)
                    path.pop()
                else:
                    seen.add(target)
                    path.append((target, self._targets(target)))
        return ended[::-1]

    def route_numbers(self, unit: Unit) -> tuple[int, ...]:
        """The numbers of the routes that reach a unit, ascending."""
        bits = self.routes.get(unit, 0)
        if bits not in self._numbers:
            self._numbers[bits] = tuple(_set_bits(bits))
        return self._numbers[bits]


def _set_bits(bits: int) -> Iterator[int]:
    digits = f"{bits:b}"[::-1]
    at = digits.find("1")
    while at >= 0:
        yield at
        at = digits.find("1", at + 1)


@functools.cache
def thread_of(is_async: bool, edge: str, caller: Thread, is_awaiting: bool) -> Thread:
    """Where a callee runs. Making a coroutine in a worker thread runs nothing there.

    What a coroutine (`is_awaiting`) gives to its loop runs on that loop, which may be one of its own in a worker
    thread. What is started before serving goes on meanwhile.
    """
    if edge == "same":
        return caller & _WITH_A_LOOP if is_async and is_awaiting else caller & _ON_A_LOOP if is_async else caller
    if edge in ("pool", "process"):
        return Thread.NONE if is_async else Thread.POOL if edge == "pool" else Thread.PROCESS
    if edge == "own":
        return caller & ~(Thread.LOOP | Thread.STARTUP)
    if edge == "loop" and is_awaiting:
        return (caller & (Thread.SCRIPT | Thread.POOL)) | (Thread.LOOP if caller & _SERVING else Thread.NONE)
    if edge == "loop":
        return (caller & Thread.SCRIPT) | (Thread.LOOP if caller & (_SERVING | Thread.POOL) else Thread.NONE)
    return Thread.NONE
