"""Serving: places in what runs for requests, as plain data for rules."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi_lint.model.effect import Hop, Thread
from fastapi_lint.model.location import Location, Span
from fastapi_lint.model.resource import Served
from fastapi_lint.model.role import Role
from fastapi_lint.model.rule import Place
from fastapi_lint.project.flow.reach import Reach
from fastapi_lint.project.flow.units import Unit
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.project.resources.per_request import PerRequest
from fastapi_lint.project.web.surface import Route


class Serving:
    """Makes places of the spans of units that requests reach."""

    def __init__(
        self, per_request: PerRequest, reach: Reach, routes: tuple[Route, ...], roles: Mapping[Scope, Role]
    ) -> None:
        self.per_request = per_request
        self._reach = reach
        self._routes = routes
        self._roles = roles

    def at(self, unit: Unit, span: Span, call: Hop | None = None) -> Served | None:
        """A place in a unit, None if it does not run anew for each request. `call` ends the chain."""
        arrival = self.per_request.arrivals.get(unit)
        if arrival is None:
            return None
        scope = unit.scope
        labels = sorted({self._routes[number].label for number in self._reach.route_numbers(unit)})
        threads = self._reach.threads.get(unit, Thread.NONE)
        chain = self.per_request.chain(unit)
        return Served(
            place=Place(Location(scope.module.path, span), scope.definition.qualname, tuple(labels)),
            role=self._roles.get(scope, Role.NONE) or (Role.COROUTINE if unit.is_async else Role.HELPER),
            entry=arrival.role,
            on_loop=bool(threads & Thread.LOOP),
            chain=(*chain, call) if chain and call is not None else (),
            doubts=arrival.doubts,
            conditions=arrival.conditions,
        )
