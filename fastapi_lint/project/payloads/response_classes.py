"""Response classes that keep FastAPI from encoding a model straight to JSON.

Without a class FastAPI has Pydantic write the bytes; with one, whichever it is, it makes dictionaries and lists and
gives them to the class (fastapi 0.130 to 0.165: routing.py, `use_dump_json`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from fastapi_lint.frameworks import fastapi
from fastapi_lint.model.location import Location
from fastapi_lint.model.payload import ResponseClassView
from fastapi_lint.model.rule import Place
from fastapi_lint.project.assembly.objects import Library, Value
from fastapi_lint.project.assembly.routers import Router
from fastapi_lint.project.web.call_index import Site
from fastapi_lint.project.web.route_tree import Node
from fastapi_lint.project.web.surface import Route, Surface
from fastapi_lint.project.web.test_code import is_test_path

if TYPE_CHECKING:
    from fastapi_lint.project.project import Project

_OWN, _DEFAULT = "response_class", "default_response_class"


class ResponseClasses:
    """Looks at what routes are registered with, and at the routers above them."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._are_deprecated = fastapi.deprecates_fast_classes(project.versions.fastapi)

    def all(self) -> Iterator[ResponseClassView]:
        """By path and place: one view a registration, or one a router whose default it is."""
        found: dict[tuple[Site, str], list[Route]] = {}
        overruling: set[Site] = set()
        for routers, number in _placed(self._project.surface.tree, ()):
            route = self._project.routes[number]
            if route.kind == "http" and not route.registration.is_plain:
                named = list(self._named(routers, number, route))
                if named and named[0][1] and self._project.contracts.has_response_model(route.endpoint):
                    found.setdefault(named[0], []).append(route)
                    overruling.update(site for site, _ in named[: len(named) - 1])
        for (site, name), routes in sorted(found.items(), key=lambda each: _order(each[0][0])):
            if not is_test_path(site.scope.module.path):
                yield self._view(site, name, routes, is_only=site not in overruling)

    def _named(self, routers: tuple[Router, ...], number: int, route: Route) -> Iterator[tuple[Site, str]]:
        """The calls that name a class for a route, and the class, `` for one that does more than to write JSON; the
        first counts."""
        arguments = self._project.surface.arguments[number]
        if _OWN in arguments:
            yield Site(route.registration.scope, route.registration.call), _name(arguments[_OWN])
        for router in reversed(routers):
            if _DEFAULT in router.arguments:
                yield router.site, _name(router.arguments[_DEFAULT])

    def _view(self, site: Site, name: str, routes: list[Route], *, is_only: bool) -> ResponseClassView:
        is_default = site.call.argument(None, _DEFAULT) is not None
        labels = tuple(sorted({route.label for route in routes}))
        return ResponseClassView(
            response_class=name.rpartition(".")[2],
            is_default=is_default,
            is_deprecated=self._are_deprecated and name in fastapi.DEPRECATED_RESPONSES,
            is_only=is_only,
            place=Place(Location(site.scope.module.path, site.call.span), site.scope.definition.qualname, labels),
        )


def classes_in_effect(surface: Surface) -> dict[int, str]:
    """What encodes the data that handlers return, by the number of their route: `` for JSON, else the class, or `?`."""
    found: dict[int, str] = {}
    for above, number in _placed(surface.tree, ()):
        arguments = surface.arguments[number]
        defaults = (router.arguments[_DEFAULT] for router in reversed(above) if _DEFAULT in router.arguments)
        given = arguments.get(_OWN) or next(defaults, None)
        known = given is None or bool(_name(given))
        found[number] = "" if known else given.name if isinstance(given, Library) else "?"
    return found


def _placed(node: Node, above: tuple[Router, ...]) -> Iterator[tuple[tuple[Router, ...], int]]:
    """The numbers of all routes, with the routers from the application down to them."""
    above = above if node.router is None else (*above, node.router)
    for entry in node.entries:
        if isinstance(entry, Node):
            yield from _placed(entry, above)
        elif isinstance(entry, int):
            yield above, entry


def _name(value: Value) -> str:
    """The response class, if it is one that only writes JSON."""
    name = value.name if isinstance(value, Library) else ""
    return name if name in fastapi.JSON_RESPONSES else ""


def _order(site: Site) -> tuple[str, int, int]:
    return (site.scope.module.path, site.call.line, site.call.column)
