"""The route tree: which application includes or mounts which router, and what is on each, in matching order."""

from __future__ import annotations

from dataclasses import dataclass, field

from fastapi_lint.project.assembly.routers import Router
from fastapi_lint.project.web.mounts import MountCall
from fastapi_lint.project.web.routers import Inclusion


@dataclass(eq=False, slots=True)
class Node:
    """A router where it is included (`edge`; None for a top), and what is on it, in matching order.

    An entry is the number of a route in the table, a mount, or a router below. `prefix` is the path of what is on it.
    The node at the top has no router; on it are the applications and what none is known to serve.
    """

    router: Router | None
    edge: Inclusion | None
    prefix: str = ""
    is_addition: bool = False  # only what another run of the same call adds to the application before
    entries: list[int | MountCall | Node] = field(default_factory=list)
