"""The route table: registrations at their full paths, as applications include and mount their routers."""

from __future__ import annotations

from typing import NamedTuple

from fastapi_lint.model import expression as ex
from fastapi_lint.model.facts import Call
from fastapi_lint.project.flow.conditions import are_alternatives
from fastapi_lint.project.web.dependencies import Dependencies, unique
from fastapi_lint.project.assembly.text import HIDDEN
from fastapi_lint.project.web.registrations import Registered
from fastapi_lint.project.assembly.objects import Value
from fastapi_lint.project.assembly.routers import Router
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


class Placed(NamedTuple):
    """A route and the applications whose middleware it passes."""

    route: Route
    apps: tuple[str, ...]
    arguments: dict[str, Value]  # of the registration


class RouteTable:
    """Builds the routes of all applications, then those of routers that no application is known to include."""

    def __init__(self, routers: Routers, registered: list[Registered], dependencies: Dependencies) -> None:
        self._routers = routers
        self._dependencies = dependencies
        self._events: dict[str, list[Registered | Inclusion]] = {}
        for one in registered:
            self._events.setdefault(one.registration.owner, []).append(one)
        for edge in routers.inclusions:
            if not self._is_other_branch(edge):
                self._events.setdefault(edge.parent, []).append(edge)
        for events in self._events.values():
            events.sort(key=lambda event: event.order)
        self.placed: list[Placed] = []
        self._build()

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
        for router in sorted(tops, key=lambda router: router.kind != "application"):
            self._walk(router, Trail("", (), False, (), ()))
        reached = {placed.route.registration.owner for placed in self.placed}
        for router in self._routers.all.values():
            if router.key not in reached and router.key in included and self._events.get(router.key):
                self._rescue(router)
        for event in self._events.get("", ()):
            if isinstance(event, Registered):
                self._place(event, Trail("", (), False, (), ()))

    def _rescue(self, router: Router) -> None:
        """Routers that include each other in a circle are below no top: each is shown by itself."""
        placed = {id(one.route.registration) for one in self.placed}
        for event in self._events.get(router.key, ()):
            if isinstance(event, Registered) and id(event.registration) not in placed:
                self._place(event, Trail("", (), False, (), (router.key,)))

    def _walk(self, router: Router, trail: Trail) -> None:
        """Place everything that is registered on a router or below it."""
        if router.key in trail.routers or len(trail.routers) > _DEEPEST:
            return
        trail = self._entered(router, trail)
        for event in self._events.get(router.key, ()):
            if len(self.placed) >= _MOST_ROUTES:
                return
            if isinstance(event, Registered):
                self._place(event, trail)
            else:
                self._walk(self._routers.all[event.child], self._included(event, trail))

    def _entered(self, router: Router, trail: Trail) -> Trail:
        found = self._dependencies.of_list(self._routers.given(router, "dependencies"), router.site.scope)
        apps = (*trail.apps, router.key) if router.kind == "application" else trail.apps
        return Trail(
            trail.prefix,
            (*trail.dependencies, *found),
            trail.body_limit or self._routers.given(router, "max_body_size") is not None,
            apps,
            (*trail.routers, router.key),
        )

    def _included(self, edge: Inclusion, trail: Trail) -> Trail:
        if edge.is_mount:
            prefix = trail.prefix + edge.prefix.text.rstrip("/")
            return Trail(prefix, (), trail.body_limit, trail.apps, trail.routers)
        return Trail(
            trail.prefix + edge.prefix.text,
            (*trail.dependencies, *self._dependencies.of_list(edge.arguments.get("dependencies"), edge.site.scope)),
            trail.body_limit or "max_body_size" in edge.arguments,
            trail.apps,
            trail.routers,
        )

    def _place(self, event: Registered, trail: Trail) -> None:
        registration = event.registration
        call = registration.scope.definition.body.calls[registration.call]
        response_model = call.argument(None, "response_model")
        route = Route(
            kind=registration.kind,
            path=_tidy(trail.prefix + event.path.text),
            methods=registration.methods,
            endpoint=registration.endpoint,
            registration=registration,
            dependencies=self._all_dependencies(event, trail),
            response_model=None if response_model == ex.NONE else response_model,
            body_limit=trail.body_limit or call.argument(None, "max_body_size") is not None,
            app=trail.apps[0] if trail.apps else "",
        )
        self.placed.append(Placed(route, trail.apps, event.arguments))

    def _all_dependencies(self, event: Registered, trail: Trail) -> tuple[Dependency, ...]:
        registration = event.registration
        own = self._dependencies.of_list(event.arguments.get("dependencies"), registration.scope)
        below = self._dependencies.of_endpoint(event.function, registration.endpoint)
        return unique([*trail.dependencies, *own, *below])


def _tidy(path: str) -> str:
    """One mark for each hidden stretch of a path."""
    while HIDDEN * 2 in path:
        path = path.replace(HIDDEN * 2, HIDDEN)
    return path
