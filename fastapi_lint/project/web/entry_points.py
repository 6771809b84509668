"""Entry points: the definitions that the framework calls, on which thread, and for which routes.

Where each kind runs: handlers and dependencies by FastAPI's colour rule (fastapi/dependencies/models.py,
_is_coroutine_callable); background tasks and exception handlers by Starlette's; middleware, websockets and validation
on the event loop.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from fastapi_lint.frameworks import starlette
from fastapi_lint.model.effect import Thread
from fastapi_lint.model.role import Role
from fastapi_lint.project.resolve.parameters import header_use
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.project.web.application_hooks import application_hooks
from fastapi_lint.project.web.background import background_tasks, streams
from fastapi_lint.project.web.dependencies import Dependencies
from fastapi_lint.project.web.entries import Entries
from fastapi_lint.project.web.models import Mentioned, Models
from fastapi_lint.project.web.route_table import Placed
from fastapi_lint.project.web.routers import Routers
from fastapi_lint.project.web.scripts import scripts
from fastapi_lint.project.web.surface import EntryPoint, Route


class EntryPoints:
    """Finds all entry points. `roles` and `models` are filled on the way."""

    def __init__(
        self,
        routers: Routers,
        placed: list[Placed],
        dependencies: Dependencies,
        models: Models,
        is_coroutine: Callable[[Scope], bool],
    ) -> None:
        self._routers = routers
        self._routes = [one.route for one in placed]
        self._dependencies = dependencies
        self._models = models
        self._entries = Entries(placed, is_coroutine)
        self.models: dict[Scope, None] = {}

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
            self._dependencies_of(number, route)
            self._models_of(number, route)
        application_hooks(self._routers, self._entries, scopes)
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
            entries.add(endpoint, Role.HANDLER, entries.thread(endpoint), [number])
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
                self._entries.add(method, role, Thread.LOOP if loop else self._entries.thread(method), [number])
        self._entries.mark(route.endpoint, role)

    def _dependencies_of(self, number: int, route: Route) -> None:
        for dependency in route.dependencies:
            scope = dependency.scope
            self._entries.mark(scope, Role.DEPENDENCY)
            if not scope.is_class:
                self._entries.add(scope, Role.DEPENDENCY, self._entries.thread(scope), [number])
                continue
            member = self._routers.inference.classes.member(scope, "__init__")
            constructor = member.function() if member else None
            if constructor is not None:
                self._entries.add(constructor, Role.DEPENDENCY, Thread.POOL, [number])

    def _models_of(self, number: int, route: Route) -> None:
        functions = [route.endpoint, *(dependency.scope for dependency in route.dependencies)]
        for function in functions:
            self._hook(self._models.closure(self._models.taken(_constructor(function))), [number], validating=True)
        returned = self._models.mentioned(route.endpoint.definition.returns, header_use(route.endpoint))
        given = [self._models.closure(returned)]
        if route.response_model is not None:
            registration = route.registration
            use = self._routers.inference.use_of_call(registration.scope, registration.call)
            given.append(self._models.closure(self._models.mentioned(route.response_model, use)))
        for mentioned in given:
            self._hook(mentioned, [number], validating=False)

    def _hook(self, mentioned: Mentioned, routes: list[int], validating: bool) -> None:
        """Validators of what is taken, serializers of what is given: both on the event loop."""
        for function in mentioned.validators if validating else mentioned.serializers:
            self._entries.add(function, Role.MODEL_HOOK, Thread.LOOP, routes)
        for model in mentioned.classes:
            if model not in self.models:
                self.models[model] = None
                self._entries.mark(model, Role.MODEL)
            for method, validates in self._models.hooks(model):
                if validates == validating:
                    self._entries.add(method, Role.MODEL_HOOK, Thread.LOOP, routes)


def _constructor(scope: Scope) -> Scope:
    """The definition whose parameters are filled from the request: for a class its own constructor."""
    if scope.is_class:
        return next((child for child in scope.children if child.definition.name == "__init__"), scope)
    return scope
