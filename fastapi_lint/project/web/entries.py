"""A collector of entry points."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from fastapi_lint.frameworks.fastapi import awaits_what_is_wrapped
from fastapi_lint.model.effect import Thread
from fastapi_lint.model.role import Role
from fastapi_lint.model.versions import Release
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.project.web.route_table import Placed
from fastapi_lint.project.web.surface import EntryPoint

if TYPE_CHECKING:
    from fastapi_lint.project.flow.callbacks import Callbacks


class Colours(NamedTuple):
    """Who awaits a function, its decorators considered.

    FastAPI decides for handlers and dependencies, Starlette for background tasks, exception handlers and its own
    routes. FastAPI may not `await_objects` that are handlers.
    """

    fastapi: Callable[[Scope], bool]
    starlette: Callable[[Scope], bool]
    await_objects: bool = True

    @staticmethod
    def of(callbacks: Callbacks, version: Release) -> Colours:
        """The rules of both, by what the decorators of the project do."""
        looks_through = awaits_what_is_wrapped(version)
        by_fastapi = callbacks.is_coroutine if looks_through else callbacks.is_async_callable
        return Colours(by_fastapi, callbacks.is_async_callable, looks_through)


class Entries:
    """Gathers entry points, joining the routes of those that agree, and the roles of definitions."""

    def __init__(self, placed: list[Placed], colours: Colours) -> None:
        self._colours = colours
        self._found: dict[tuple[Scope, Role, Thread], set[int]] = {}
        self._lambdas: dict[tuple[Scope, int, Role], set[int]] = {}
        self._started: dict[tuple[Scope, Scope], None] = {}
        self._routes_of_apps: dict[str, list[int]] = {}
        self._served: dict[Scope, set[int]] = {}
        self.every_route = range(len(placed))
        self.roles: dict[Scope, Role] = {}
        for number, one in enumerate(placed):
            for app in one.apps:
                self._routes_of_apps.setdefault(app, []).append(number)

    def add_lambda(self, scope: Scope, block: int, role: Role, routes: Iterable[int]) -> None:
        """Note that the framework calls a lambda: in the pool."""
        self._lambdas.setdefault((scope, block, role), set()).update(routes)

    def add(self, scope: Scope, role: Role, thread: Thread, routes: Iterable[int]) -> None:
        """Note that the framework calls a definition on a thread, for these routes."""
        found = self._found.setdefault((scope, role, thread), set())
        found.update(routes)
        self._served.setdefault(scope, set()).update(found)
        self.mark(scope, role)

    def add_started(self, scope: Scope, starter: Scope) -> None:
        """Note that a definition runs a coroutine on an event loop of its own."""
        self._started[scope, starter] = None
        self.mark(scope, Role.COROUTINE)

    def mark(self, scope: Scope, role: Role) -> None:
        """Note the part that a definition plays."""
        self.roles[scope] = self.roles.get(scope, Role.NONE) | role

    def thread(self, scope: Scope) -> Thread:
        """Where FastAPI runs a function: coroutines and async generators on the loop, others not."""
        definition = scope.definition
        on_loop = (definition.is_async and definition.is_generator) or self._colours.fastapi(scope)
        return Thread.LOOP if on_loop else Thread.POOL

    def thread_of_handler(self, scope: Scope) -> Thread:
        """Where FastAPI runs a handler."""
        is_object = scope.is_method and scope.definition.name == "__call__"
        return Thread.POOL if is_object and not self._colours.await_objects else self.thread(scope)

    def thread_by_starlette(self, scope: Scope) -> Thread:
        """Where Starlette runs a function."""
        return Thread.LOOP if self._colours.starlette(scope) else Thread.POOL

    def routes_of_apps(self, apps: Iterable[str]) -> list[int]:
        """The routes that these applications serve; all routes if it is not known which applications are meant."""
        known = list(apps)
        if not known:
            return list(self.every_route)
        return sorted({number for app in known for number in self._routes_of_apps.get(app, ())})

    def routes_of(self, scope: Scope | None) -> set[int]:
        """The routes that a definition, or the one around it, serves as an entry point."""
        while scope is not None:
            found = self._served.get(scope)
            if found:
                return found
            scope = scope.parent
        return set()

    def all(self) -> Iterator[EntryPoint]:
        """All entry points, by definition, role and thread; lambdas last."""

        def order(key: tuple[Scope, Role, Thread]) -> tuple[str, int, int]:
            return key[0].id, key[1].value, key[2].value

        for scope, role, thread in sorted(self._found, key=order):
            yield EntryPoint(scope, role, thread, frozenset(self._found[scope, role, thread]))
        for (scope, block, role), routes in self._lambdas.items():
            yield EntryPoint(scope, role, Thread.POOL, frozenset(routes), block)
        for scope, starter in sorted(self._started, key=lambda pair: (pair[0].id, pair[1].id)):
            yield EntryPoint(scope, Role.COROUTINE, Thread.SCRIPT, frozenset(), starter=starter)
