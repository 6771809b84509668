"""Mounts: what is served below a path, whether it is an application of the project or one that a library makes."""

from __future__ import annotations

from typing import NamedTuple

from fastapi_lint.model.expression import Expression
from fastapi_lint.project.assembly.routers import Mounted
from fastapi_lint.project.assembly.text import HIDDEN, Text
from fastapi_lint.project.web.call_index import Site
from fastapi_lint.project.web.routers import Order, Routers, order


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
    for router in routers.all.values():
        for event in router.events:
            if isinstance(event, Mounted) and event.path.text[:1] in ("", "/", HIDDEN):
                app = event.site.call.argument(1, "app")
                found.setdefault(router.key, []).append(
                    MountCall(router.key, event.path, app, event.site, order(event))
                )
    return found
