"""Applications whose routes take bodies that nothing limits."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from fastapi_lint.frameworks import fastapi
from fastapi_lint.model import expression as ex
from fastapi_lint.model.facts import Body
from fastapi_lint.model.location import Location
from fastapi_lint.model.payload import UnlimitedView
from fastapi_lint.model.role import Role
from fastapi_lint.model.rule import Place
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.project.web.surface import Route
from fastapi_lint.project.web.test_code import is_test_path

if TYPE_CHECKING:
    from fastapi_lint.project.project import Project

_FILES = frozenset({"form", "file", "multipart-list"})
_BODIES = _FILES | {"body"}
_WITH_BODY = frozenset({"POST", "PUT", "PATCH"})
_HEADER = "content-length"
_TOO_LARGE = 413
_LIMITING = ("limit", "max")
_LIMITED = ("body", "content", "payload", "size", "upload")


class Unlimited:
    """Looks at each application for the routes that take a body."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._has_setting = fastapi.limits_bodies(project.versions.fastapi)

    def all(self) -> Iterator[UnlimitedView]:
        """One view an application, in the order of the route table."""
        routers = self._project.surface.routers
        if routers is None or self._is_limited_by_middleware():
            return
        for key, found in self._by_application().items():
            site = routers.all[key].site
            if found and not is_test_path(site.scope.module.path):
                labels = tuple(sorted({route.label for route, _ in found}))
                location = Location(site.scope.module.path, site.call.span)
                yield UnlimitedView(
                    place=Place(location, site.scope.definition.qualname, labels),
                    has_setting=self._has_setting,
                    are_files=any(taken & _FILES for _, taken in found),
                )

    def _by_application(self) -> dict[str, list[tuple[Route, frozenset[str]]]]:
        found: dict[str, list[tuple[Route, frozenset[str]]]] = {}
        for route in self._project.routes:
            if route.app and not route.body_limit and not route.registration.is_plain:
                taken = self._taken(route) if _WITH_BODY.intersection(route.methods) else frozenset()
                if taken:
                    found.setdefault(route.app, []).append((route, taken))
        return found

    def _taken(self, route: Route) -> frozenset[str]:
        """What a route takes from the body: "body", "form" …"""
        asking = (route.endpoint, *(dependency.called for dependency in route.dependencies))
        place_of = self._project.contracts.parameter_place
        return _BODIES.intersection(place_of(scope, name) for scope in asking for name in scope.parameters)

    def _is_limited_by_middleware(self) -> bool:
        """True if a middleware asks for the length that a request states, or has a name that speaks of a limit."""
        surface = self._project.surface
        names = (name.lower() for one in surface.middleware for name, _ in one.layers)
        if any(any(a in name for a in _LIMITING) and any(b in name for b in _LIMITED) for name in names):
            return True
        return any(_sets_limit(scope) for scope, role in surface.roles.items() if role & Role.MIDDLEWARE)


def _sets_limit(scope: Scope) -> bool:
    """True for `request.headers.get("content-length")` and its like, and for what answers with 413 (too large)."""
    return any(map(_is_telling, _said(scope.body)))


def _said(body: Body) -> Iterator[ex.Expression]:
    for call in body.calls:
        yield from call.args
        yield from (value for _, value in call.keywords)
    for operation in body.operations:
        if isinstance(operation.expression, ex.Subscript):
            yield operation.expression.key


def _is_telling(expression: ex.Expression) -> bool:
    if isinstance(expression, ex.Constant):
        return expression.value == _TOO_LARGE or str(expression.value).lower() == _HEADER
    return isinstance(expression, ex.Attribute) and str(_TOO_LARGE) in expression.attr
