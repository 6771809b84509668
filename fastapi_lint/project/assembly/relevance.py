"""Relevance: which calls and definitions have a part in putting an application together, so that running them pays.

A call is relevant if it makes a router or an application, registers, includes or mounts something, or calls a function
of which any of this is true. All else is put off until somebody asks for its result, and mostly nobody does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from fastapi_lint.frameworks import fastapi, starlette
from fastapi_lint.model import expression as ex
from fastapi_lint.project.resolve.inference import Inference
from fastapi_lint.project.resolve.mentions import COMPUTED
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.project.resolve.values import LibraryValue
from fastapi_lint.project.web.call_index import CallIndex, Site
from fastapi_lint.project.web.runs import place_of_definition

AFTER_CONSTRUCTION = ("__init__", "__post_init__", "__attrs_post_init__", "model_post_init")
"""Methods that making an object runs."""

MUTATING = frozenset({"append", "extend", "insert", "update", "add", "setdefault", "remove", "clear"})
"""Methods that change a list, dict or set of which routers may be made."""

_TELLING = frozenset(fastapi.ADDING) | fastapi.INCLUDING | {"mount", "api_route", "websocket_route"}
_DECORATING = fastapi.HTTP_METHODS | fastapi.REGISTERING
_TOO_COMMON = fastapi.HTTP_METHODS | MUTATING | {"run", "start", "init", "setup", "close", "connect", "create", "main"}

_MOST_BY_NAME = 12
"""A method that is called by its name in more places than that, on what is not known, has too common a name."""


class Relevance:
    """Answers which calls to run at once, and which functions were found relevant."""

    def __init__(self, inference: Inference, index: CallIndex, scopes: dict[str, list[Scope]]) -> None:
        self._inference = inference
        self._index = index
        self._calls: dict[Scope, set[int]] = {}
        self.scopes: dict[Scope, None] = {}
        self._telling: set[Scope] = set()
        self._handlers: set[Scope] = set()
        self._waiting: list[Scope] = []
        self._leading: set[str] | None = None
        telling = set(inference.mentions.of_any((*_TELLING, COMPUTED)))
        decorating = set(inference.mentions.of_any(_DECORATING))
        for scope in (scope for path in sorted(scopes) for scope in scopes[path]):
            is_decorated = scope in decorating and any(e.tag == "call" for e in scope.definition.decorators)
            for number in _telling(scope) if is_decorated or scope in telling else ():
                if scope.in_header(scope.body.calls[number].block):
                    self._handlers.add(scope)
                if not self._is_foreign(scope, number):
                    self._telling.add(scope)
                    self._mark(Site(scope, number))
        for site, _ in index.made:
            self._mark(site)
        for site in index.library(frozenset(starlette.ROUTE_CLASSES) | starlette.MOUNTS):
            self._mark(site)
        self._spread()
        self._reach_subclasses()

    def is_relevant(self, scope: Scope) -> bool:
        """True if running the definition's body may change an application."""
        return scope in self.scopes

    def registers_itself(self, scope: Scope) -> bool:
        """True for definitions that hold a call which registers, includes or mounts."""
        return scope in self._telling

    def makes_relevant(self, scope: Scope) -> bool:
        """True for functions that make such functions: running them is cheap, and what they make may be run."""
        return any(child in self.scopes for child in scope.children if child.is_function)

    def leads_to_routes(self, name: str) -> bool:
        """True for modules that may change an application, and for packages with such modules in them."""
        if self._leading is None:
            names = {scope.module.name for scope in self.scopes if scope.is_module}
            parts = [each.split(".") for each in names]
            self._leading = {".".join(each[:length]) for each in parts for length in range(1, len(each) + 1)}
        return name in self._leading

    def runs_at_once(self, scope: Scope, number: int) -> bool:
        """True if the `number`-th call of a definition may change an application."""
        return number in self._calls.get(scope, ())

    def _is_foreign(self, scope: Scope, number: int) -> bool:
        """True for methods of other libraries that are only called alike: `requests.Session().mount`."""
        callees = self._inference.callee(scope, number)
        return bool(callees) and all(isinstance(v, LibraryValue) and fastapi.is_foreign(v.name) for v in callees)

    def _mark(self, site: Site) -> None:
        """The call is relevant, and so is the code in which it runs."""
        self._calls.setdefault(site.scope, set()).add(site.number)
        if site.scope.in_header(site.call.block):
            outer = site.scope.parent
            while outer is not None and outer.is_class:
                self._reach(outer)
                outer = outer.parent
            self._reach(place_of_definition(site.scope)[0])
        else:
            for scope in _around(site.scope):
                self._reach(scope)

    def _reach(self, scope: Scope) -> None:
        """Handlers are left out: what they call runs for a request, when the application has long been put together."""
        if scope not in self.scopes and not (scope.is_function and scope in self._handlers):
            self.scopes[scope] = None
            self._waiting.append(scope)

    def _reach_subclasses(self) -> None:
        """A class that keeps its subclasses, and makes routers of them, needs the modules that define them to run."""
        for cls in self._inference.classes.all:
            names = {child.definition.name for child in cls.children if child.is_function}
            if "__init_subclass__" in names and any(child in self.scopes for child in cls.children):
                for subclass in self._inference.classes.subclasses(cls):
                    self._reach(subclass.module_scope)
        self._waiting.clear()

    def _spread(self) -> None:
        """From each relevant function to its callers, and from constructors to the calls that make objects."""
        while self._waiting:
            scope = self._waiting.pop()
            for site in self._callers(scope):
                self._mark(site)

    def _callers(self, scope: Scope) -> Iterable[Site]:
        if scope.is_module:
            return ()
        found = list(self._index.callers(scope))
        if scope.is_method and scope.parent is not None:
            name = scope.definition.name
            if name in AFTER_CONSTRUCTION:
                for cls in (scope.parent, *self._inference.classes.subclasses(scope.parent)):
                    found += self._index.callers(cls)
            elif scope in self._telling and name not in _TOO_COMMON and not name.startswith("__"):
                sites = self._index.unresolved(name)
                found += sites if len(sites) <= _MOST_BY_NAME else []
        return found


def _around(scope: Scope) -> Iterator[Scope]:
    """The scope and, where it is a class body, the code that runs it."""
    yield scope
    while scope.is_class and scope.parent is not None:
        scope = place_of_definition(scope)[0] if scope.parent.is_class else scope.parent
        yield scope


def _telling(scope: Scope) -> Iterator[int]:
    """The calls that can only be about routes."""
    decorators = {e.call for e in scope.definition.decorators if isinstance(e, ex.CallResult)}
    for number, call in enumerate(scope.body.calls):
        func = call.func
        if isinstance(func, ex.Attribute):
            if func.attr in _TELLING or (func.attr in _DECORATING and number in decorators):
                yield number
        elif isinstance(func, ex.CallResult):
            inner = scope.body.calls[func.call].func
            if isinstance(inner, ex.Attribute) and inner.attr in _DECORATING and call.args:
                yield number
            elif isinstance(inner, ex.CallResult):
                named = scope.body.calls[inner.call].func
                if isinstance(named, ex.Name) and named.id == "getattr":  # getattr(router, "get")("/x")(f)
                    yield number
