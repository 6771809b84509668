"""Paths and prefixes: where a slash is missing, or one too many."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi_lint.model.routing import RouteFault
from fastapi_lint.project.assembly.objects import Constant, Value, likely_of
from fastapi_lint.project.assembly.routers import Registered, Router
from fastapi_lint.project.assembly.text import Text
from fastapi_lint.project.routing.listing import Listed, Listing
from fastapi_lint.project.routing.places import place_of_call, place_of_registration, site_of
from fastapi_lint.project.routing.templates import template_of
from fastapi_lint.project.web.call_index import Site
from fastapi_lint.project.web.routers import Routers
from fastapi_lint.project.web.surface import Route, Surface

Found = tuple[Site, RouteFault]
"""What is wrong with a call, and the call."""


def unslashed(surface: Surface, listings: list[Listing]) -> Iterator[Found]:
    """Routes whose path does not begin with a slash, each registration once."""
    told: dict[Site, RouteFault] = {}
    for listing in listings:
        is_served = listing.top.router is not None and listing.top.router.kind == "application"
        for listed in listing.entries:
            if listed.mount is not None:
                continue
            route = surface.routes[listed.number]
            fault = _path_fault(route, listed, is_served, _is_setting(surface.arguments[listed.number].get("path")))
            if fault is not None:
                told.setdefault(site_of(route), fault)
    yield from told.items()


def _path_fault(route: Route, listed: Listed, is_served: bool, is_setting: bool) -> RouteFault | None:
    written = route.registration.path
    name = route.endpoint.definition.name
    if written is None or written.startswith("/"):
        return None
    if not written:
        is_empty = not listed.path and is_served and not route.registration.is_plain and not is_setting
        return RouteFault(place_of_registration(route), "empty", name) if is_empty else None
    if not (written[0].isalnum() or written[0] in "_{") or _takes_slash(written):
        return None  # `.json`, `:batch`: what is added to the path of the router
    before = listed.path.removesuffix(written)
    if route.registration.is_plain:
        form = "fails"
    elif not before:
        form = "unreachable"
    else:
        form = "" if before.endswith("/") else "joined"
    if not form:
        return None
    return RouteFault(place_of_registration(route), form, name, other=written, detail=route.path)


def _takes_slash(written: str) -> bool:
    """True for `{path:path}`, which takes the slash as well: below a prefix it serves all that begins with that."""
    template = template_of(written)
    return not template.texts[0] and bool(template.parameters) and template.parameters[0].convertor == "path"


def misslashed(routers: Routers) -> Iterator[Found]:
    """Prefixes that FastAPI refuses, and routers that are included with neither a prefix nor a path."""
    for router in routers.all.values():
        if router.kind == "router" and "starlette.routing.Router" not in routers.names_of(router.site):
            yield from _prefix_fault(routers.prefix(router), router.arguments.get("prefix"), router.site)
    for edge in routers.inclusions:
        if edge.is_mount:
            continue
        yield from _prefix_fault(edge.written, edge.arguments.get("prefix"), edge.site)
        if edge.written == Text(""):
            yield from _both_empty(routers.all[edge.child], edge.site)


def _prefix_fault(prefix: Text, given: Value | None, site: Site) -> Iterator[Found]:
    text = prefix.text
    if not prefix.is_known or not text or (text.startswith("/") and not text.endswith("/")):
        return
    form = "ends" if text.startswith("/") else "begins"
    yield site, RouteFault(place_of_call(site), form, text, doubts=int(_is_setting(given)))


def _is_setting(given: Value | None) -> bool:
    """True for what the environment may replace."""
    return given is not None and any(isinstance(e, Constant) and e.overridable for e in likely_of(given))


def _both_empty(child: Router, site: Site) -> Iterator[Found]:
    for event in child.events:
        if isinstance(event, Registered) and event.path == Text("") and not event.is_plain:
            yield site, RouteFault(place_of_call(site), "both-empty", event.endpoint.definition.name)
            return
