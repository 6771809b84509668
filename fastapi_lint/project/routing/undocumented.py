"""Undocumented: errors that a route's code raises and its `responses=` do not tell."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING

from fastapi_lint.model import expression as ex
from fastapi_lint.model.effect import Hop
from fastapi_lint.model.routing import RouteFault
from fastapi_lint.project.assembly.machine import Machine
from fastapi_lint.project.assembly.objects import Constant, Library, Table, Value, forced
from fastapi_lint.project.flow.text import call_text
from fastapi_lint.project.flow.units import Unit
from fastapi_lint.project.resolve.names import Use
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.project.routing.handlers import Handlers
from fastapi_lint.project.routing.inherited import given_for, has_schema, is_in_schema
from fastapi_lint.project.routing.listing import Listed, Listing
from fastapi_lint.project.routing.places import place_of_registration
from fastapi_lint.project.web.statuses import status_given, status_written

if TYPE_CHECKING:
    from fastapi_lint.project.project import Project
    from fastapi_lint.project.web.surface import Route

_HTTP = frozenset({"fastapi.HTTPException", "fastapi.exceptions.HTTPException", "starlette.exceptions.HTTPException"})
_ERRORS = 400
_ALWAYS = 422
"""FastAPI documents it itself."""
_EXTRA = "openapi_extra"


def undocumented_errors(handlers: Handlers, listings: list[Listing]) -> Iterator[RouteFault]:
    """One for each registration, with all statuses that it does not tell."""
    routes = list(_documented(handlers.project, listings))
    reached = _Reached(handlers, [unit for route, _ in routes for unit in _roots(route)])
    for route, told in routes:
        found: dict[int, Hop] = {}
        for unit in _roots(route):
            for status, hop in reached.errors(unit):
                found.setdefault(status, hop)
        missing = sorted(found.keys() - told)
        if missing:
            names = ", ".join(map(str, missing))
            place, name = place_of_registration(route), route.endpoint.definition.name
            yield RouteFault(place, "errors", name, names, trace=tuple(found[status] for status in missing))


def _documented(project: Project, listings: list[Listing]) -> Iterator[tuple[Route, set[int]]]:
    """The operations of schemas, with the statuses that they tell, as far as these are known."""
    machine = _machine(project)
    for listing in listings:
        for listed in listing.entries if has_schema(machine, listing) else ():
            if listed.mount is not None or not is_in_schema(machine, listed, project.surface.arguments[listed.number]):
                continue
            route = project.routes[listed.number]
            if route.kind != "http" or route.registration.is_plain:
                continue
            told = _told(project, listed)
            if told is not None:
                yield route, told


def _roots(route: Route) -> Iterator[Unit]:
    yield Unit(route.endpoint)
    yield from (Unit(one.scope, one.block) for one in route.dependencies)


class _Reached:
    """Which errors units lead to. Each status goes back from where it is raised along all calls once, however many
    routes there are."""

    def __init__(self, handlers: Handlers, roots: Iterable[Unit]) -> None:
        graph = handlers.project.graph
        callers: dict[Unit, list[Unit]] = {}
        raising: dict[int, dict[Unit, Hop]] = {}
        raised = cache(lambda scope: dict(_raised(handlers, scope)))
        for unit in graph.reached_from(roots):
            for target in {edge.target: None for step in graph.steps(unit) for edge in step.edges}:
                callers.setdefault(target, []).append(unit)
            for status, hop in raised(unit.scope).items():
                raising.setdefault(status, {})[unit] = hop
        self._nearest = {status: _backwards(hops, callers) for status, hops in raising.items()}

    def errors(self, unit: Unit) -> Iterator[tuple[int, Hop]]:
        """The statuses that a unit leads to, each with the nearest place that raises it."""
        for status, nearest in self._nearest.items():
            if unit in nearest:
                yield status, nearest[unit]


def _backwards(hops: Mapping[Unit, Hop], callers: Mapping[Unit, Sequence[Unit]]) -> dict[Unit, Hop]:
    """The nearest hop of all units that lead to one."""
    found = dict(hops)
    queue = deque(found)
    while queue:
        unit = queue.popleft()
        for caller in callers.get(unit, ()):
            if caller not in found:
                found[caller] = found[unit]
                queue.append(caller)
    return found


def _machine(project: Project) -> Machine:
    routers = project.surface.routers
    assert routers is not None, "the surface of a project comes with its routers"
    return routers.assembly.machine


def _raised(handlers: Handlers, scope: Scope) -> Iterator[tuple[int, Hop]]:
    """The statuses of the `HTTPException`s that a definition raises itself."""
    for outcome in scope.body.outcomes:
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
        call = scope.body.calls[outcome.value.call]
        status = status_written(handlers.inference, call.argument(0, "status_code"), use)
        if status is not None and status >= _ERRORS and status != _ALWAYS:
            name = scope.definition.qualname
            text = f"raise {call_text(scope, outcome.value.call)}"
            yield status, Hop(scope.module.path, outcome.line, outcome.column, name, text)


def _told(project: Project, listed: Listed) -> set[int] | None:
    """The statuses in `responses=` of the route, its routers, their inclusions and the application.

    None if they are not known.
    """
    arguments = project.surface.arguments[listed.number]
    if _takes_more(project, listed):
        return None
    tables = list(given_for(listed, arguments, "responses"))
    for extra in (arguments[_EXTRA],) if _EXTRA in arguments else ():
        table = forced(extra)
        if isinstance(table, Table):
            tables += [value for key, value in table.entries.items() if key == "responses"]
        elif table != Constant(None):
            return None
    found: set[int] = set()
    for value in tables:
        statuses = _in_table(value)
        if statuses is None:
            return None
        found |= statuses
    return found


def _takes_more(project: Project, listed: Listed) -> bool:
    """True if the decorator takes `**options` that are not known, among which there may be `responses`."""
    registration = project.routes[listed.number].registration
    call = registration.scope.body.calls[registration.call]
    spread = [value for keyword, value in call.keywords if keyword is None]
    use = Use(registration.scope, call.block, (call.line, call.column))
    tables = [forced(_machine(project).evaluate(one, use)) for one in spread]
    return any(not isinstance(table, Table) or not table.complete for table in tables)


def _in_table(value: Value) -> set[int] | None:
    """The statuses of one dictionary; None if they are not known. `4XX` and `default` stand for many."""
    table = forced(value)
    if table == Constant(None):
        return set()
    if not isinstance(table, Table) or not table.complete:
        return None
    found: set[int] = set()
    for key in table.entries:
        if isinstance(key, str) and not key.isdecimal():
            found |= _in_range(key)
        elif (status := _status(key)) is not None:
            found.add(status)
    return found


def _in_range(key: str) -> set[int]:
    """Of a range (fastapi/openapi/utils.py, get_openapi_path takes both in any case)."""
    if key.lower() == "default":
        return set(range(100, 600))
    first = int(key[0]) * 100 if key[:1].isdecimal() and key[1:].upper() == "XX" else 0
    return set(range(first, first + 100)) if first else set()


def _status(key: object) -> int | None:
    if isinstance(key, Library):
        return status_given(key)
    return int(key) if isinstance(key, int | str) and str(key).isdecimal() else None
