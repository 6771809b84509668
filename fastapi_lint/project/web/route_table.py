"""The route table: registrations at their full paths, as applications include and mount their routers.

One walk makes the table and the tree. On each router routes, mounts and included routers come in the order in which
they are added, which is that in which requests are matched.
"""

from __future__ import annotations

from collections.abc import Set
from typing import NamedTuple, TypeAlias

from fastapi_lint.model import expression as ex
from fastapi_lint.project.assembly.objects import Value
from fastapi_lint.project.assembly.routers import Router
from fastapi_lint.project.assembly.text import HIDDEN, Text, joined
from fastapi_lint.project.flow.conditions import are_alternatives
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.project.web.call_index import Site
from fastapi_lint.project.web.dependencies import Dependencies, unique
from fastapi_lint.project.web.mounts import MountCall, mounts
from fastapi_lint.project.web.registrations import Registered
from fastapi_lint.project.web.route_tree import Node
from fastapi_lint.project.web.routers import Inclusion, Routers
from fastapi_lint.project.web.surface import Dependency, Route

_MOST_ROUTES = 20_000
_DEEPEST = 12


class Trail(NamedTuple):
    """The way from an application down to a router. `apps` are the applications on it, the outermost first."""

    prefix: str
    dependencies: tuple[Dependency, ...]
    body_limit: bool
    apps: tuple[str, ...]
    routers: tuple[str, ...]
    outside: frozenset[str] = frozenset()  # as in routes


class Placed(NamedTuple):
    """A route and the applications whose middleware it passes."""

    route: Route
    apps: tuple[str, ...]
    arguments: dict[str, Value]  # of the registration
    order: int


Event: TypeAlias = MountCall | Registered | Inclusion
"""What is added to an application or router."""

_Identity: TypeAlias = tuple[str, str, tuple[str, ...], Scope]

_NOWHERE = Trail("", (), False, (), ())


class RouteTable:
    """Builds the routes of all applications, then those of routers that no application is known to include.

    With `copies_routes` a router's routes are copied where it is included, as FastAPI did before 0.137: mounts and
    what is added to it later are not served there.
    """

    def __init__(
        self, routers: Routers, registered: list[Registered], dependencies: Dependencies, *, copies_routes: bool = False
    ) -> None:
        self._routers = routers
        self._dependencies = dependencies
        self._copies_routes = copies_routes
        self._events = self._in_order(registered)
        self.placed: list[Placed] = []
        self._served: dict[tuple[Site, str], set[_Identity]] = {}
        self._passed_over: set[int] = set()
        self._siblings: dict[tuple[str, Site, str], set[_Identity]] = {}
        self._mounted: set[tuple[Site, str]] = set()
        self._told: Set[_Identity] = frozenset()  # what is not to be placed again
        self.top = Node(None, None)
        self._build()

    def _in_order(self, registered: list[Registered]) -> dict[str, list[Event]]:
        """What is added to each application and router, by its key. A mount stands before what is below it."""
        events: dict[str, list[Event]] = {key: list(added) for key, added in mounts(self._routers).items()}
        for one in registered:
            events.setdefault(one.registration.owner, []).append(one)
        for edge in self._routers.inclusions:
            if not self._is_other_branch(edge):
                events.setdefault(edge.parent, []).append(edge)
        for added in events.values():
            added.sort(key=lambda event: (event.order, not isinstance(event, MountCall)))
        return events

    def _is_other_branch(self, edge: Inclusion) -> bool:
        """True for `if BASE: app.mount(BASE, api)` beside `else: app.mount("/api", api)`: the known path is shown."""
        if edge.prefix.is_known:
            return False
        scope = edge.site.scope
        return any(
            other.prefix.is_known
            and (other.parent, other.child) == (edge.parent, edge.child)
            and other.site.scope is scope
            and are_alternatives(scope, other.site.call.block, edge.site.call.block)
            for other in self._routers.inclusions
        )

    def _build(self) -> None:
        included = {edge.child for edge in self._routers.inclusions}
        tops = [router for router in self._routers.all.values() if router.key not in included]
        for router in self._ordered(tops):
            self._walk_top(router)
        placed = {id(one.route.registration) for one in self.placed} | self._passed_over
        for router in self._routers.all.values():
            if router.key in included:
                self._rescue(router, placed)
        for event in self._events.get("", ()):
            if isinstance(event, Registered):
                self._place(event, _NOWHERE, self.top)

    def _ordered(self, tops: list[Router]) -> list[Router]:
        """Applications first; of those that one call makes, the one on which most happens."""
        first: dict[Site, int] = {}
        for number, router in enumerate(tops):
            first.setdefault(router.site, number)
        return sorted(
            tops,
            key=lambda router: (
                router.kind != "application",
                first[router.site],
                self._hidden(router),
                -self._size(router.key, ()),
            ),
        )

    def _hidden(self, router: Router) -> int:
        """How many of its own paths are only known at run time: a call with other arguments may tell them."""
        own = (event for event in self._events.get(router.key, ()) if isinstance(event, Registered))
        return sum(not event.path.is_known for event in own)

    def _size(self, key: str, above: tuple[str, ...]) -> int:
        if key in above or len(above) > _DEEPEST:
            return 0
        events = self._events.get(key, ())
        return sum(self._size(e.child, (*above, key)) if isinstance(e, Inclusion) else 1 for e in events)

    def _walk_top(self, router: Router) -> None:
        """A factory that is called several times, for tests or with other options, makes one application for a reader.

        What a later one serves at the same paths, and mostly the same, is not told again.
        """
        start, entries = len(self.placed), len(self.top.entries)
        self._walk(router, _NOWHERE, self.top)
        if router.kind != "application":
            return
        # What two modules make when they are imported are two applications.
        earlier = self._served.setdefault((router.site, router.run_by if router.is_reached else ""), set())
        found = {identity for one in self.placed[start:] for identity in _identities(one.route)}
        if 2 * len(found & earlier) >= len(found) and found & earlier:
            del self.placed[start:], self.top.entries[entries:]
            self._told = earlier
            self._walk(router, _NOWHERE, self.top)
            self.top.entries[-1].is_addition = True  # type: ignore[union-attr]
            self._told = frozenset()
        earlier |= found

    def _rescue(self, router: Router, placed: set[int]) -> None:
        """Shows what is below no top: routers that include each other in a circle, routes that are added too late."""
        trail = Trail("", (), False, (), (router.key,))
        for event in self._events.get(router.key, ()):
            if (
                len(self.placed) < _MOST_ROUTES
                and isinstance(event, Registered)
                and id(event.registration) not in placed
            ):
                self._place(event, trail, self.top)

    def _walk(self, router: Router, trail: Trail, above: Node, edge: Inclusion | None = None) -> None:
        """Place everything that is registered on a router or below it."""
        if router.key in trail.routers or len(trail.routers) > _DEEPEST:
            return
        trail = self._entered(router, trail)
        node = Node(router, edge, trail.prefix + self._routers.prefix(router).text)
        above.entries.append(node)
        for event in self._events.get(router.key, ()):
            if len(self.placed) >= _MOST_ROUTES:
                return
            if edge is not None and self._is_left_out(event, edge):
                continue
            if isinstance(event, Registered):
                self._place(event, trail, node)
            elif isinstance(event, MountCall):
                self._mount(event._replace(path=joined([Text(trail.prefix), event.path])), node)
            else:
                self._walk_included(event, router, trail, node)

    def _walk_included(self, edge: Inclusion, parent: Router, trail: Trail, node: Node) -> None:
        """Place what is on an included router; of routers that one call makes, each route once."""
        child, below = self._routers.all[edge.child], self._included(edge, trail)
        place, told, start = (parent.key, child.site, below.prefix), self._told, len(self.placed)
        siblings = self._siblings.setdefault(place, set())
        if siblings:
            self._told = told | siblings
        self._walk(child, below, node, edge)
        self._told = told
        siblings.update(_identity(one.route) for one in self.placed[start:])

    def _mount(self, mount: MountCall, node: Node) -> None:
        place = (mount.site, mount.path.text)
        if not self._told or place not in self._mounted:
            self._mounted.add(place)
            node.entries.append(mount)

    def _is_left_out(self, event: Event, edge: Inclusion) -> bool:
        """True for what copying does not reach: mounts, and what is added after the inclusion."""
        if not self._copies_routes or edge.is_mount:
            return False
        is_mount = isinstance(event, MountCall) or (isinstance(event, Inclusion) and event.is_mount)
        return is_mount or event.order > edge.order

    def _entered(self, router: Router, trail: Trail) -> Trail:
        given = self._routers.given(router, "dependencies")
        found = self._dependencies.of_list(given, router.site.scope)
        apps = (*trail.apps, router.key) if router.kind == "application" else trail.apps
        return Trail(
            trail.prefix,
            (*trail.dependencies, *found),
            trail.body_limit or self._routers.given(router, "max_body_size") is not None,
            apps,
            (*trail.routers, router.key),
            trail.outside | self._dependencies.outside(given),
        )

    def _included(self, edge: Inclusion, trail: Trail) -> Trail:
        if edge.is_mount:
            prefix = trail.prefix + edge.prefix.text.rstrip("/")
            return Trail(prefix, (), trail.body_limit, trail.apps, trail.routers)
        given = edge.arguments.get("dependencies")
        return Trail(
            trail.prefix + edge.prefix.text,
            (*trail.dependencies, *self._dependencies.of_list(given, edge.site.scope)),
            trail.body_limit or "max_body_size" in edge.arguments,
            trail.apps,
            trail.routers,
            trail.outside | self._dependencies.outside(given),
        )

    def _place(self, event: Registered, trail: Trail, node: Node) -> None:
        registration = event.registration
        call = registration.scope.body.calls[registration.call]
        response_model = call.argument(None, "response_model")
        route = Route(
            kind=registration.kind,
            path=joined([Text(trail.prefix), event.path]).text,
            methods=registration.methods,
            endpoint=registration.endpoint,
            registration=registration,
            dependencies=self._all_dependencies(event, trail),
            response_model=None if response_model == ex.NONE else response_model,
            body_limit=trail.body_limit or call.argument(None, "max_body_size") is not None,
            app=trail.apps[0] if trail.apps else "",
            outside=trail.outside | self._dependencies.outside(event.arguments.get("dependencies")),
        )
        if _identity(route) in self._told:
            self._passed_over.add(id(registration))
            return
        node.entries.append(len(self.placed))
        self.placed.append(Placed(route, trail.apps, event.arguments, event.order[0][1]))

    def _all_dependencies(self, event: Registered, trail: Trail) -> tuple[Dependency, ...]:
        registration = event.registration
        if registration.is_plain:
            return ()
        own = self._dependencies.of_list(event.arguments.get("dependencies"), registration.scope)
        below = self._dependencies.of_endpoint(event.function, registration.endpoint)
        return unique([*trail.dependencies, *own, *below])


def _identity(route: Route) -> _Identity:
    """What a reader takes for the same route; a path that is not known is that of any route of the endpoint."""
    return (route.kind, "" if HIDDEN in route.path else route.path, route.methods, route.endpoint)


def _identities(route: Route) -> set[_Identity]:
    return {_identity(route), (route.kind, "", route.methods, route.endpoint)}
