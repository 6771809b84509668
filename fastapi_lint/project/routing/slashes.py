"""Slashes at the end: paths that differ by one alone, and take different methods."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi_lint.model.routing import RouteFault
from fastapi_lint.project.routing.listing import Listing, is_comparable
from fastapi_lint.project.routing.places import hop_of_route, place_of_registration
from fastapi_lint.project.routing.templates import template_of
from fastapi_lint.project.web.surface import Route, Surface


def mixed_slashes(surface: Surface, listings: list[Listing]) -> Iterator[RouteFault]:
    """Routes at `/orders/` beside others at `/orders`, each with methods of its own: there is 405, no redirect."""
    told: dict[object, RouteFault] = {}
    for listing in listings:
        forms: dict[str, dict[str, list[Route]]] = {}
        for listed in listing.entries:
            if listed.mount is None and is_comparable(listed):
                route, shape = surface.routes[listed.number], template_of(listed.path).shape
                if route.kind == "http" and route.methods and shape.rstrip("/"):
                    forms.setdefault(shape.rstrip("/"), {}).setdefault(shape, []).append(route)
        for by_shape in forms.values():
            if len(by_shape) == 2:
                for fault in _between(*by_shape.values()):
                    told.setdefault(fault.place.location, fault)
    yield from told.values()


def _between(first: list[Route], second: list[Route]) -> Iterator[RouteFault]:
    """What the later form takes and the earlier one does not; none if one only takes what the other does, as well."""
    taken, more = _methods(first), _methods(second)
    if taken <= more or more <= taken:
        return
    route = next(one for one in second if set(one.methods) - taken)
    missing = next(method for method in route.methods if method not in taken)
    other = first[0]
    yield RouteFault(
        place_of_registration(route),
        "mixed",
        route.endpoint.definition.name,
        other.path,
        " and ".join(sorted(taken)),
        f"{missing} {other.path}",
        trace=(hop_of_route(other),),
    )


def _methods(routes: list[Route]) -> set[str]:
    return {method for route in routes for method in route.methods} - {"HEAD"}
