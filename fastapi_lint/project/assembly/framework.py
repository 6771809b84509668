"""What FastAPI and Starlette do: make applications and routers, register, include and mount.

After fastapi/routing.py: `APIRouter.get` calls `self.api_route`, whose decorator calls `self.add_api_route`, so that
subclasses that override one of them see every registration. `FastAPI.get` goes to its router and past such overrides.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from fastapi_lint.frameworks import fastapi, starlette
from fastapi_lint.model import expression as ex
from fastapi_lint.project.assembly.objects import (
    Class,
    Constant,
    Function,
    Instance,
    Items,
    LambdaFunction,
    LibraryInstance,
    Partial,
    Registrar,
    RouterInstance,
    Unknown,
    Value,
    each_of,
    forced,
)
from fastapi_lint.project.assembly.routers import Included, Mounted, Registered, Router
from fastapi_lint.project.assembly.spot import Spot
from fastapi_lint.project.assembly.text import Text, joined
from fastapi_lint.project.resolve import values as known
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.project.web.call_index import Site

if TYPE_CHECKING:
    from fastapi_lint.project.assembly.machine import Machine

_WEBSOCKETS = frozenset({"websocket", "websocket_route"})
_VERBS = ("get", "head", "post", "put", "patch", "delete", "options")
_REGISTERING = fastapi.HTTP_METHODS | fastapi.REGISTERING


class _Shape(NamedTuple):
    """What is registered where; `takes_prefix`: Starlette's own methods leave the router's prefix out."""

    owner: RouterInstance | None
    kind: str
    methods: tuple[str, ...]
    takes_prefix: bool


class Framework:
    """Keeps the routers that come into being, and what happens to them."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        self.routers: dict[str, RouterInstance] = {}
        self.by_origin: dict[tuple[Scope, int], list[RouterInstance]] = {}
        self.by_class: dict[Scope, list[RouterInstance]] = {}
        self.unowned_events: list[Registered] = []
        self.unresolved: list[tuple[Site, str]] = []
        self.lifespans: list[tuple[Value, RouterInstance]] = []
        self.through: dict[int | str, tuple[Site, ...]] = {}  # the calls that led to an event, or made a router
        self._order = 0
        self._kinds: dict[Scope, str] = {}

    def kind_of_class(self, cls: Class) -> str:
        """`application` or `router` for classes derived from the frameworks' own, else ``."""
        return self.kind_of_scope(cls.scope)

    def kind_of_scope(self, scope: Scope) -> str:
        """As `kind_of_class`."""
        if scope not in self._kinds:
            inference = self._machine.inference
            names = (inference.library_name(base) for base in inference.classes.library_bases(scope))
            self._kinds[scope] = next((kind for kind in map(fastapi.kind_of, names) if kind), "")
        return self._kinds[scope]

    def made(self, kind: str, site: Site, cls: Class | None) -> RouterInstance:
        """A new application or router."""
        key = base = f"{site.scope.id}#{site.number}"
        count = 1
        while key in self.routers:
            count += 1
            key = f"{base}@{count}"
        instance = RouterInstance(
            cls, router=Router(key, kind, site, is_reached=self._machine.is_reached, run_by=self._machine.imported)
        )
        self.routers[key] = instance
        self.through[key] = self._machine.calling.sites
        self.by_origin.setdefault((site.scope, site.number), []).append(instance)
        if cls is not None:
            self.by_class.setdefault(cls.scope, []).append(instance)
        return instance

    def made_at(self, origin: tuple[Scope, int] | None, kind: str) -> Value | None:
        """The router that a call made; where only its type is known, the only application."""
        if origin is not None:
            made = self.by_origin.get(origin)
            return made[-1] if made else None
        applications = [each for each in self.routers.values() if each.router.kind == "application"]
        return applications[0] if kind == "application" and len(applications) == 1 else None

    def initialise(self, instance: RouterInstance, args: list[Value], keywords: dict[str, Value]) -> None:
        """The framework's own constructor."""
        instance.router.arguments.update(keywords)
        if args and instance.router.kind == "application" and "routes" not in keywords and len(args) > 1:
            instance.router.arguments["routes"] = args[1]  # Starlette(debug, routes)
        elif args and instance.router.kind == "router" and "routes" not in keywords:
            instance.router.arguments["routes"] = args[0]  # Starlette's Router(routes)
        routes = instance.router.arguments.get("routes")
        held = self._machine.evaluation.elements(routes) if routes is not None else None
        self.listed(instance.router, held or [])
        lifespan = keywords.get("lifespan")
        if lifespan is not None:
            self.lifespans.append((lifespan, instance))

    def attribute_set(self, instance: RouterInstance, name: str, value: Value) -> None:
        """`app.router.lifespan_context = f`, `app.routes = […]`, `router.prefix = "/x"`."""
        if name == "lifespan_context":
            self.lifespans.append((value, instance))
        elif name == "routes" and isinstance(whole := forced(value), Items) and whole.complete:
            instance.router.events.clear()
            self.listed(instance.router, whole.items)
        elif name in ("prefix", "tags", "dependencies", "include_in_schema"):
            instance.router.arguments[name] = value

    def method(self, owner: RouterInstance, name: str, args: list[Value], keywords: dict[str, Value]) -> Value | None:
        """A method of the framework's own classes."""
        if name == "__init__":
            self.initialise(owner, args, keywords)
        elif self._machine.calling.site is None:
            return None  # `@app.get` without a call: it gives a decorator that decorates nothing
        elif name in fastapi.INCLUDING:
            for child in [*args, *([keywords["router"]] if "router" in keywords else [])][
                : None if name != "include_router" else 1
            ]:
                self._include(owner, child, keywords)
        elif name == "mount":
            self._mount(owner, args, keywords)
        elif name == "host":
            self._host(owner, args, keywords)
        elif name in fastapi.ADDING:
            self._add(owner, name, args, keywords)
        elif name in _REGISTERING:
            return self._registrar(owner, name, args, keywords)
        elif name in ("on_event", "add_event_handler"):
            return self._on_event(owner, name, args)
        return Constant(None) if name in ("include_router", "mount", "add_api_route") else None

    def _on_event(self, owner: RouterInstance, name: str, args: list[Value]) -> Value | None:
        if name == "add_event_handler" and len(args) > 1:
            self.lifespans.append((args[1], owner))
        return None

    def _registrar(self, owner: RouterInstance, name: str, args: list[Value], keywords: dict[str, Value]) -> Value:
        """`get(path)` goes through `api_route` where a subclass of the router overrides that."""
        machine = self._machine
        path = args[0] if args else keywords.get("path", Constant(""))
        rest = {key: value for key, value in keywords.items() if key != "path"}
        if name in fastapi.HTTP_METHODS and owner.router.kind == "router":
            override = machine.attributes.get(owner, "api_route")
            if isinstance(override, Function):
                given = {**rest, "methods": Items([Constant(name.upper())])}
                result = machine.calling.run(override, [path], given)
                if result is not None:
                    return result
        kind = "websocket" if name in _WEBSOCKETS else "http"
        methods = self._methods(name, rest.pop("methods", None)) if kind == "http" else ()
        takes_prefix = name not in ("route", "websocket_route")
        return Registrar(owner, kind, path, rest, methods, machine.calling.first_site, takes_prefix)

    def _methods(self, name: str, given: Value | None) -> tuple[str, ...]:
        if name in fastapi.HTTP_METHODS:
            return (name.upper(),)
        named = self._machine.texts.list_of(given)
        return tuple(dict.fromkeys(method.upper() for method in named)) or ("GET",)

    def _methods_of_route(self, listed: Value | None, endpoint: Value) -> tuple[str, ...]:
        """Of a Starlette route: a class serves what it has methods for, another object whatever is asked."""
        if listed is not None and listed != Constant(None):
            return self._methods("", listed)
        if isinstance(endpoint, Class):
            classes = self._machine.attributes.mro(endpoint)
            has = [v for v in _VERBS if any(v in self._machine.class_body(each).variables for each in classes)]
            return tuple(verb.upper() for verb in has)
        is_object = isinstance(endpoint, Function) and endpoint.scope.definition.name == "__call__"
        return () if is_object else ("GET",)

    def apply(self, registrar: Registrar, args: list[Value], is_decorator: bool = False) -> Value | None:
        """`router.get("/x")(endpoint)`."""
        if not args:
            return None
        endpoint = args[0]
        owner = registrar.owner
        if owner is not None and owner.router.kind == "router" and registrar.kind == "http":
            override = self._machine.attributes.get(owner, "add_api_route")
            if isinstance(override, Function):
                methods = Items([Constant(method) for method in registrar.methods])
                self._machine.calling.run(
                    override, [registrar.path, endpoint], {**registrar.keywords, "methods": methods}
                )
                return endpoint
        shape = _Shape(owner, registrar.kind, registrar.methods, registrar.takes_prefix)
        self._register(shape, registrar.path, endpoint, registrar.keywords, registrar.site)
        return endpoint

    def _add(self, owner: RouterInstance, name: str, args: list[Value], keywords: dict[str, Value]) -> None:
        keyword = "endpoint" if "api" in name else "route"
        path = args[0] if args else keywords.get("path")
        endpoint = args[1] if len(args) > 1 else keywords.get(keyword, keywords.get("endpoint"))
        if path is None or endpoint is None:
            return
        kind = fastapi.ADDING[name]
        listed = keywords.get("methods", args[2] if len(args) > 2 and name == "add_route" else None)
        methods = self._methods("", listed) if kind == "http" else ()
        rest = {key: value for key, value in keywords.items() if key not in ("path", keyword, "methods")}
        shape = _Shape(owner, kind, methods, "api" in name)
        self._register(shape, path, endpoint, rest, self._machine.calling.first_site)

    def _register(
        self,
        shape: _Shape,
        path: Value,
        endpoint: Value,
        keywords: dict[str, Value],
        site: Site,
    ) -> None:
        owner, kind, methods, takes_prefix = shape
        text = self._machine.texts.of(path)
        whole = joined([self.prefix(owner), text]) if owner is not None and takes_prefix else text
        events = owner.router.events if owner is not None else self.unowned_events
        keywords = {**keywords, "path": path}
        for function, scope in self.endpoints(endpoint):
            order = self.next_order()
            events.append(
                Registered(kind, methods, text, whole, scope, function, keywords, site, order, not takes_prefix)
            )

    def prefix(self, owner: RouterInstance) -> Text:
        """The prefix that a router has now. Routes take it when they are registered (fastapi/routing.py)."""
        return self._machine.texts.of(owner.router.arguments.get("prefix"))

    def next_order(self) -> int:
        """Numbers what happens."""
        self._order += 1
        self.through[self._order] = self._machine.calling.sites
        return self._order

    def endpoints(self, value: Value) -> Iterator[tuple[Value, Scope]]:
        """The functions, classes and `__call__` methods that a value stands for."""
        machine = self._machine
        for each in each_of(value):
            if isinstance(each, Function):
                inner = each
                while isinstance(inner.wrapped, Function):
                    inner = inner.wrapped
                yield inner, inner.scope
            elif isinstance(each, Class):
                yield each, each.scope
            elif isinstance(each, Partial):
                yield from self.endpoints(each.callee)
            elif isinstance(each, LambdaFunction):
                continue
            elif isinstance(each, Instance):
                method = machine.attributes.get(each, "__call__")
                if isinstance(method, Function):
                    yield method, method.scope
            elif isinstance(each, Unknown):
                for found in machine.translation.known(each):
                    if not isinstance(found, Unknown):
                        yield from self.endpoints(found)

    def _include(self, owner: RouterInstance, child: Value, keywords: dict[str, Value]) -> None:
        site = self._machine.calling.first_site
        written = self._machine.texts.of(keywords.get("prefix"))
        prefix = joined([self.prefix(owner), written])
        found = list(self.routers_of(child))
        if not found:
            self.unresolved.append((site, "router"))
            owner.router.events.append(Included(None, written, prefix, keywords, site, self.next_order()))
        for each in found:
            if each is not owner and not self._is_included(owner.router, each.router, prefix, site):
                owner.router.events.append(Included(each.router, written, prefix, keywords, site, self.next_order()))

    @staticmethod
    def _is_included(owner: Router, child: Router, prefix: Text, site: Site) -> bool:
        """True if one function includes a router at one prefix twice: in branches of which one is taken."""
        return any(
            isinstance(event, Included)
            and event.child is child
            and event.prefix == prefix
            and event.site.scope is site.scope
            for event in owner.events
        )

    def routers_of(self, value: Value) -> Iterator[RouterInstance]:
        """The applications and routers that a value stands for."""
        for each in each_of(value):
            if isinstance(each, RouterInstance):
                yield each
            elif isinstance(each, Unknown):
                yield from (k for k in self._machine.translation.known(each) if isinstance(k, RouterInstance))

    def _mount(self, owner: RouterInstance, args: list[Value], keywords: dict[str, Value]) -> None:
        path = self._machine.texts.of(args[0] if args else keywords.get("path"))
        app = args[1] if len(args) > 1 else keywords.get("app")
        self._mounted(owner.router, path, app, self._machine.calling.first_site)

    def _host(self, owner: RouterInstance, args: list[Value], keywords: dict[str, Value]) -> None:
        """`app.host("admin.example.org", admin)`: its own paths, unless the same application is mounted as well."""
        app = args[1] if len(args) > 1 else keywords.get("app")
        mounted = {id(event.child) for event in owner.router.events if isinstance(event, Mounted)}
        if app is not None and not any(id(each.router) in mounted for each in self.routers_of(app)):
            self._mounted(owner.router, Text(""), app, self._machine.calling.first_site)

    def _mounted(self, owner: Router, path: Text, app: Value | None, site: Site) -> None:
        children: list[Router | None] = [child.router for child in self.routers_of(app)] if app is not None else []
        for inner in children or [None]:
            same = (inner, path, site)
            told = (e for e in owner.events if isinstance(e, Mounted))
            if inner is not owner and all((e.child, e.path, e.site) != same for e in told):
                owner.events.append(Mounted(inner, path, site, self.next_order()))

    def listed(self, owner: Router, routes: list[Value]) -> None:
        """`routes=[Route("/x", f), Mount("/y", app=other)]`."""
        for each in (one for route in routes for one in each_of(route)):
            if not isinstance(each, LibraryInstance) or each.site is None:
                continue
            path = self._machine.texts.of(each.argument(0, "path"))
            if each.name in starlette.MOUNTS:
                self._listed_mount(owner, path, each)
            elif each.name in starlette.ROUTE_CLASSES:
                kind = starlette.ROUTE_CLASSES[each.name]
                endpoint = each.argument(1, "endpoint")
                listed = each.keywords.get("methods")
                for function, scope in self.endpoints(endpoint) if endpoint is not None else ():
                    methods = self._methods_of_route(listed, function) if kind == "http" else ()
                    order, is_plain = self.next_order(), each.name.startswith("starlette.")
                    owner.events.append(
                        Registered(
                            kind, methods, path, path, scope, function, each.keywords, each.site, order, is_plain
                        )
                    )

    def _listed_mount(self, owner: Router, path: Text, mount: LibraryInstance) -> None:
        assert mount.site is not None
        below = mount.keywords.get("routes")
        if below is None:
            self._mounted(owner, path, mount.argument(1, "app"), mount.site)
            return
        inner = self.made("router", mount.site, None)
        self.listed(inner.router, self._machine.evaluation.elements(below) or [])
        owner.events.append(Mounted(inner.router, path, mount.site, self.next_order()))

    def unowned(self, number: int, scope: Scope, endpoint: Value, spot: Spot) -> None:
        """`@app.get("/x")` on something of which nothing is known: only an application or router can be meant."""
        call = scope.body.calls[number]
        func = call.func
        if not isinstance(func, ex.Attribute) or func.attr not in _REGISTERING or not call.args:
            return
        evaluation = self._machine.evaluation
        path = evaluation.evaluate(call.args[0], spot)
        if not self._machine.imports_framework or not _is_path(self._machine.texts.of(path)):
            return
        inferred = self._machine.inference.infer(func.value, spot.use)
        if not all(_may_be_router(value) for value in inferred):
            return
        kind = "websocket" if func.attr in _WEBSOCKETS else "http"
        listed = call.argument(None, "methods")
        given = evaluation.evaluate(listed, spot) if listed is not None else None
        methods = self._methods(func.attr, given) if kind == "http" else ()
        shape = _Shape(self._likely_owner(func), kind, methods, True)
        self._register(shape, path, endpoint, {}, Site(scope, number))

    def _likely_owner(self, func: ex.Attribute) -> RouterInstance | None:
        """The only application for objects called `app` of which nothing is known."""
        name = getattr(func.value, "id", getattr(func.value, "attr", ""))
        found = self.made_at(None, "application") if name in ("app", "application", "fastapi_app") else None
        return found if isinstance(found, RouterInstance) else None

    def called_on_unknown(self, callee: Unknown, args: list[Value], keywords: dict[str, Value], site: Site) -> None:
        """`app.include_router(router)` on something of which nothing is known."""
        expression = callee.expression
        if not isinstance(expression, ex.Attribute):
            return
        name = expression.attr
        if name == "include_router" or name in fastapi.ADDING:
            owner = self._likely_owner(expression) or self._only_application_of(expression, callee)
            if owner is not None:
                self.method(owner, name, args, keywords)
            elif name == "include_router" and args and any(self.routers_of(args[0])):
                self.unresolved.append((site, "owner"))
            elif name in fastapi.ADDING and len(args) > 1 and _is_path(self._machine.texts.of(args[0])):
                kind = fastapi.ADDING[name]
                methods = self._methods("", keywords.get("methods")) if kind == "http" else ()
                self._register(_Shape(None, kind, methods, True), args[0], args[1], keywords, site)

    def _only_application_of(self, expression: ex.Attribute, callee: Unknown) -> RouterInstance | None:
        if self._machine.inference.infer(expression.value, callee.use):
            return None
        found = self.made_at(None, "application")
        return found if isinstance(found, RouterInstance) else None


def _is_path(text: Text) -> bool:
    return text.text.startswith("/") or (text.is_known and not text.text)


def _may_be_router(value: known.Value) -> bool:
    if isinstance(value, known.LibraryObject | known.LibraryValue):
        return not fastapi.is_foreign(value.name) and not value.name.startswith("builtins.")
    return not isinstance(value, known.ModuleValue | known.CollectionValue | known.ClassValue)
