"""Applications and routers: where they are made, and which includes or mounts which."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi_lint.frameworks import fastapi, starlette
from fastapi_lint.model import expression as ex
from fastapi_lint.model.expression import Expression
from fastapi_lint.model.facts import Call
from fastapi_lint.project.resolve.inference import Inference
from fastapi_lint.project.resolve.names import Use
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.project.resolve.values import ClassValue, LibraryObject, LibraryValue, ObjectValue, Value
from fastapi_lint.project.web.call_index import CallIndex, Site
from fastapi_lint.project.web.paths import Paths, Text
from fastapi_lint.project.web.runs import Place, Run, Runs, enclosing_functions
from fastapi_lint.project.web.test_code import is_test_path
from fastapi_lint.project.web.tracing import Tracing

Order = tuple[tuple[str, int, int, int], ...]


@dataclass(frozen=True, slots=True)
class Router:
    """An application or router: the call that makes it, in one run of the code around it. `kind` is one of the two."""

    key: str
    kind: str
    site: Site
    run: Run

    @property
    def place(self) -> Place:
        """The call that makes it, as an expression."""
        call = self.site.call
        use = Use(self.site.scope, call.block, (call.span.line, call.span.column))
        return Place(ex.CallResult(self.site.number), use, self.run)


@dataclass(frozen=True, slots=True)
class Inclusion:
    """`parent.include_router(child, prefix=…)` or `parent.mount(path, child)`, in one run of the code around it."""

    parent: str
    child: str
    prefix: Text
    is_mount: bool
    site: Site
    run: Run
    order: Order


class Routers:
    """All applications and routers of the project, by key, and the edges between them."""

    def __init__(self, inference: Inference, index: CallIndex) -> None:
        self.inference = inference
        self.index = index
        self.tracing = Tracing(inference, index)
        self.paths = Paths(inference, self.tracing)
        self.runs = Runs(index, self.tracing.elements, self._factories())
        self.all: dict[str, Router] = {}
        self._by_origin: dict[tuple[str, int], list[str]] = {}
        self._by_class: dict[Scope, list[str]] = {}
        self._find()
        self.inclusions: list[Inclusion] = []
        self.unresolved: list[tuple[Site, str]] = []
        self._connect()

    def _factories(self) -> frozenset[Scope]:
        """Functions that make applications."""
        return frozenset(
            function
            for site, kind in self.index.made
            if kind == "application"
            for function in enclosing_functions(site.scope)
            if function.is_function
        )

    def _find(self) -> None:
        made = [(site, kind) for site, kind in self.index.made if not is_test_path(site.scope.module.path)]
        for site, kind in made or self.index.made:
            for run in self.runs.of_call(site):
                key = self.runs.identity(site.scope, site.number, run)
                if key in self.all:
                    continue
                self.all[key] = Router(key, kind, site, run)
                self._by_origin.setdefault((site.scope.id, site.number), []).append(key)
                for value in self.inference.callee(site.scope, site.number):
                    if isinstance(value, ClassValue):
                        self._by_class.setdefault(value.scope, []).append(key)

    @property
    def applications(self) -> list[Router]:
        """The applications, by path and place."""
        return [router for router in self.all.values() if router.kind == "application"]

    @property
    def only_application(self) -> tuple[str, ...]:
        """The key of the application if there is exactly one."""
        found = self.applications
        return (found[0].key,) if len(found) == 1 else ()

    def owners(self, place: Place) -> tuple[str, ...]:
        """The keys of the applications and routers that an expression stands for."""
        found: dict[str, None] = {}
        for root in self.tracing.roots(place):
            for value in self.inference.infer(root.expression, root.use):
                found.update(dict.fromkeys(self._keys(value, root)))
        return tuple(found)

    def _keys(self, value: Value, root: Place) -> tuple[str, ...]:
        """The routers that one value stands for; the only application for one of which only the type is known."""
        if not isinstance(value, LibraryObject | ObjectValue):
            return ()
        kind = self.kind(value)
        if not kind:
            return ()
        if value.origin is None:
            if isinstance(value, ObjectValue):
                return self._of_class(value.scope)
            return self.only_application if kind == "application" else ()
        if isinstance(root.expression, ex.CallResult) and value.origin == (root.use.scope.id, root.expression.call):
            key = self.runs.identity(root.use.scope, root.expression.call, root.run)
            if key in self.all:
                return (key,)
        return tuple(self._by_origin.get(value.origin, ()))

    def kind(self, value: Value) -> str:
        """`application` or `router` if the value is one, else ``."""
        if isinstance(value, LibraryObject):
            return fastapi.kind_of(self.inference.library_name(value.name))
        return self.index.kind_of_class(value.scope) if isinstance(value, ObjectValue) else ""

    def _of_class(self, scope: Scope) -> tuple[str, ...]:
        classes = [scope, *self.inference.classes.subclasses(scope)]
        return tuple(key for one in classes for key in self._by_class.get(one, ()))

    def argument(self, router: Router, keyword: str) -> Place | None:
        """What a router was made with: an argument of its construction, or of `super().__init__` in its class."""
        given = router.site.call.argument(None, keyword)
        if given is not None:
            return Place(given, router.place.use, router.run)
        for value in self.inference.callee(router.site.scope, router.site.number):
            if isinstance(value, ClassValue):
                return self._inherited(value.scope, router, keyword)
        return None

    def _inherited(self, scope: Scope, router: Router, keyword: str) -> Place | None:
        for owner in self.inference.classes.mro(scope):
            for method in owner.children:
                if method.definition.name != "__init__":
                    continue
                for index, call in enumerate(method.definition.body.calls):
                    given = call.argument(None, keyword) if getattr(call.func, "attr", "") == "__init__" else None
                    if given is not None:
                        run = Run(method, Site(router.site.scope, router.site.number, 1), router.run)
                        return Place(given, self.inference.use_of_call(method, index), run)
        return None

    def prefix(self, router: Router) -> Text:
        """The prefix that a router was made with."""
        place = self.argument(router, "prefix")
        return self.paths.text(place) if place is not None else Text("")

    def _connect(self) -> None:
        for site in self.index.named("include_router"):
            self._include(site, site.call.argument(0, "router"), site.call.argument(None, "prefix"), False)
        for site in self.index.named("mount"):
            self._include(site, site.call.argument(1, "app"), site.call.argument(0, "path"), True)
        for router in list(self.all.values()):
            self._connect_listed(router)

    def _include(self, site: Site, child: Expression | None, prefix: Expression | None, is_mount: bool) -> None:
        func = site.call.func
        if child is None or not isinstance(func, ex.Attribute):
            return
        use = self.inference.use_of_call(site.scope, site.number)
        seen: set[tuple[str, str, str]] = set()
        for run in self.runs.of_call(site):
            text = self.paths.text(Place(prefix, use, run)) if prefix is not None else Text("")
            children = self.owners(Place(child, use, run))
            parents = self.owners(Place(func.value, use, run))
            if children and not parents and not self._is_known(func.value, use):
                parents = self.only_application
            if (parents and not children and not is_mount) or (children and not parents):
                self.unresolved.append((site, "router" if parents else "owner"))
            for parent in parents:
                for one in children:
                    if parent != one and (parent, one, text.text) not in seen:
                        seen.add((parent, one, text.text))
                        order = (*run.order, place_in_order(site.scope, site.call))
                        self.inclusions.append(Inclusion(parent, one, text, is_mount, site, run, order))

    def _is_known(self, expression: Expression, use: Use) -> bool:
        return bool(self.inference.infer(expression, use))

    def _connect_listed(self, router: Router) -> None:
        """`FastAPI(routes=[Mount("/x", app=other)])`."""
        listed = self.argument(router, "routes")
        for element in (self.tracing.elements(listed) or []) if listed is not None else []:
            if not isinstance(element.expression, ex.CallResult):
                continue
            site = Site(element.use.scope, element.expression.call)
            names = self.names_of(site)
            child = site.call.argument(1, "app")
            path = site.call.argument(0, "path")
            if names & starlette.MOUNTS and child is not None and path is not None:
                text = self.paths.text(Place(path, element.use, element.run))
                order = (*router.run.order, place_in_order(site.scope, site.call))
                for one in self.owners(Place(child, element.use, element.run)):
                    self.inclusions.append(Inclusion(router.key, one, text, True, site, router.run, order))

    def names_of(self, site: Site) -> frozenset[str]:
        """The library names that a call may call."""
        callees = self.inference.callee(site.scope, site.number)
        return frozenset(self.inference.library_name(v.name) for v in callees if isinstance(v, LibraryValue))


def place_in_order(scope: Scope, call: Call) -> tuple[str, int, int, int]:
    """Sorts calls by where they stand."""
    return (scope.module.path, call.span.line, call.span.column, 0)
