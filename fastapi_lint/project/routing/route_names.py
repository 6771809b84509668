"""Route names: what `url_for` asks for that no route has, or with other parameters."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from fastapi_lint.frameworks import fastapi
from fastapi_lint.model import expression as ex
from fastapi_lint.model.routing import RouteFault
from fastapi_lint.project.assembly.text import HIDDEN
from fastapi_lint.project.flow.caught import EVERYTHING, caught_around
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.project.resolve.values import LibraryObject, LibraryValue, ObjectValue
from fastapi_lint.project.routing.places import place_of_call
from fastapi_lint.project.routing.templates import template_of
from fastapi_lint.project.web.call_index import Site
from fastapi_lint.project.web.test_code import is_test_path

if TYPE_CHECKING:
    from fastapi_lint.project.project import Project

_ASKING = frozenset({"url_for", "url_path_for"})
_OWNERS = frozenset({"fastapi.Request", "fastapi.WebSocket", "fastapi.requests.HTTPConnection"})
_OWN = frozenset({"openapi", "swagger_ui_html", "swagger_ui_redirect", "redoc_html"})
"""Names of the routes that FastAPI adds itself."""


class _Names(NamedTuple):
    """The parameters of the paths by the names of their routes; `is_open` if there may be more routes."""

    parameters: dict[str, list[frozenset[str]]]
    mounts: frozenset[str]
    is_open: bool


def unknown_names(project: Project) -> Iterator[RouteFault]:
    """Calls of `request.url_for("name", …)` with a name or parameters that no route has."""
    names: _Names | None = None
    for scope, number in project.called.calls(_ASKING):
        call = scope.body.calls[number]
        if is_test_path(scope.module.path) or not call.name.startswith(".") or not scope.is_reachable(call.block):
            continue
        asked = call.argument(0, "name")
        if not isinstance(asked, ex.Constant) or asked.type != "str" or not _is_ours(project, scope, number):
            continue
        if _is_provided_for(scope, number):
            continue
        names = names or _names(project)
        fault = _fault(names, Site(scope, number), str(asked.value))
        if fault is not None:
            yield fault


def _is_ours(project: Project, scope: Scope, number: int) -> bool:
    """True if it is asked of a request, an application or a router."""
    func = scope.body.calls[number].func
    assert isinstance(func, ex.Attribute), "a method is called"
    inference = project.inference
    values = inference.infer(func.value, inference.use_of_call(scope, number))
    for value in values:
        if isinstance(value, LibraryObject | LibraryValue):
            name = inference.library_name(value.name)
            if name in _OWNERS or fastapi.kind_of(name):
                return True
        if isinstance(value, ObjectValue) and project.surface.routers is not None:
            return bool(project.surface.routers.kind(value))
    return False


def _is_provided_for(scope: Scope, number: int) -> bool:
    """True within a `try` that is there for the case that there is no such route: it says so, or catches everything and
    holds this one line alone."""
    calls = scope.body.calls
    for block, caught in caught_around(scope, calls[number].block):
        if "NoMatchFound" in caught:
            return True
        others = (call for call in calls if block in scope.block_chain(call.block))
        if caught & EVERYTHING and all(call.line == calls[number].line for call in others):
            return True
    return False


def _names(project: Project) -> _Names:
    surface = project.surface
    routers = surface.routers
    assert routers is not None, "the surface of a project comes with its routers"
    texts = routers.assembly.machine.texts
    found: dict[str, list[frozenset[str]]] = {name: [frozenset()] for name in _OWN}
    is_open = bool(routers.unresolved)
    for route, arguments in zip(surface.routes, surface.arguments, strict=True):
        named = texts.of(arguments.get("name"))
        is_open = is_open or not named.is_known or HIDDEN in route.path
        parameters = frozenset(one.name for one in template_of(route.path).parameters)
        found.setdefault(named.text or route.endpoint.definition.name, []).append(parameters)
    mounts: set[str] = set()
    for listing in project.routing.listings:
        for listed in listing.entries:
            if listed.mount is not None:
                given = listed.mount.site.call.argument(2, "name")
                mounts.add(str(given.value) if isinstance(given, ex.Constant) else "")
                is_open = is_open or (given is not None and not isinstance(given, ex.Constant)) or given is None
    return _Names(found, frozenset(mounts), is_open)


def _fault(names: _Names, site: Site, asked: str) -> RouteFault | None:
    if asked in names.mounts or asked.partition(":")[0] in names.mounts:
        return None
    place = place_of_call(site)
    known = names.parameters.get(asked)
    if known is None:
        return RouteFault(place, "unknown", asked, doubts=int(names.is_open))
    keywords = site.call.keywords
    given = frozenset(keyword for keyword, _ in keywords if keyword is not None) - {"name"}
    if any(keyword is None for keyword, _ in keywords) or given in known:
        return None
    wanted = ", ".join(sorted(known[-1])) or "none"
    return RouteFault(place, "parameters", asked, wanted, ", ".join(sorted(given)) or "none")
