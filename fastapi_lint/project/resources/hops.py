"""Hops: dependencies that FastAPI runs in a worker thread although they do nothing that takes time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from fastapi_lint.model.effect import Thread
from fastapi_lint.model.facts import LOOPS, BlockKind
from fastapi_lint.model.location import Location, Span
from fastapi_lint.model.resource import HopView
from fastapi_lint.model.role import Role
from fastapi_lint.model.rule import Place
from fastapi_lint.project.flow.units import Unit
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.project.web.test_code import is_test_path

if TYPE_CHECKING:
    from fastapi_lint.project.project import Project

_BUSY = frozenset({*LOOPS, BlockKind.WITH, BlockKind.TRY})
_CONSTRUCTORS = frozenset({"__init__", "__post_init__", "__new__"})
_QUICK = frozenset({"builtins", "datetime", "enum", "fastapi", "starlette", "typing"})
"""Libraries whose calls take no time unless the catalogue says so."""


class Hops:
    """Looks at the dependencies that run in the pool."""

    def __init__(self, project: Project) -> None:
        self._project = project

    def all(self) -> Iterator[HopView]:
        """The trivial ones that routes need, by definition."""
        for entry in self._project.surface.entry_points:
            scope = entry.scope
            if not entry.role & Role.DEPENDENCY or entry.thread is not Thread.POOL or entry.block:
                continue
            if entry.routes and not is_test_path(scope.module.path) and self._is_trivial(scope):
                labels = {self._project.routes[number].label for number in entry.routes}
                yield self._view(scope, tuple(sorted(labels)))

    def _is_trivial(self, scope: Scope) -> bool:
        """True if all that a body does is known and takes no time: no loop, no library call with an effect."""
        definition = scope.definition
        if definition.is_generator or not scope.is_function or definition.decorators:
            return False
        if any(block.kind in _BUSY for block in definition.body.blocks):
            return False
        if not self._knows_all_calls(scope):
            return False
        steps = self._project.graph.steps(Unit(scope))
        if any(step.leaves for step in steps):
            return False
        targets = [edge.target for step in steps for edge in step.edges]
        return all(self._is_leaf(target) for target in targets)

    def _is_leaf(self, target: Unit) -> bool:
        """True for a function of the project that itself does nothing that takes time, or that is not known."""
        scope = target.scope
        if any(block.kind in _BUSY for block in scope.body.blocks):
            return False
        steps = self._project.graph.steps(target)
        return self._knows_all_calls(scope) and not any(step.leaves or step.edges for step in steps)

    def _knows_all_calls(self, scope: Scope) -> bool:
        for index, call in enumerate(scope.body.calls):
            callee = self._project.graph.callee(scope, index)
            is_quick = ":" in callee or callee.partition(".")[0] in _QUICK
            if not is_quick and not scope.in_header(call.block):
                return False
        return True

    @staticmethod
    def _view(scope: Scope, routes: tuple[str, ...]) -> HopView:
        definition = scope.definition
        is_class = definition.name in _CONSTRUCTORS and scope.parent is not None
        named = scope.parent if is_class and scope.parent is not None else scope
        line = named.definition.line
        span = Span(line, named.definition.span.column, line, named.definition.span.column)
        place = Place(Location(scope.module.path, span), named.definition.qualname, routes)
        return HopView(named.definition.name, is_class, place)
