"""Slashes at the end: paths that differ by one alone, and take different methods."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi_lint.model.routing import RouteFault
from fastapi_lint.project.routing.listing import Listing, is_comparable
from fastapi_lint.project.routing.places import hop_of_route, place_of_registration
from fastapi_lint.project.routing.templates import template_of
from fastapi_lint.project.web.surface import Route, Surface


def mixed_slashes(surface: Surface, listings: list[Listing]) -> Iterator[RouteFault]:
    """Routes at `/orders/` beside others at `/orders` that take other methods: there is no redirect then, but 405."""
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
    """What the later form takes and the earlier one does not, or else the other way round."""
    for routes, others in ((second, first), (first, second)):
        taken = {method for route in others for method in route.methods}
        for route in routes:
            missing = [method for method in route.methods if method not in taken and method != "HEAD"]
            if missing:
                other = others[0]
                request = f"{missing[0]} {other.path}"
                place, name = place_of_registration(route), route.endpoint.definition.name
                methods = " and ".join(sorted(taken))
                hop = hop_of_route(other)
                yield RouteFault(place, "mixed", name, other.path, methods, request, trace=(hop,))
                return
