"""The listing: all routes and mounts with the path at which each is matched, by the application that matches it.

A mount hands over all that is below its path, so what is mounted there is a listing of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from fastapi_lint.project.assembly.routers import Router
from fastapi_lint.project.assembly.text import HIDDEN
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.project.web.call_index import Site
from fastapi_lint.project.web.mounts import MountCall
from fastapi_lint.project.web.route_tree import Node
from fastapi_lint.project.web.runs import place_of_definition
from fastapi_lint.project.web.surface import Route, Surface

Where = tuple[Scope, int]
"""A definition and a block of it: where a call stands."""


class Listed(NamedTuple):
    """A route (by its number in the table) or a mount.

    `path` is relative to the application that matches it; a prefix that is only known at run time shows in it as a mark
    of its own, so that paths below one prefix can be compared. `where` has the places of all calls that put it there.
    """

    number: int
    mount: MountCall | None
    path: str
    where: tuple[Where, ...]
    owner: Router | None
    nodes: tuple[Node, ...]  # from the application down to its router

    @property
    def site(self) -> Site | None:
        """The call that mounts, None for a route."""
        return self.mount.site if self.mount is not None else None


class Listing(NamedTuple):
    """What one application (or router that none is known to include) matches, in order.

    What is mounted has the listing above it, the number of entries there that come before the mount, and its path.
    """

    top: Node
    entries: list[Listed]
    above: Listing | None = None
    earlier: int = 0
    path: str = ""


class _Above(NamedTuple):
    """What is known on the way down: the prefix as it is written, and as it is compared."""

    written: str
    compared: str
    where: tuple[Where, ...]
    nodes: tuple[Node, ...]


class Listings:
    """Walks the route tree."""

    def __init__(self, surface: Surface) -> None:
        self._surface = surface
        self._routes = surface.routes
        self._through = surface.routers.framework.through if surface.routers is not None else {}
        self._found: list[Listing] = []
        self._marks = 0
        for entry in surface.tree.entries:
            if isinstance(entry, Node) and not entry.is_addition:
                self._start(Listing(entry, []), "", ())

    def all(self) -> list[Listing]:
        """One for each application and mounted application."""
        return self._found

    def _start(self, listing: Listing, base: str, where: tuple[Where, ...]) -> None:
        self._found.append(listing)
        for listed in self._walk(listing, listing.top, _Above(base, "", where, ())):
            listing.entries.append(listed)

    def _walk(self, listing: Listing, node: Node, above: _Above) -> Iterator[Listed]:
        compared = above.compared + self._marked(node.prefix.removeprefix(above.written))
        here = _Above(node.prefix, compared, above.where, (*above.nodes, node))
        for entry in node.entries:
            if isinstance(entry, Node):
                yield from self._below(listing, entry, here)
            elif isinstance(entry, MountCall):
                path = self._path(entry.path.text.rstrip("/"), here)
                where = (*here.where, *self._leading_to(entry.order[0][1]), place_of(entry.site))
                yield Listed(-1, entry, path, where, node.router, here.nodes)
            else:
                route = self._routes[entry]
                where = (*here.where, *self._leading_to(self._surface.orders[entry]), place_of_route(route))
                yield Listed(entry, None, self._path(route.path, here), where, node.router, here.nodes)

    def _below(self, listing: Listing, node: Node, above: _Above) -> Iterator[Listed]:
        edge = node.edge
        where = above.where
        if edge is not None:
            led = (*self._leading_to(edge.order[0][1]), *self._leading_to(edge.child))
            where = (*where, *led, place_of(edge.site))
        if edge is not None and edge.is_mount:
            parent = above.nodes[-1].router
            prefix = edge.prefix.text.rstrip("/")
            written = above.written
            if parent is not None and node.prefix.startswith(f"{written}{prefix}"):
                written += prefix
            # The mount itself is the entry before.
            mounted = Listing(node, [], listing, max(len(listing.entries) - 1, 0), above.compared + prefix)
            self._start(mounted, written, where)
        else:
            yield from self._walk(listing, node, above._replace(where=where))

    def _leading_to(self, event: int | str) -> tuple[Where, ...]:
        """Where the calls stand that led to an event, or made a router."""
        return tuple(map(place_of, self._through.get(event, ())))

    def _marked(self, prefix: str) -> str:
        """A prefix with a mark for what is hidden in it: the same only for what stands below the same router."""
        if HIDDEN not in prefix:
            return prefix
        self._marks += 1
        return f"<{self._marks}>"

    @staticmethod
    def _path(path: str, here: _Above) -> str:
        """The path as it is compared; with a part of its own that is hidden it is not comparable."""
        own = path.removeprefix(here.written)
        if HIDDEN in own or not path.startswith(here.written):
            return own if HIDDEN in own else path
        return here.compared + own


def is_comparable(listed: Listed) -> bool:
    """True unless a part of the path that belongs to the route alone is only known at run time."""
    return HIDDEN not in listed.path


def place_of(site: Site) -> Where:
    """Where a call stands in the code that puts the application together."""
    block = site.call.block
    return place_of_definition(site.scope) if site.scope.in_header(block) else (site.scope, block)


def place_of_route(route: Route) -> Where:
    """Where a route is registered."""
    return place_of(Site(route.registration.scope, route.registration.call))
