"""Middleware: what wraps each application, the outermost first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from fastapi_lint.frameworks import starlette
from fastapi_lint.model import expression as ex
from fastapi_lint.project.assembly.routers import Router
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.project.resolve.values import ClassValue, FunctionValue, LibraryValue, Value
from fastapi_lint.project.web.call_index import Site
from fastapi_lint.project.web.given import apps_of, functions_at, method_of
from fastapi_lint.project.web.routers import Routers, place_in_order
from fastapi_lint.project.web.runs import Place, Run, Runs

_FIRST = ("middleware_class", "cls", "middleware")


class Layer(NamedTuple):
    """One middleware of an application (its key; `` if it is not known of which).

    `name` is that of its class or function; `function` is what runs for each request, if that is the project's.
    """

    app: str
    name: str
    function: Scope | None
    site: Site


class _Added(NamedTuple):
    """A layer and when it is added."""

    order: tuple[tuple[str, int, int, int], ...]
    layer: Layer


class Layers:
    """Finds all middleware. What is added last is the outermost; what an application is made with comes after it."""

    def __init__(self, routers: Routers, scopes: dict[str, list[Scope]]) -> None:
        self._routers = routers
        self._runs = Runs(routers.index, routers.tracing.elements, frozenset())
        listed = [layer for router in routers.all.values() for layer in self._listed(router)]
        added = sorted(self._added(scopes), key=lambda one: one.order, reverse=True)
        known = {layer.site for layer in listed}
        loose = [site for site in routers.index.library(starlette.MIDDLEWARE) if site not in known]
        found = [*(one.layer for one in added), *listed]
        found += [layer for site in loose for layer in self._of_class(site, "", None)]
        self.all = list(dict.fromkeys(found))

    def _added(self, scopes: dict[str, list[Scope]]) -> Iterator[_Added]:
        for site in self._routers.index.named("add_middleware"):
            for run in self._runs.of_call(site):
                for app in self._apps(site, run):
                    for layer in self._of_class(site, app, run):
                        yield _Added(_order(site, run), layer)
        for path in sorted(scopes):
            for scope in scopes[path]:
                yield from self._decorated(scope)
        for site in self._routers.index.applied:
            yield from self._applied(site)

    def _apps(self, site: Site, run: Run | None) -> tuple[str, ...]:
        """The applications that are wrapped, `` for one that is not known; none if it is something else's method."""
        apps = apps_of(self._routers, site, run)
        return () if apps is None else apps or ("",)

    def _decorated(self, scope: Scope) -> Iterator[_Added]:
        """`@app.middleware("http")`."""
        for decorator in scope.definition.decorators:
            if not isinstance(decorator, ex.CallResult):
                continue
            site = Site(scope, decorator.call)
            if getattr(site.call.func, "attr", "") == "middleware":
                for run in self._runs.of_definition(scope):
                    for app in self._apps(site, run):
                        yield _Added(_order(site, run), Layer(app, scope.definition.qualname, scope, site))

    def _applied(self, site: Site) -> Iterator[_Added]:
        """`app.middleware("http")(function)`."""
        func = site.call.func
        inner = Site(site.scope, func.call) if isinstance(func, ex.CallResult) else site
        is_header = site.scope.in_header(site.call.block)
        if getattr(inner.call.func, "attr", "") != "middleware" or not site.call.args or inner is site or is_header:
            return
        use = self._routers.inference.use_of_call(site.scope, site.number)
        for run in self._runs.of_call(site):
            for function in functions_at(self._routers, Place(site.call.args[0], use, run)):
                for app in self._apps(inner, run):
                    yield _Added(_order(inner, run), Layer(app, function.definition.qualname, function, inner))

    def _listed(self, router: Router) -> Iterator[Layer]:
        """`FastAPI(middleware=[Middleware(Cls), …])`."""
        given = self._routers.argument(router, "middleware")
        for element in (self._routers.tracing.elements(given) or []) if given is not None else []:
            for root in self._routers.tracing.roots(element):
                if isinstance(root.expression, ex.CallResult):
                    yield from self._of_class(Site(root.use.scope, root.expression.call), router.key, root.run)

    def _of_class(self, site: Site, app: str, run: Run | None) -> Iterator[Layer]:
        """`add_middleware(Cls, …)` and `Middleware(Cls, …)`."""
        use = self._routers.inference.use_of_call(site.scope, site.number)
        given = next((one for one in (site.call.argument(0, name) for name in _FIRST) if one is not None), None)
        if given is None:
            return
        dispatch = site.call.argument(None, "dispatch")
        functions = functions_at(self._routers, Place(dispatch, use, run)) if dispatch is not None else []
        for function in functions:
            yield Layer(app, function.definition.qualname, function, site)
        for root in self._routers.tracing.roots(Place(given, use, run)) if not functions else ():
            for value in self._routers.inference.infer(root.expression, root.use):
                yield from self._of_value(value, app, site)

    def _of_value(self, value: Value, app: str, site: Site) -> Iterator[Layer]:
        if isinstance(value, FunctionValue):
            yield Layer(app, value.scope.definition.qualname, value.scope, site)
        elif isinstance(value, ClassValue):
            bases = self._routers.inference.classes.library_bases(value.scope)
            name = "dispatch" if not starlette.BASE_MIDDLEWARE.isdisjoint(bases) else "__call__"
            function = method_of(self._routers, value.scope, name)
            yield Layer(app, value.scope.definition.qualname, function, site)
        elif isinstance(value, LibraryValue):
            yield Layer(app, value.name.rpartition(".")[2], None, site)


def _order(site: Site, run: Run) -> tuple[tuple[str, int, int, int], ...]:
    return (*run.order, place_in_order(site.scope, site.call))
