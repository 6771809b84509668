"""Reach: on which threads each unit runs, and which routes lead to it, following calls from the entry points."""

from __future__ import annotations

import functools
import operator
from collections.abc import Iterable

from fastapi_lint.model.effect import Thread
from fastapi_lint.project.flow.callgraph import CallGraph
from fastapi_lint.project.flow.units import Unit
from fastapi_lint.project.web.surface import EntryPoint

_ON_A_LOOP = Thread.LOOP | Thread.STARTUP | Thread.SCRIPT


class Reach:
    """Threads and routes by unit. Routes are bits of an integer: bit n is the n-th route of the surface."""

    def __init__(self, graph: CallGraph, entry_points: Iterable[EntryPoint]) -> None:
        self._graph = graph
        self.threads: dict[Unit, Thread] = {}
        self.routes: dict[Unit, int] = {}
        queue: list[Unit] = []
        for entry in entry_points:
            routes = sum(1 << number for number in entry.routes)
            self._enter(entry, routes, queue)
        while queue:
            unit = queue.pop()
            threads, routes = self.threads[unit], self.routes[unit]
            for step in graph.steps.get(unit, ()):
                for edge in step.edges:
                    self._visit(edge.target, _thread_of(edge.target, edge.thread, threads), routes, queue)

    def _enter(self, entry: EntryPoint, routes: int, queue: list[Unit]) -> None:
        """The framework calls the outermost wrapper of a decorated function; the wrappers say where it runs itself."""
        threads = entry.thread
        for wrapping in self._graph.wrappings(entry.scope):
            self._visit(Unit(wrapping.wrapper), threads, routes, queue)
            if not wrapping.threads and wrapping.wrapper.definition.is_async and not entry.scope.definition.is_async:
                return  # an `async` wrapper that does something unknown with a plain function: most hand it to a thread
            if wrapping.threads:
                target = Unit(entry.scope)
                inner = [_thread_of(target, thread, threads) for thread in sorted(wrapping.threads)]
                threads = functools.reduce(operator.or_, inner)
        self._visit(Unit(entry.scope), threads, routes, queue)

    def _visit(self, unit: Unit, threads: Thread, routes: int, queue: list[Unit]) -> None:
        """Note what reaches a unit; if that is news, what it calls must be looked at again."""
        if not threads:
            return
        known, bits = self.threads.get(unit, Thread.NONE), self.routes.get(unit, 0)
        if known | threads == known and bits | routes == bits:
            return
        self.threads[unit] = known | threads
        self.routes[unit] = bits | routes
        queue.append(unit)

    def route_numbers(self, unit: Unit) -> list[int]:
        """The numbers of the routes that reach a unit, ascending."""
        bits = self.routes.get(unit, 0)
        return [number for number in range(bits.bit_length()) if bits >> number & 1]


def _thread_of(target: Unit, edge: str, caller: Thread) -> Thread:
    """Where a callee runs. Making a coroutine in a worker thread runs nothing there."""
    if edge == "same":
        return caller & _ON_A_LOOP if target.is_async else caller
    if edge == "pool":
        return Thread.POOL
    if edge == "process":
        return Thread.PROCESS
    if edge == "loop":
        serving = Thread.LOOP | Thread.POOL | Thread.STARTUP  # a task that is started before serving goes on meanwhile
        return (caller & Thread.SCRIPT) | (Thread.LOOP if caller & serving else Thread.NONE)
    return Thread.NONE
