"""Belonging: what code does that works on its own thread alone, so that it cannot be moved to another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from fastapi_lint.project.flow.units import Unit
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.project.resolve.values import LibraryObject, LibraryValue, Value

if TYPE_CHECKING:
    from fastapi_lint.project.project import Project

_MOST = 300
"""The most functions that are looked at: who does more than that cannot be told to belong nowhere."""

_OF_A_LOOP = ("asyncio.", "contextvars.ContextVar.", "uvloop.")
"""A task or a future wants its loop; what is put into a context variable in a thread is not seen outside of it."""
_HARMLESS = frozenset(
    {"asyncio.iscoroutine", "asyncio.iscoroutinefunction", "asyncio.run", "contextvars.ContextVar.get"}
)


class Belonging:
    """Looks at functions and all that they lead to. What is asked twice is remembered."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._inference = project.inference
        self._catalog = project.inference.catalog
        self._told: dict[Unit, frozenset[str]] = {}

    def of(self, unit: Unit) -> frozenset[str]:
        """What ties a body and what it leads to to a thread: "loop" (it needs that of its coroutine), "bound" (it
        uses objects that work in one thread), "makes" (it makes such), "unknown" (it does too much to tell)."""
        known = self._told.get(unit)
        if known is None:
            known = self._told[unit] = frozenset(self._ties(unit))
        return known

    def is_bound(self, values: Iterable[Value]) -> bool:
        """True if one of these may be an object that another thread must not touch: one of asyncio, a connection that
        belongs to a loop or to the thread that made it."""
        names = (self._inference.library_name(value.name) for value in values if isinstance(value, LibraryObject))
        return any(map(self._is_class_bound, names))

    def _is_class_bound(self, name: str) -> bool:
        is_exclusive = self._catalog.is_exclusive(name) and self._catalog.is_async(name)
        return is_exclusive or name.startswith(_OF_A_LOOP) or self._catalog.is_thread_bound(name)

    def is_of_bound(self, name: str) -> bool:
        """True for a method of such an object, by its public name."""
        return self._catalog.is_thread_bound(name.rpartition(".")[0])

    def makes_bound(self, name: str) -> bool:
        """True for what gives such an object when it is called."""
        made = self._catalog.returns(name)
        return made is not None and self._catalog.is_thread_bound(made)

    def _ties(self, unit: Unit) -> Iterator[str]:
        reached = self._project.graph.reached_from([unit])
        if len(reached) > _MOST:
            yield "unknown"
            return
        for scope in dict.fromkeys(one.scope for one in reached):
            for name in self._called(scope):
                if name.startswith(_OF_A_LOOP) and name not in _HARMLESS:
                    yield "loop"
                if self.is_of_bound(name):
                    yield "bound"
                elif self.makes_bound(name):
                    yield "makes"

    def _called(self, scope: Scope) -> Iterator[str]:
        for index in range(len(scope.body.calls)):
            for value in self._inference.callee(scope, index):
                if isinstance(value, LibraryValue):
                    yield self._inference.library_name(value.name)
