"""Token URLs: where a security scheme says that tokens are given, and no route gives any."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from fastapi_lint.model.routing import RouteFault
from fastapi_lint.project.assembly.text import HIDDEN
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.project.resolve.values import LibraryValue
from fastapi_lint.project.routing.places import place_of_call
from fastapi_lint.project.web.call_index import Site
from fastapi_lint.project.web.test_code import is_test_path

if TYPE_CHECKING:
    from fastapi_lint.project.project import Project

_SCHEMES = frozenset({"OAuth2PasswordBearer"})


def unknown_token_urls(project: Project) -> Iterator[RouteFault]:
    """`OAuth2PasswordBearer(tokenUrl="token")` in a project that serves no `POST /token`, whatever stands before it."""
    routers = project.surface.routers
    assert routers is not None, "the surface of a project comes with its routers"
    applications = [router for router in routers.applications if router.events]
    paths = {route.path for route in project.routes if "POST" in route.methods or not route.methods}
    doubts = int(bool(routers.unresolved))
    for scope, number in project.called.calls(_SCHEMES) if applications else ():
        if not is_test_path(scope.module.path) and _is_scheme(project, scope, number):
            call = scope.body.calls[number]
            given = call.argument(0, "tokenUrl")
            if given is None:
                continue
            machine = routers.assembly.machine
            text = machine.texts.of(machine.evaluate(given, project.inference.use_of_call(scope, number)))
            path = f"/{text.text.removeprefix('./').strip('/')}"
            if text.is_known and text.text and "//" not in text.text and not _is_served(path, paths):
                yield RouteFault(place_of_call(Site(scope, number)), "token-url", text.text, path, doubts=doubts)


def _is_scheme(project: Project, scope: Scope, number: int) -> bool:
    callees = project.inference.callee(scope, number)
    return any(isinstance(v, LibraryValue) and v.name.startswith("fastapi.security") for v in callees)


def _is_served(path: str, paths: set[str]) -> bool:
    """True if a path ends so, or may do so: prefixes, mounts and proxies put something before it."""
    return any(
        one.rstrip("/").endswith(path) or path.endswith(one.rstrip("/")) or HIDDEN in one or ":path}" in one
        for one in paths
        if one.rstrip("/")
    )
