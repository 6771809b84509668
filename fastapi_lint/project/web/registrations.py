"""Registrations: the calls and decorators that tie an endpoint to a path."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from fastapi_lint.frameworks import fastapi, starlette
from fastapi_lint.model import expression as ex
from fastapi_lint.model.expression import Expression
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.project.resolve.values import (
    ClassValue,
    CollectionValue,
    FunctionValue,
    LibraryObject,
    LibraryValue,
    ModuleValue,
    ObjectValue,
    Value,
)
from fastapi_lint.project.web.call_index import Site, is_alive
from fastapi_lint.project.web.paths import Text
from fastapi_lint.project.web.routers import Order, Routers, place_in_order
from fastapi_lint.project.web.runs import Place, Run
from fastapi_lint.project.web.surface import Registration
from fastapi_lint.project.web.test_code import is_test_path

_WEBSOCKET = frozenset({"websocket", "websocket_route"})
_NAMED = fastapi.HTTP_METHODS | fastapi.REGISTERING


class Registered(NamedTuple):
    """A registration in one run of the code around it, with its path and its place in the order of registrations."""

    registration: Registration
    path: Text
    run: Run
    order: Order


class _Shape(NamedTuple):
    """What a registration says, but for its endpoint and owner."""

    site: Site
    run: Run
    kind: str
    methods: tuple[str, ...]
    path: Text


class Registrations:
    """Finds all registrations of the project."""

    def __init__(self, routers: Routers, scopes: dict[str, list[Scope]]) -> None:
        self._routers = routers
        self._inference = routers.inference
        self._imports_framework = _imports_framework(scopes)
        self.all: list[Registered] = []
        self._seen: set[tuple[str, int, str, str, Scope]] = set()
        found = list(self._find(scopes))
        served = [one for one in found if not is_test_path(one.registration.scope.module.path)]
        self.all = served or found

    def _find(self, scopes: dict[str, list[Scope]]) -> Iterator[Registered]:
        for path in sorted(scopes):
            for scope in scopes[path]:
                if scope.definition.decorators:
                    yield from self._decorated(scope)
        for name in fastapi.ADDING:
            for site in self._routers.index.named(name):
                yield from self._added(site, fastapi.ADDING[name])
        for site in self._routers.index.applied:
            yield from self._applied(site)
        for router in self._routers.all.values():
            listed = self._routers.argument(router, "routes")
            for element in (self._routers.tracing.elements(listed) or []) if listed is not None else []:
                yield from self._listed(router.key, router.run, element)

    def _decorated(self, scope: Scope) -> Iterator[Registered]:
        for decorator in scope.definition.decorators:
            if not isinstance(decorator, ex.CallResult):
                continue
            site = Site(scope, decorator.call)
            func = site.call.func
            if not isinstance(func, ex.Attribute) or func.attr not in _NAMED:
                continue
            if not is_alive(*self._routers.runs.code_of(site)):
                continue
            for run in self._routers.runs.of_definition(scope):
                yield from self._named(site, func, run, [scope], is_decorator=True)

    def _applied(self, site: Site) -> Iterator[Registered]:
        """`app.get("/x")(handler)`."""
        outer = site.call
        if not isinstance(outer.func, ex.CallResult) or not outer.args or site.scope.in_header(outer.block):
            return
        inner = Site(site.scope, outer.func.call)
        func = inner.call.func
        if not isinstance(func, ex.Attribute) or func.attr not in _NAMED:
            return
        use = self._inference.use_of_call(site.scope, site.number)
        for run in self._routers.runs.of_call(site):
            endpoints = self.endpoints(Place(outer.args[0], use, run))
            yield from self._named(inner, func, run, endpoints, is_decorator=False)

    def _named(
        self, site: Site, func: ex.Attribute, run: Run, endpoints: list[Scope], is_decorator: bool
    ) -> Iterator[Registered]:
        """A call of a method named after what it registers: `get`, `api_route`, `websocket` …"""
        use = self._inference.use_of_call(site.scope, site.number)
        owners = self._routers.owners(Place(func.value, use, run))
        path = self._path(site, run)
        if not owners:
            if not is_decorator or not self._is_unmistakable(func, site, path):
                return
            owners = self._lone_application(func, site)
        kind = "websocket" if func.attr in _WEBSOCKET else "http"
        methods = self._methods(site, func.attr, run) if kind == "http" else ()
        yield from self._registered(_Shape(site, run, kind, methods, path), endpoints, owners)

    def _added(self, site: Site, kind: str) -> Iterator[Registered]:
        """`app.add_api_route("/x", handler)` and its kind."""
        func = site.call.func
        if not isinstance(func, ex.Attribute):
            return
        endpoint = site.call.argument(1, "endpoint" if "api" in func.attr else "route")
        if endpoint is None:
            return
        use = self._inference.use_of_call(site.scope, site.number)
        for run in self._routers.runs.of_call(site):
            owners = self._routers.owners(Place(func.value, use, run))
            path = self._path(site, run)
            if not owners:
                if not self._is_unmistakable(func, site, path):
                    continue
                owners = self._lone_application(func, site)
            methods = self._methods(site, func.attr, run) if kind == "http" else ()
            endpoints = self.endpoints(Place(endpoint, use, run))
            yield from self._registered(_Shape(site, run, kind, methods, path), endpoints, owners)

    def _listed(self, owner: str, run: Run, element: Place) -> Iterator[Registered]:
        """`Route("/x", handler)` in the `routes=[...]` of an application."""
        if not isinstance(element.expression, ex.CallResult):
            return
        site = Site(element.use.scope, element.expression.call)
        names = self._routers.names_of(site) & frozenset(starlette.ROUTE_CLASSES)
        endpoint = site.call.argument(1, "endpoint")
        if not names or endpoint is None:
            return
        kind = starlette.ROUTE_CLASSES[min(names)]
        methods = self._methods(site, "route", run) if kind == "http" else ()
        endpoints = self.endpoints(Place(endpoint, element.use, element.run))
        shape = _Shape(site, run, kind, methods, self._path(site, run))
        yield from self._registered(shape, endpoints, (owner,))

    def _registered(self, shape: _Shape, endpoints: list[Scope], owners: tuple[str, ...]) -> Iterator[Registered]:
        site, run, kind, methods, path = shape
        order = (*run.order, place_in_order(site.scope, site.call))
        for endpoint in endpoints:
            for owner in owners or ("",):
                key = (site.scope.id, site.number, owner, path.text, endpoint)
                if key in self._seen:
                    continue
                self._seen.add(key)
                written = path.text if path.is_known else None
                registration = Registration(site.scope, site.number, kind, methods, written, endpoint, owner)
                yield Registered(registration, path, run, order)

    def _path(self, site: Site, run: Run) -> Text:
        given = site.call.argument(0, "path")
        if given is None or isinstance(given, ex.Starred):
            return Text("")
        use = self._inference.use_of_call(site.scope, site.number)
        return self._routers.paths.text(Place(given, use, run))

    def _methods(self, site: Site, attribute: str, run: Run) -> tuple[str, ...]:
        if attribute in fastapi.HTTP_METHODS:
            return (attribute.upper(),)
        given = site.call.argument(2 if attribute in ("add_route", "route") else None, "methods")
        use = self._inference.use_of_call(site.scope, site.number)
        named = self._routers.paths.texts(given, Place(ex.NONE, use, run))
        return tuple(dict.fromkeys(name.upper() for name in named)) or ("GET",)

    def endpoints(self, place: Place) -> list[Scope]:
        """The functions, classes or `__call__` methods that an expression stands for."""
        found: dict[Scope, None] = {}
        for root in self._routers.tracing.roots(place):
            for value in self._inference.infer(root.expression, root.use):
                scope = self.called_scope(value)
                if scope is not None:
                    found.setdefault(scope)
        return list(found)

    def called_scope(self, value: Value) -> Scope | None:
        """The definition that runs when a value is called, if it is the project's."""
        if isinstance(value, FunctionValue | ClassValue):
            return value.scope
        if isinstance(value, ObjectValue):
            member = self._inference.classes.member(value.scope, "__call__")
            return member.function() if member else None
        return None

    def _is_unmistakable(self, func: ex.Attribute, site: Site, path: Text) -> bool:
        """True if only an application or router can be meant, though the object itself is not known."""
        if not self._imports_framework or not site.call.args or not _is_path(site.call.args[0], path):
            return False
        use = self._inference.use_of_call(site.scope, site.number)
        return all(_may_be_router(value) for value in self._inference.infer(func.value, use))

    def _lone_application(self, func: ex.Attribute, site: Site) -> tuple[str, ...]:
        """The only application for objects called `app` of which nothing is known."""
        name = getattr(func.value, "id", getattr(func.value, "attr", ""))
        return self._routers.only_application if name in ("app", "application", "fastapi_app") else ()


def _is_path(argument: Expression, path: Text) -> bool:
    if isinstance(argument, ex.Constant):
        return argument.type == "str" and path.text[:1] in ("", "/")
    return path.text.startswith("/")


def _may_be_router(value: Value) -> bool:
    if isinstance(value, LibraryObject | LibraryValue):
        return not fastapi.is_foreign(value.name) and not value.name.startswith("builtins.")
    return not isinstance(value, ModuleValue | CollectionValue | ClassValue)


def _imports_framework(scopes: dict[str, list[Scope]]) -> bool:
    for group in scopes.values():
        for bindings in group[0].bindings.values():
            for binding in bindings:
                root = getattr(binding.value, "module", "").partition(".")[0]
                if root in ("fastapi", "starlette"):
                    return True
    return False
