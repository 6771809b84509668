"""Mounts: what is served below a path, whether it is an application of the project or one that a library makes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from fastapi_lint.frameworks import starlette
from fastapi_lint.model import expression as ex
from fastapi_lint.model.expression import Expression
from fastapi_lint.project.web.call_index import Site
from fastapi_lint.project.web.paths import HIDDEN, Text
from fastapi_lint.project.web.routers import Order, Routers, place_in_order
from fastapi_lint.project.web.runs import Place
from fastapi_lint.project.web.test_code import is_test_path


class MountCall(NamedTuple):
    """`owner.mount(path, app)`, or `Mount(path, app)` among the routes of the owner."""

    owner: str  # key of the application or router
    path: Text
    app: Expression | None
    site: Site
    order: Order


def mounts(routers: Routers) -> dict[str, list[MountCall]]:
    """The mounts on each application and router, by its key, each once."""
    found: dict[str, list[MountCall]] = {}
    seen: set[tuple[str, Site, str]] = set()
    for one in [*_called(routers), *_listed(routers)]:
        key = (one.owner, one.site, one.path.text)
        if key not in seen and one.path.text[:1] in ("", "/", HIDDEN):
            seen.add(key)
            found.setdefault(one.owner, []).append(one)
    return found


def _called(routers: Routers) -> Iterator[MountCall]:
    for site in routers.index.named("mount"):
        func = site.call.func
        path = site.call.argument(0, "path")
        if not isinstance(func, ex.Attribute) or path is None or is_test_path(site.scope.module.path):
            continue
        use = routers.inference.use_of_call(site.scope, site.number)
        for run in routers.runs.of_call(site):
            owners = routers.owners(Place(func.value, use, run))
            if not owners and not routers.inference.infer(func.value, use):
                owners = routers.only_application
            text = routers.paths.text(Place(path, use, run))
            order = (*run.order, place_in_order(site.scope, site.call))
            for owner in owners:
                yield MountCall(owner, text, site.call.argument(1, "app"), site, order)


def _listed(routers: Routers) -> Iterator[MountCall]:
    for router in routers.all.values():
        listed = routers.argument(router, "routes")
        for element in (routers.tracing.elements(listed) or []) if listed is not None else []:
            if not isinstance(element.expression, ex.CallResult):
                continue
            site = Site(element.use.scope, element.expression.call)
            path = site.call.argument(0, "path")
            if path is not None and routers.names_of(site) & starlette.MOUNTS:
                text = routers.paths.text(Place(path, element.use, element.run))
                order = (*router.run.order, place_in_order(site.scope, site.call))
                yield MountCall(router.key, text, site.call.argument(1, "app"), site, order)
