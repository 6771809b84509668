"""What an application is set up with besides routes and middleware: exception handlers, start-up and lifespan."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from fastapi_lint.frameworks import starlette
from fastapi_lint.model import expression as ex
from fastapi_lint.model.effect import Thread
from fastapi_lint.model.expression import Expression
from fastapi_lint.model.role import Role
from fastapi_lint.project.assembly.routers import Router
from fastapi_lint.project.resolve.names import Use
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.project.resolve.values import ClassValue
from fastapi_lint.project.web.call_index import Site
from fastapi_lint.project.web.entries import Entries
from fastapi_lint.project.web.given import apps_of, functions_at, method_of
from fastapi_lint.project.web.middleware import Layer
from fastapi_lint.project.web.routers import Routers
from fastapi_lint.project.web.runs import Place

_LIFESPAN_CONTEXT = "lifespan_context"
_DECORATORS = frozenset({"exception_handler", "on_event"})


class Hook(NamedTuple):
    """A function given to applications (keys; empty if they are not known): `name` is the method it is given to."""

    name: str
    scope: Scope
    apps: tuple[str, ...]


def application_hooks(routers: Routers, entries: Entries, scopes: dict[str, list[Scope]], layers: list[Layer]) -> None:
    """Add everything that applications are set up with."""
    for hook in _hooks(routers, scopes):
        _add(entries, hook)
    for layer in layers:
        if layer.function is not None:
            routes = entries.routes_of_apps([layer.app] if layer.app else [])
            _add_layer(routers, entries, layer.function, routes)


def _add_layer(routers: Routers, entries: Entries, function: Scope, routes: list[int]) -> None:
    """What of a middleware runs for each request, and what makes it.

    `__call__` gets the messages of the start-up as well. Functions in it that it hands on are the `send` and `receive`
    of what it wraps.
    """
    is_asgi = function.definition.name == "__call__"
    entries.add(function, Role.MIDDLEWARE, Thread.LOOP | Thread.STARTUP if is_asgi else Thread.LOOP, routes)
    made = method_of(routers, function.parent, "__init__") if function.parent and function.parent.is_class else None
    if made is not None:
        entries.add(made, Role.LIFESPAN, Thread.STARTUP, ())
    given = {argument for call in function.body.calls if call.awaited for argument in call.args}
    for child in function.children:
        if is_asgi and child.definition.is_async and ex.Name(child.definition.name) in given:
            entries.add(child, Role.MIDDLEWARE, Thread.LOOP | Thread.STARTUP, routes)


def _add(entries: Entries, hook: Hook) -> None:
    routes = entries.routes_of_apps(hook.apps)
    if hook.name in ("exception_handler", "add_exception_handler"):
        entries.add(hook.scope, Role.EXCEPTION_HANDLER, entries.thread_by_starlette(hook.scope), routes)
    else:
        entries.add(hook.scope, Role.LIFESPAN, Thread.STARTUP, ())


def _hooks(routers: Routers, scopes: dict[str, list[Scope]]) -> Iterator[Hook]:
    for path in sorted(scopes):
        for scope in scopes[path]:
            yield from _decorated(routers, scope)
            yield from _assigned(routers, scope)
    for name in ("add_exception_handler", "add_event_handler"):
        for site in routers.index.named(name):
            yield from _given(routers, site, name, site.call.argument(1, "handler" if "exc" in name else "func"))
    for site in routers.index.applied:
        yield from _applied(routers, site)
    for router in routers.all.values():
        yield from _arguments(routers, router)


def _decorated(routers: Routers, scope: Scope) -> Iterator[Hook]:
    """`@app.exception_handler(Error)`, `@app.on_event("startup")`."""
    for decorator in scope.definition.decorators:
        if not isinstance(decorator, ex.CallResult):
            continue
        site = Site(scope, decorator.call)
        name = getattr(site.call.func, "attr", "")
        apps = apps_of(routers, site) if name in _DECORATORS else None
        if apps is not None:
            yield Hook(name, scope, apps)


def _applied(routers: Routers, site: Site) -> Iterator[Hook]:
    """`app.exception_handler(Error)(function)`."""
    func = site.call.func
    inner = Site(site.scope, func.call) if isinstance(func, ex.CallResult) else site
    name = getattr(inner.call.func, "attr", "")
    if name in _DECORATORS and site.call.args and not site.scope.in_header(site.call.block):
        yield from _given(routers, inner, name, site.call.args[0])


def _given(routers: Routers, site: Site, name: str, handler: Expression | None) -> Iterator[Hook]:
    apps = apps_of(routers, site)
    if handler is None or apps is None:
        return
    use = routers.inference.use_of_call(site.scope, site.number)
    for scope in functions_at(routers, Place(handler, use, None)):
        yield Hook(name, scope, apps)


def _arguments(routers: Routers, router: Router) -> Iterator[Hook]:
    """`FastAPI(lifespan=f, on_startup=[g], exception_handlers={Error: h})`."""
    lifespan = routers.argument(router, starlette.LIFESPAN_KEYWORD)
    if lifespan is not None:
        for scope in [*functions_at(routers, lifespan), *_context_methods(routers, lifespan)]:
            yield Hook("lifespan", scope, (router.key,))
    for keyword in starlette.STARTUP_KEYWORDS:
        listed = routers.argument(router, keyword)
        for element in (routers.tracing.elements(listed) or []) if listed is not None else []:
            for scope in functions_at(routers, element):
                yield Hook(keyword, scope, (router.key,))
    handlers = routers.argument(router, "exception_handlers")
    for root in routers.tracing.roots(handlers) if handlers is not None else []:
        if isinstance(root.expression, ex.Mapping):
            for _, value in root.expression.items:
                for scope in functions_at(routers, Place(value, root.use, root.run)):
                    yield Hook("exception_handler", scope, (router.key,))


def _assigned(routers: Routers, scope: Scope) -> Iterator[Hook]:
    """`app.router.lifespan_context = f`."""
    if scope not in routers.inference.mentions.attributes.get(_LIFESPAN_CONTEXT, ()):
        return
    for binding in scope.body.attribute_bindings:
        if binding.attr == _LIFESPAN_CONTEXT:
            use = Use(scope, binding.block, (binding.line, 1 << 20))
            for function in functions_at(routers, Place(binding.value, use, None)):
                yield Hook("lifespan", function, ())


def _context_methods(routers: Routers, place: Place) -> Iterator[Scope]:
    """What is entered and left of a class that is a lifespan."""
    for root in routers.tracing.roots(place):
        for value in routers.inference.infer(root.expression, root.use):
            if isinstance(value, ClassValue):
                methods = (method_of(routers, value.scope, name) for name in ("__aenter__", "__aexit__"))
                yield from (method for method in methods if method is not None)
