"""What an application is set up with besides routes: middleware, exception handlers, start-up and lifespan."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from fastapi_lint.frameworks import starlette
from fastapi_lint.model import expression as ex
from fastapi_lint.model.effect import Thread
from fastapi_lint.model.expression import Expression
from fastapi_lint.model.role import Role
from fastapi_lint.project.resolve.names import Use
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.project.resolve.values import ClassValue, FunctionValue, ObjectValue
from fastapi_lint.project.web.call_index import Site
from fastapi_lint.project.web.entries import Entries
from fastapi_lint.project.assembly.routers import Router
from fastapi_lint.project.web.routers import Routers
from fastapi_lint.project.web.runs import Place

_DECORATORS = frozenset({"middleware", "exception_handler", "on_event"})


class Hook(NamedTuple):
    """A function given to applications (keys; empty if they are not known): `name` is the method it is given to."""

    name: str
    scope: Scope
    apps: tuple[str, ...]


def application_hooks(routers: Routers, entries: Entries, scopes: dict[str, list[Scope]]) -> None:
    """Add everything that applications are set up with."""
    for hook in _hooks(routers, scopes):
        _add(entries, hook)
    for site in routers.index.named("add_middleware"):
        apps = _apps(routers, site)
        if apps is not None:
            _middleware(routers, entries, site, entries.routes_of_apps(apps))
    listed = [(site, router.key) for router in routers.all.values() for site in _listed(routers, router)]
    for site, app in listed:
        _middleware(routers, entries, site, entries.routes_of_apps([app]))
    known = {site for site, _ in listed}
    for site in routers.index.library(starlette.MIDDLEWARE):
        if site not in known:
            _middleware(routers, entries, site, list(entries.every_route))


def _add(entries: Entries, hook: Hook) -> None:
    routes = entries.routes_of_apps(hook.apps)
    if hook.name == "middleware":
        entries.add(hook.scope, Role.MIDDLEWARE, Thread.LOOP, routes)
    elif hook.name in ("exception_handler", "add_exception_handler"):
        entries.add(hook.scope, Role.EXCEPTION_HANDLER, entries.thread(hook.scope), routes)
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


def _apps(routers: Routers, site: Site) -> tuple[str, ...] | None:
    """The applications that a method is called on, empty if not known; None if it is something else's method."""
    func = site.call.func
    if not isinstance(func, ex.Attribute):
        return None
    use = routers.inference.use_of_call(site.scope, site.number)
    found = routers.owners(Place(func.value, use, None))
    if found:
        return found
    values = routers.inference.infer(func.value, use)
    if values and not any(routers.kind(value) for value in values):
        return None
    return routers.only_application


def _decorated(routers: Routers, scope: Scope) -> Iterator[Hook]:
    """`@app.middleware("http")`, `@app.exception_handler(Error)`, `@app.on_event("startup")`."""
    for decorator in scope.definition.decorators:
        if not isinstance(decorator, ex.CallResult):
            continue
        site = Site(scope, decorator.call)
        name = getattr(site.call.func, "attr", "")
        apps = _apps(routers, site) if name in _DECORATORS else None
        if apps is not None:
            yield Hook(name, scope, apps)


def _applied(routers: Routers, site: Site) -> Iterator[Hook]:
    """`app.middleware("http")(function)`."""
    func = site.call.func
    inner = Site(site.scope, func.call) if isinstance(func, ex.CallResult) else site
    name = getattr(inner.call.func, "attr", "")
    if name in _DECORATORS and site.call.args and not site.scope.in_header(site.call.block):
        yield from _given(routers, inner, name, site.call.args[0])


def _given(routers: Routers, site: Site, name: str, handler: Expression | None) -> Iterator[Hook]:
    apps = _apps(routers, site)
    if handler is None or apps is None:
        return
    use = routers.inference.use_of_call(site.scope, site.number)
    for scope in _functions(routers, Place(handler, use, None)):
        yield Hook(name, scope, apps)


def _arguments(routers: Routers, router: Router) -> Iterator[Hook]:
    """`FastAPI(lifespan=f, on_startup=[g], exception_handlers={Error: h})`."""
    lifespan = routers.argument(router, starlette.LIFESPAN_KEYWORD)
    if lifespan is not None:
        for scope in _functions(routers, lifespan):
            yield Hook("lifespan", scope, (router.key,))
    for keyword in starlette.STARTUP_KEYWORDS:
        listed = routers.argument(router, keyword)
        for element in (routers.tracing.elements(listed) or []) if listed is not None else []:
            for scope in _functions(routers, element):
                yield Hook(keyword, scope, (router.key,))
    handlers = routers.argument(router, "exception_handlers")
    for root in routers.tracing.roots(handlers) if handlers is not None else []:
        if isinstance(root.expression, ex.Mapping):
            for _, value in root.expression.items:
                for scope in _functions(routers, Place(value, root.use, root.run)):
                    yield Hook("exception_handler", scope, (router.key,))


def _assigned(routers: Routers, scope: Scope) -> Iterator[Hook]:
    """`app.router.lifespan_context = f`."""
    for binding in scope.definition.body.attribute_bindings:
        if binding.attr == "lifespan_context":
            use = Use(scope, binding.block, (binding.line, 1 << 20))
            for function in _functions(routers, Place(binding.value, use, None)):
                yield Hook("lifespan", function, ())


def _functions(routers: Routers, place: Place) -> list[Scope]:
    """The functions of the project, `__call__` methods included, that an expression stands for."""
    found: dict[Scope, None] = {}
    for root in routers.tracing.roots(place):
        for value in routers.inference.infer(root.expression, root.use):
            if isinstance(value, FunctionValue):
                found.setdefault(value.scope)
            elif isinstance(value, ObjectValue):
                method = _method(routers, value.scope, "__call__")
                if method is not None:
                    found.setdefault(method)
    return list(found)


def _method(routers: Routers, scope: Scope, name: str) -> Scope | None:
    member = routers.inference.classes.member(scope, name)
    return member.function() if member else None


def _listed(routers: Routers, router: Router) -> Iterator[Site]:
    """The calls in `middleware=[Middleware(Cls), …]` of an application."""
    given = routers.argument(router, "middleware")
    for element in (routers.tracing.elements(given) or []) if given is not None else []:
        for root in routers.tracing.roots(element):
            if isinstance(root.expression, ex.CallResult):
                yield Site(root.use.scope, root.expression.call)


def _middleware(routers: Routers, entries: Entries, site: Site, routes: list[int]) -> None:
    """`app.add_middleware(Cls)` and `Middleware(Cls)`: `dispatch` or `__call__` of the class, or a function."""
    use = routers.inference.use_of_call(site.scope, site.number)
    given = site.call.argument(0, "middleware_class") or site.call.argument(0, "cls")
    if given is not None:
        for root in routers.tracing.roots(Place(given, use, None)):
            for value in routers.inference.infer(root.expression, root.use):
                scope = value.scope if isinstance(value, FunctionValue) else None
                if isinstance(value, ClassValue):
                    bases = routers.inference.classes.library_bases(value.scope)
                    name = "dispatch" if not starlette.BASE_MIDDLEWARE.isdisjoint(bases) else "__call__"
                    scope = _method(routers, value.scope, name)
                if scope is not None:
                    entries.add(scope, Role.MIDDLEWARE, Thread.LOOP, routes)
    dispatch = site.call.argument(None, "dispatch")
    for scope in _functions(routers, Place(dispatch, use, None)) if dispatch is not None else []:
        entries.add(scope, Role.MIDDLEWARE, Thread.LOOP, routes)
