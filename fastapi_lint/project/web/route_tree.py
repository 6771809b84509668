"""The route tree: the walk that makes the route table, with what each router on the way adds."""

from __future__ import annotations

from dataclasses import dataclass, field

from fastapi_lint.project.web.dependencies import Dependencies
from fastapi_lint.project.web.mounts import MountCall, mounts
from fastapi_lint.project.web.registrations import Registered
from fastapi_lint.project.web.route_table import RouteTable, Trail
from fastapi_lint.project.assembly.routers import Router
from fastapi_lint.project.web.routers import Inclusion, Order, Routers


@dataclass(eq=False, slots=True)
class Node:
    """A router where it is included (`edge`; None for a top), and what is on it, in matching order.

    An entry is the number of a route in the table, a mount, or a router below. `prefix` is the path of what is on it.
    """

    router: Router | None
    edge: Inclusion | None
    prefix: str = ""
    entries: list[tuple[Order, int | MountCall | Node]] = field(default_factory=list)


class RouteTree(RouteTable):
    """Walks as the route table does, and keeps the way. `top` holds the applications and what none is known to include.

    The n-th route of the tree is the n-th of the surface.
    """

    def __init__(self, routers: Routers, registered: list[Registered], dependencies: Dependencies) -> None:
        self.top = Node(None, None)
        self._mounts = mounts(routers)
        self._open = [self.top]
        self._edge: Inclusion | None = None
        super().__init__(routers, registered, dependencies)

    def _walk(self, router: Router, trail: Trail) -> None:
        node = Node(router, self._edge)
        parent, self._edge = self._open[-1], None
        parent.entries.append((node.edge.order if node.edge else (), node))
        self._open.append(node)
        super()._walk(router, trail)
        self._open.pop()
        node.entries.sort(key=lambda entry: (entry[0], not isinstance(entry[1], MountCall)))

    def _entered(self, router: Router, trail: Trail) -> Trail:
        entered = super()._entered(router, trail)
        node = self._open[-1]
        node.prefix = entered.prefix
        node.entries.extend((mount.order, mount) for mount in self._mounts.get(router.key, ()))
        return entered

    def _included(self, edge: Inclusion, trail: Trail) -> Trail:
        self._edge = edge
        return super()._included(edge, trail)

    def _place(self, event: Registered, trail: Trail) -> None:
        self._open[-1].entries.append((event.order, len(self.placed)))
        super()._place(event, trail)
