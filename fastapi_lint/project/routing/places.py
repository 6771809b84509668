"""Places of routes and calls, as findings and chains have them."""

from __future__ import annotations

from fastapi_lint.model.effect import Hop
from fastapi_lint.model.location import Location, Span
from fastapi_lint.model.rule import Place
from fastapi_lint.project.flow.text import call_text
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.project.web.call_index import Site
from fastapi_lint.project.web.surface import Route


def place_of_call(site: Site, routes: tuple[str, ...] = (), function: str | None = None) -> Place:
    """A call, in the function around it unless another is named."""
    name = site.scope.definition.qualname if function is None else function
    return Place(Location(site.scope.module.path, site.call.span), name, routes)


def place_of_registration(route: Route, routes: tuple[str, ...] | None = None) -> Place:
    """The call that registers a route; it is said of the route's handler."""
    labels = (route.label,) if routes is None else routes
    return place_of_call(site_of(route), labels, route.endpoint.definition.qualname)


def place_in(scope: Scope, span: Span, routes: tuple[str, ...] = ()) -> Place:
    """Some place in a definition."""
    return Place(Location(scope.module.path, span), scope.definition.qualname, routes)


def site_of(route: Route) -> Site:
    """The call that registers a route."""
    return Site(route.registration.scope, route.registration.call)


def hop_of_call(site: Site, function: str | None = None) -> Hop:
    """A call as a step of a chain."""
    span = site.call.span
    name = site.scope.definition.qualname if function is None else function
    return Hop(site.scope.module.path, span.line, span.column, name, call_text(site.scope, site.number))


def hop_of_route(route: Route) -> Hop:
    """The registration of a route as a step of a chain, with its path."""
    hop = hop_of_call(site_of(route), route.endpoint.definition.qualname)
    path = "…" if route.registration.path is None else repr(route.registration.path)
    return hop._replace(call=f"{hop.call.partition('(')[0]}({path})")
