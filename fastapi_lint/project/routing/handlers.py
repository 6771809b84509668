"""Handlers: what each of them returns, and what FastAPI was told of it where it is registered."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from fastapi_lint.model.expression import Expression
from fastapi_lint.model.facts import Outcome
from fastapi_lint.model.role import Role
from fastapi_lint.project.contracts.declared_types import DeclaredType
from fastapi_lint.project.contracts.kinds import is_response_name
from fastapi_lint.project.resolve.names import Use
from fastapi_lint.project.resolve.parameters import header_use
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.project.resolve.values import LibraryObject, ObjectValue, Value, Values
from fastapi_lint.project.web.surface import Route

if TYPE_CHECKING:
    from fastapi_lint.project.project import Project


_PAGES = frozenset({"HTMLResponse", "FileResponse", "TemplateResponse", "_TemplateResponse"})


class Handler(NamedTuple):
    """A handler with the numbers of its routes in the table; none for a dependency."""

    scope: Scope
    numbers: tuple[int, ...]


class Returned(NamedTuple):
    """One `return` with what it may give."""

    outcome: Outcome
    value: Expression
    use: Use
    values: Values


class Handlers:
    """All handlers of FastAPI's own routes."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.inference = project.inference
        self.routes = project.routes
        self._returned: dict[Scope, tuple[Returned, ...]] = {}

    @cached_property
    def http(self) -> tuple[Handler, ...]:
        """The functions that serve HTTP, by path and place."""
        found: dict[Scope, list[int]] = {}
        for number, route in enumerate(self.routes):
            if route.kind == "http" and not route.registration.is_plain and route.endpoint.is_function:
                found.setdefault(route.endpoint, []).append(number)
        ordered = sorted(found, key=lambda scope: (scope.module.path, scope.index))
        return tuple(Handler(scope, tuple(found[scope])) for scope in ordered)

    @cached_property
    def dependencies(self) -> tuple[Handler, ...]:
        """The functions that are dependencies, by path and place."""
        roles = self.project.surface.roles
        found = [s for s, role in roles.items() if role & Role.DEPENDENCY and not role & Role.HANDLER and s.is_function]
        return tuple(Handler(scope, ()) for scope in sorted(found, key=lambda s: (s.module.path, s.index)))

    def routes_of(self, handler: Handler) -> Iterator[Route]:
        """The routes that it serves."""
        return (self.routes[number] for number in handler.numbers)

    def labels(self, handler: Handler) -> tuple[str, ...]:
        """How reports name its routes."""
        return tuple(sorted({route.label for route in self.routes_of(handler)}))

    def returned(self, scope: Scope) -> tuple[Returned, ...]:
        """What a function returns, in the order of the source; a plain `return` is none."""
        known = self._returned.get(scope)
        if known is None:
            known = self._returned[scope] = tuple(self._find(scope))
        return known

    def _find(self, scope: Scope) -> Iterator[Returned]:
        for outcome in scope.body.outcomes:
            if outcome.kind == "return" and outcome.value is not None and scope.is_reachable(outcome.block):
                use = Use(scope, outcome.block, (outcome.line, outcome.column))
                yield Returned(outcome, outcome.value, use, self.inference.infer(outcome.value, use))

    def declared_return(self, scope: Scope) -> DeclaredType | None:
        """The return annotation, None if there is none."""
        if scope.definition.returns is None:
            return None
        return self.project.contracts.read_type(scope.definition.returns, header_use(scope))

    @staticmethod
    def header_of(handler: Handler) -> Use:
        """Where the annotations of its parameters stand."""
        return header_use(handler.scope)

    def class_names(self, value: Value) -> set[str]:
        """The dotted names of the library classes that an object is of."""
        if isinstance(value, LibraryObject):
            return {value.name, self.inference.library_name(value.name)}
        if isinstance(value, ObjectValue):
            bases = self.inference.classes.library_bases(value.scope)
            return {*bases, *map(self.inference.library_name, bases)}
        return set()

    def gives_page(self, number: int) -> bool:
        """True for a route that serves a page: what stands in its path may be for the scripts of the page alone."""
        route = self.routes[number]
        call = route.registration.scope.body.calls[route.registration.call]
        told = [call.argument(None, "response_class"), route.endpoint.definition.returns]
        if any(getattr(one, "attr", getattr(one, "id", "")) in _PAGES for one in told):
            return True
        returned = [value for one in self.returned(route.endpoint) for value in one.values]
        names = {name.rpartition(".")[2] for value in returned for name in self.class_names(value)}
        return bool(names & _PAGES)

    def is_response(self, value: Value) -> bool:
        """True for a response that is sent as it is."""
        return any(map(is_response_name, self.class_names(value)))
