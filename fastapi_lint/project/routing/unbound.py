"""Unbound: parameters of a path that nothing takes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from fastapi_lint.model.routing import RouteFault
from fastapi_lint.project.assembly.routers import Router
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.project.routing.handlers import Handlers
from fastapi_lint.project.routing.listing import Listed, Listing
from fastapi_lint.project.routing.path_names import Bound, PathNames
from fastapi_lint.project.routing.places import place_of_call, place_of_registration
from fastapi_lint.project.routing.templates import template_of
from fastapi_lint.project.web.surface import Route, Surface

_ALIKE = 0.6


class _Case(NamedTuple):
    """A parameter of a route's path, and whether something takes it."""

    route: Route
    listed: Listed
    name: str
    bound: Bound
    serves_others: bool  # the handler serves a path without it as well

    @property
    def is_taken(self) -> bool:
        return self.name in self.bound.names or "*" in self.bound.names or self.bound.is_open

    @property
    def is_own(self) -> bool:
        """True if the parameter stands in the path of the route, not in a prefix."""
        return any(one.name == self.name for one in template_of(self.route.registration.path or "").parameters)


def unbound(names: PathNames, handlers: Handlers, listings: list[Listing]) -> Iterator[RouteFault]:
    """One for each parameter of a registration's path; one for a parameter of a prefix that no route below takes."""
    told: dict[tuple[object, str], RouteFault] = {}
    of_prefix: dict[tuple[str, str], list[_Case]] = {}
    for case in _cases(names, handlers.project.surface, listings):
        similar = "" if case.is_taken else _similar(case)
        if similar or (case.is_own and not case.is_taken and not handlers.gives_page(case.listed.number)):
            told.setdefault((place_of_registration(case.route).location, case.name), _fault(case, similar))
        elif not case.is_own and case.listed.owner is not None:
            of_prefix.setdefault((case.listed.owner.key, case.name), []).append(case)
    yield from told.values()
    for cases in of_prefix.values():
        owner = cases[0].listed.owner
        if owner is not None and not any(case.is_taken for case in cases):
            yield _of_prefix(owner, cases)


def _cases(names: PathNames, surface: Surface, listings: list[Listing]) -> Iterator[_Case]:
    paths: dict[Scope, set[str]] = {}
    for route in surface.routes:
        paths.setdefault(route.endpoint, set()).add(route.path)
    for listing in listings:
        for listed in listing.entries:
            if listed.mount is not None or surface.routes[listed.number].registration.is_plain:
                continue
            route = surface.routes[listed.number]
            parameters = template_of(listed.path).parameters
            bound = names.of(route) if parameters else None
            for one in parameters:
                if bound is not None and one.convertor != "path" and not one.name.startswith("_"):
                    others = any(f"{{{one.name}" not in path for path in paths[route.endpoint])
                    yield _Case(route, listed, one.name, bound, others)


def _fault(case: _Case, similar: str) -> RouteFault:
    route = case.route
    return RouteFault(
        place_of_registration(route),
        "misnamed" if similar else "unbound",
        route.endpoint.definition.name,
        other=similar,
        detail=case.name,
        request=route.label,
        doubts=0 if similar else int(case.serves_others),
    )


def _of_prefix(owner: Router, cases: list[_Case]) -> RouteFault:
    labels = tuple(sorted({case.route.label for case in cases}))
    site = owner.site
    if f"{{{cases[0].name}" not in _written_prefix(owner):
        edge = cases[0].listed.nodes[-1].edge
        site = edge.site if edge is not None else site
    return RouteFault(place_of_call(site, labels), "prefix", detail=cases[0].name, doubts=1)


def _written_prefix(owner: Router) -> str:
    given = owner.arguments.get("prefix")
    return str(getattr(given, "value", ""))


def _similar(case: _Case) -> str:
    """The required query parameter that is meant to be the one in the path, by its name."""
    in_path = {one.name for one in template_of(case.listed.path).parameters}
    for name in case.bound.required:
        if name not in in_path and _are_alike(name, case.name):
            return name
    return ""


def _are_alike(one: str, other: str) -> bool:
    if set(one.lower().split("_")) & set(other.lower().split("_")):
        return True
    from difflib import SequenceMatcher  # noqa: PLC0415 - only a name that nothing takes needs it

    return SequenceMatcher(None, _plain(one), _plain(other)).ratio() >= _ALIKE


def _plain(name: str) -> str:
    return name.lower().replace("_", "")
