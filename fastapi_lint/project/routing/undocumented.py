"""Undocumented: errors that a route's code raises and its `responses=` do not tell."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from fastapi_lint.model import expression as ex
from fastapi_lint.model.effect import Hop
from fastapi_lint.model.routing import RouteFault
from fastapi_lint.project.assembly.objects import Constant, Library, Table, Value, forced
from fastapi_lint.project.flow.text import call_text
from fastapi_lint.project.flow.units import Unit
from fastapi_lint.project.resolve.names import Use
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.project.routing.handlers import Handlers
from fastapi_lint.project.routing.listing import Listed, Listing
from fastapi_lint.project.routing.places import place_of_registration
from fastapi_lint.project.web.statuses import status_given, status_written

if TYPE_CHECKING:
    from fastapi_lint.project.project import Project

_HTTP = frozenset({"fastapi.HTTPException", "fastapi.exceptions.HTTPException", "starlette.exceptions.HTTPException"})
_ALWAYS = 422
"""FastAPI documents it itself."""


def undocumented_errors(handlers: Handlers, listings: list[Listing]) -> Iterator[RouteFault]:
    """One for each registration, with all statuses that it does not tell."""
    project = handlers.project
    raised = cache(lambda scope: dict(_raised(handlers, scope)))
    for listing in listings:
        for listed in listing.entries:
            if listed.mount is not None:
                continue
            route = project.routes[listed.number]
            told = _told(project, listed)
            if route.kind != "http" or route.registration.is_plain or told is None:
                continue
            found: dict[int, Hop] = {}
            roots = [Unit(route.endpoint), *(Unit(one.scope, one.block) for one in route.dependencies)]
            for unit in project.graph.reached_from(roots):
                for status, hop in raised(unit.scope).items():
                    found.setdefault(status, hop)
            missing = sorted(found.keys() - told)
            if missing:
                names = ", ".join(map(str, missing))
                place, name = place_of_registration(route), route.endpoint.definition.name
                yield RouteFault(place, "errors", name, names, trace=tuple(found[status] for status in missing))


def _raised(handlers: Handlers, scope: Scope) -> Iterator[tuple[int, Hop]]:
    """The statuses of the `HTTPException`s that a definition raises itself."""
    for outcome in scope.definition.body.outcomes:
        if (
            outcome.kind != "raise"
            or not isinstance(outcome.value, ex.CallResult)
            or not scope.is_reachable(outcome.block)
        ):
            continue
        use = Use(scope, outcome.block, (outcome.line, outcome.column))
        values = handlers.inference.infer(outcome.value, use)
        if not any(handlers.class_names(value) & _HTTP for value in values):
            continue
        call = scope.definition.body.calls[outcome.value.call]
        status = status_written(handlers.inference, call.argument(0, "status_code"), use)
        if status is not None and status != _ALWAYS:
            name = scope.definition.qualname
            text = f"raise {call_text(scope, outcome.value.call)}"
            yield status, Hop(scope.module.path, outcome.line, outcome.column, name, text)


def _told(project: Project, listed: Listed) -> set[int] | None:
    """The statuses in `responses=` of the route, its routers, their inclusions and the application."""
    given: list[Value | None] = [project.surface.arguments[listed.number].get("responses")]
    for node in listed.nodes:
        given.append(node.router.arguments.get("responses") if node.router is not None else None)
        given.append(node.edge.arguments.get("responses") if node.edge is not None else None)
    found: set[int] = set()
    for value in given:
        if value is None or value == Constant(None):
            continue
        table = forced(value)
        if not isinstance(table, Table) or not table.complete:
            return None
        found |= {status for key in table.entries if (status := _status(key)) is not None}
    return found


def _status(key: object) -> int | None:
    if isinstance(key, Library):
        return status_given(key)
    return int(key) if isinstance(key, int | str) and str(key).isdecimal() else None
