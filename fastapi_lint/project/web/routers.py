"""Applications and routers: where they are made, and which includes or mounts which."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi_lint.frameworks import fastapi
from fastapi_lint.model import expression as ex
from fastapi_lint.model.facts import Call
from fastapi_lint.project.assembly.assembly import Assembly
from fastapi_lint.project.assembly.objects import RouterInstance, each_of
from fastapi_lint.project.assembly.objects import Value as Given
from fastapi_lint.project.assembly.routers import Included, Mounted, Registered, Router
from fastapi_lint.project.assembly.text import Text
from fastapi_lint.project.resolve.inference import Inference
from fastapi_lint.project.resolve.names import Use
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.project.resolve.values import ClassValue, LibraryObject, LibraryValue, ObjectValue, Value
from fastapi_lint.project.web.call_index import CallIndex, Site
from fastapi_lint.project.web.runs import Place
from fastapi_lint.project.web.tracing import Tracing

Order = tuple[tuple[str, int, int, int], ...]


@dataclass(frozen=True, slots=True)
class Inclusion:
    """`parent.include_router(child, prefix=…)` or `parent.mount(path, child)`, with the arguments as they were."""

    parent: str
    child: str
    written: Text
    prefix: Text
    is_mount: bool
    site: Site
    arguments: dict[str, Given]
    order: Order


class Routers:
    """All applications and routers of the project, by key, and the edges between them."""

    def __init__(self, inference: Inference, index: CallIndex, scopes: dict[str, list[Scope]]) -> None:
        self.inference = inference
        self.index = index
        self.tracing = Tracing(inference, index)
        self.assembly = Assembly(inference, index, scopes)
        self.framework = self.assembly.machine.framework
        self.texts = self.assembly.machine.texts
        self.all: dict[str, Router] = {key: made.router for key, made in self.framework.routers.items()}
        self.inclusions: list[Inclusion] = []
        self.unresolved = list(dict.fromkeys(self.framework.unresolved))
        for router in self._documenting():
            router.events.clear()
        for router in self.all.values():
            for event in router.events:
                self._connect(router, event)

    def _documenting(self) -> list[Router]:
        """Routers whose routes stand in the schema alone, for requests that the application sends: nobody serves them.

        They are given as `callbacks` or `webhooks` (fastapi/openapi/utils.py, get_openapi), and included nowhere.
        """
        including: dict[int, list[Router]] = {}
        for router in self.all.values():
            for event in router.events:
                if not isinstance(event, Registered) and event.child is not None:
                    including.setdefault(id(event.child), []).append(router)
        found: dict[int, Router] = {}
        waiting = self._named_for_documents()
        while waiting:
            router = waiting.pop()
            if id(router) not in found and all(id(one) in found for one in including.get(id(router), ())):
                found[id(router)] = router
                waiting += [e.child for e in router.events if not isinstance(e, Registered) and e.child is not None]
        return list(found.values())

    def _named_for_documents(self) -> list[Router]:
        events = (event for router in self.all.values() for event in router.events)
        given = [*(router.arguments for router in self.all.values()), *map(_arguments, events)]
        named = [values[name] for values in given for name in fastapi.DOCUMENTING if name in values]
        values = (each for one in named for each in each_of(one))
        found = (v.router if isinstance(v, RouterInstance) else getattr(v, "routes_of", None) for v in values)
        return [router for router in found if router is not None]

    def _connect(self, router: Router, event: Registered | Included | Mounted) -> None:
        if isinstance(event, Registered) or event.child is None:
            return
        prefix = event.path if isinstance(event, Mounted) else event.prefix
        written = event.path if isinstance(event, Mounted) else event.written
        arguments = _arguments(event)
        self.inclusions.append(
            Inclusion(
                router.key,
                event.child.key,
                written,
                prefix,
                isinstance(event, Mounted),
                event.site,
                arguments,
                order(event),
            )
        )

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
                found.update(dict.fromkeys(self._keys(value)))
        return tuple(found)

    def _keys(self, value: Value) -> tuple[str, ...]:
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
        return tuple(made.router.key for made in self.framework.by_origin.get(value.origin, ()))

    def kind(self, value: Value) -> str:
        """`application` or `router` if the value is one, else ``."""
        if isinstance(value, LibraryObject):
            return fastapi.kind_of(self.inference.library_name(value.name))
        return self.index.kind_of_class(value.scope) if isinstance(value, ObjectValue) else ""

    def _of_class(self, scope: Scope) -> tuple[str, ...]:
        classes = [scope, *self.inference.classes.subclasses(scope)]
        return tuple(made.router.key for one in classes for made in self.framework.by_class.get(one, ()))

    def given(self, router: Router, keyword: str) -> Given | None:
        """What a router was made with, or None."""
        return router.arguments.get(keyword)

    def argument(self, router: Router, keyword: str) -> Place | None:
        """As `given`, as it is written: an argument of its construction, or of `super().__init__` in its class."""
        site = router.site
        given = site.call.argument(None, keyword)
        if given is not None:
            return Place(given, self.inference.use_of_call(site.scope, site.number), None)
        for value in self.inference.callee(site.scope, site.number):
            if isinstance(value, ClassValue):
                return self._inherited(value.scope, keyword)
        return None

    def _inherited(self, scope: Scope, keyword: str) -> Place | None:
        for owner in self.inference.classes.mro(scope):
            for method in owner.children:
                if method.definition.name != "__init__":
                    continue
                for index, call in enumerate(method.body.calls):
                    given = call.argument(None, keyword) if getattr(call.func, "attr", "") == "__init__" else None
                    if given is not None:
                        return Place(given, self.inference.use_of_call(method, index), None)
        return None

    def prefix(self, router: Router) -> Text:
        """The prefix that a router was made with."""
        return self.texts.of(router.arguments.get("prefix"))

    def place(self, router: Router) -> Place:
        """The call that makes a router, as an expression."""
        call = router.site.call
        use = Use(router.site.scope, call.block, (call.line, call.column))
        return Place(ex.CallResult(router.site.number), use, None)

    def names_of(self, site: Site) -> frozenset[str]:
        """The library names that a call may call."""
        callees = self.inference.callee(site.scope, site.number)
        return frozenset(self.inference.library_name(v.name) for v in callees if isinstance(v, LibraryValue))


def order(event: Registered | Included | Mounted) -> Order:
    """Sorts what happens to routers as it happens."""
    return (("", event.order, 0, 0),)


def place_in_order(scope: Scope, call: Call) -> tuple[str, int, int, int]:
    """Sorts calls by where they stand."""
    return (scope.module.path, call.line, call.column, 0)


def _arguments(event: Registered | Included | Mounted) -> dict[str, Given]:
    return {} if isinstance(event, Mounted) else event.arguments
