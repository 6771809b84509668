"""Entry points: the definitions that the framework calls, on which thread, and for which routes.

Where each kind runs: handlers and dependencies by FastAPI's colour rule (fastapi/dependencies/models.py,
_is_coroutine_callable); background tasks and exception handlers by Starlette's; middleware, websockets and validation
on the event loop.
"""

from __future__ import annotations

from collections.abc import Iterator

from fastapi_lint.frameworks import fastapi, starlette
from fastapi_lint.model.effect import Thread
from fastapi_lint.model.facts import Call
from fastapi_lint.model.role import Role
from fastapi_lint.project.resolve.parameters import header_use
from fastapi_lint.project.resolve.scopes import Scope, dotted
from fastapi_lint.project.resolve.values import ClassValue
from fastapi_lint.project.web.application_hooks import application_hooks
from fastapi_lint.project.web.background import background_tasks, streams
from fastapi_lint.project.web.dependencies import Dependencies
from fastapi_lint.project.web.entries import Colours, Entries
from fastapi_lint.project.web.middleware import Layer, Layers
from fastapi_lint.project.web.models import Mentioned, Models
from fastapi_lint.project.web.overrides import overrides
from fastapi_lint.project.web.route_table import Placed
from fastapi_lint.project.web.routers import Routers
from fastapi_lint.project.web.runs import Place
from fastapi_lint.project.web.scripts import scripts
from fastapi_lint.project.web.surface import Dependency, EntryPoint, Route


class EntryPoints:
    """Finds all entry points. `roles`, `models` and `layers` are filled on the way."""

    def __init__(
        self,
        routers: Routers,
        placed: list[Placed],
        dependencies: Dependencies,
        models: Models,
        colours: Colours,
    ) -> None:
        self._routers = routers
        self._routes = [one.route for one in placed]
        self._dependencies = dependencies
        self._models = models
        self._entries = Entries(placed, colours)
        self.models: dict[Scope, None] = {}
        self.layers: list[Layer] = []

    @property
    def roles(self) -> dict[Scope, Role]:
        """The parts that each definition plays."""
        return self._entries.roles

    def all(self) -> Iterator[EntryPoint]:
        """All entry points, by definition, role and thread."""
        return self._entries.all()

    def find(self, scopes: dict[str, list[Scope]]) -> None:
        """Find everything."""
        for number, route in enumerate(self._routes):
            self._handler(number, route)
            for dependency in route.dependencies:
                self._dependency(number, dependency)
            self._models_of(number, route)
            self._response_class(number, route)
        self._overrides(scopes)
        self.layers = Layers(self._routers, scopes).all
        application_hooks(self._routers, self._entries, scopes, self.layers)
        background_tasks(self._routers, self._entries)
        streams(self._routers, self._entries)
        scripts(self._routers, self._entries, scopes)

    def _handler(self, number: int, route: Route) -> None:
        endpoint, entries = route.endpoint, self._entries
        if endpoint.is_class:
            self._class_endpoint(number, route)
        elif route.kind == "websocket":
            entries.add(endpoint, Role.WEBSOCKET, Thread.LOOP, [number])
        else:
            by_starlette = getattr(_call(route).func, "attr", "") in fastapi.STARLETTES
            thread = entries.thread_by_starlette(endpoint) if by_starlette else entries.thread_of_handler(endpoint)
            entries.add(endpoint, Role.HANDLER, thread, [number])
            if endpoint.definition.is_generator:
                entries.add(endpoint, Role.STREAM, entries.thread(endpoint), [number])

    def _class_endpoint(self, number: int, route: Route) -> None:
        """A class that serves by its methods (Starlette), or that FastAPI calls as a function."""
        classes = self._routers.inference.classes
        bases = classes.library_bases(route.endpoint)
        names = [name for base in bases for name in starlette.ENDPOINT_CLASSES.get(base, ())]
        role = Role.HANDLER if route.kind == "http" else Role.WEBSOCKET
        for name in names or ["__init__"]:
            member = classes.member(route.endpoint, name)
            method = member.function() if member else None
            if method is not None:
                loop = route.kind == "websocket"
                thread = self._entries.thread_by_starlette(method) if names else Thread.POOL
                self._entries.add(method, role, Thread.LOOP if loop else thread, [number])
        self._entries.mark(route.endpoint, role)

    def _dependency(self, number: int, dependency: Dependency) -> None:
        scope = dependency.scope
        if dependency.block:
            self._entries.add_lambda(scope, dependency.block, Role.DEPENDENCY, [number])
            return
        self._entries.mark(scope, Role.DEPENDENCY)
        if scope.is_class:
            self._class_dependency(number, scope)
        elif dependency.called is scope:
            self._entries.add(scope, Role.DEPENDENCY, self._entries.thread(scope), [number])
        else:
            self._wrapped_dependency(number, dependency)

    def _class_dependency(self, number: int, scope: Scope) -> None:
        """What making an object runs: in the pool, as classes are no coroutine functions."""
        for name in ("__new__", "__init__", "__post_init__"):
            member = self._routers.inference.classes.member(scope, name)
            method = member.function() if member else None
            if method is not None:
                self._entries.add(method, Role.DEPENDENCY, Thread.POOL, [number])
        if self._models.is_model(scope):
            self._hook(self._models.of(scope), [number], validating=True, thread=Thread.POOL)

    def _wrapped_dependency(self, number: int, dependency: Dependency) -> None:
        """A closure that wraps another function; where it runs that one the calls in it tell, if it is `async`."""
        called, inner = self._entries.thread(dependency.called), self._entries.thread(dependency.scope)
        self._entries.add(dependency.called, Role.DEPENDENCY, max(called, inner, key=_is_loop), [number])
        if inner is Thread.LOOP or called is not Thread.LOOP:
            self._entries.add(dependency.scope, Role.DEPENDENCY, inner, [number])

    def _overrides(self, scopes: dict[str, list[Scope]]) -> None:
        """What `dependency_overrides` puts in the place of dependencies serves their routes, too."""
        for override in overrides(self._routers.inference, self._routers.index, scopes):
            at = self._dependencies.at
            originals = {one.scope for one in at(override.original, override.use) if one.depth == 1 and not one.block}
            replacements = at(override.replacement, override.use)
            for number, route in enumerate(self._routes):
                if any(one.scope in originals for one in route.dependencies):
                    for dependency in replacements:
                        self._dependency(number, dependency)

    def _models_of(self, number: int, route: Route) -> None:
        functions = [route.endpoint, *(one.scope for one in route.dependencies if not one.block)]
        for function in functions:
            self._hook(self._models.closure(self._models.taken(_constructor(function))), [number], validating=True)
        returned = self._models.mentioned(route.endpoint.definition.returns, header_use(route.endpoint))
        given = [self._models.closure(returned)]
        if route.response_model is not None:
            registration = route.registration
            use = self._routers.inference.use_of_call(registration.scope, registration.call)
            given.append(self._models.closure(self._models.mentioned(route.response_model, use)))
        thread = self._entries.thread(route.endpoint)
        for mentioned in given:
            self._hook(mentioned, [number], validating=False, thread=_writes(route))
            self._hook(mentioned, [number], validating=True, thread=thread)

    def _response_class(self, number: int, route: Route) -> None:
        """`render` of the class that FastAPI makes responses of: on the loop, for `def` handlers too."""
        registration, routers = route.registration, self._routers
        given = _call(route).argument(None, "response_class")
        use = routers.inference.use_of_call(registration.scope, registration.call)
        place = Place(given, use, None) if given is not None else None
        for key in (registration.owner, route.app):
            if place is None and key in routers.all:
                place = routers.argument(routers.all[key], "default_response_class")
        for root in routers.tracing.roots(place) if place is not None else ():
            for value in routers.inference.infer(root.expression, root.use):
                member = (
                    routers.inference.classes.member(value.scope, "render") if isinstance(value, ClassValue) else None
                )
                render = member.function() if member else None
                if render is not None:
                    self._entries.add(render, Role.MODEL_HOOK, Thread.LOOP, [number])

    def _hook(self, mentioned: Mentioned, routes: list[int], validating: bool, thread: Thread = Thread.LOOP) -> None:
        """Validators of what is taken and given, serializers of what is given.

        All run on the event loop, but for the validators of what a `def` handler gives.
        """
        for function in mentioned.validators if validating else mentioned.serializers:
            self._entries.add(function, Role.MODEL_HOOK, thread, routes)
        for model in mentioned.classes:
            if model not in self.models:
                self.models[model] = None
                self._entries.mark(model, Role.MODEL)
            for method, validates in self._models.hooks(model):
                if validates == validating:
                    self._entries.add(method, Role.MODEL_HOOK, thread, routes)


def _call(route: Route) -> Call:
    return route.registration.scope.body.calls[route.registration.call]


def _writes(route: Route) -> Thread:
    """Where what a handler gives is serialized: on the loop, but for the lines that a `def` handler yields."""
    definition = route.endpoint.definition
    given = _call(route).argument(None, "response_class")
    sends_events = given is not None and (dotted(given) or "").rpartition(".")[2] == fastapi.EVENT_STREAM
    is_drawn = definition.is_generator and not definition.is_async and not sends_events
    return Thread.POOL if is_drawn else Thread.LOOP


def _is_loop(thread: Thread) -> bool:
    return thread is Thread.LOOP


def _constructor(scope: Scope) -> Scope:
    """The definition whose parameters are filled from the request: for a class its own constructor."""
    if scope.is_class:
        return next((child for child in scope.children if child.definition.name == "__init__"), scope)
    return scope
