"""Call sites: for each function of the project the calls that reach it, and the calls of library names of interest.

A call is looked at when somebody asks for what bears its name. What may call anything (a variable, an attribute that
is assigned, the result of another call) is looked at with the first question.
"""

from __future__ import annotations

from collections.abc import Iterator, Set
from functools import cached_property
from typing import NamedTuple

from fastapi_lint.frameworks import fastapi, python, starlette
from fastapi_lint.model import expression as ex
from fastapi_lint.model.facts import Call
from fastapi_lint.project.resolve.inference import Inference
from fastapi_lint.project.resolve.mentions import COMPUTED
from fastapi_lint.project.resolve.renamed import Renamed
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.project.resolve.values import ClassValue, FunctionValue, LibraryValue, Value
from fastapi_lint.project.web.test_code import is_test_path

_OF_INTEREST = (
    frozenset(starlette.ROUTE_CLASSES)
    | starlette.MOUNTS
    | starlette.MIDDLEWARE
    | starlette.STREAMING
    | starlette.BACKGROUND_TASK
    | python.RUNNERS
)
_INIT = "__init__"


class Site(NamedTuple):
    """A call: the definition in which it stands, and its number there.

    `skipped` counts the parameters that the call does not fill itself (1 for `self` of bound methods).
    """

    scope: Scope
    number: int
    skipped: int = 0

    @property
    def call(self) -> Call:
        """The call itself."""
        return self.scope.body.calls[self.number]


class CallIndex:
    """The calls of the project by what they call."""

    def __init__(self, inference: Inference, scopes: dict[str, list[Scope]]) -> None:
        self._inference = inference
        self._scopes = scopes
        self._mentions = inference.mentions
        self._opened: dict[str, set[str]] = {}
        self._callers: dict[Scope, list[Site]] = {}
        self._library: dict[str, list[Site]] = {}
        self._unresolved: dict[str, list[Site]] = {}
        self._made: list[tuple[Site, str]] = []
        self._kinds: dict[Scope, str] = {}
        self._sorted: dict[Scope, list[Site]] = {}

    @cached_property
    def made(self) -> list[tuple[Site, str]]:
        """The calls that make applications and routers, with their kind, by path and place."""
        self._open_telling()
        return sorted(self._made, key=lambda one: _order(one[0]))

    @cached_property
    def applied(self) -> list[Site]:
        """The calls of what another call gives, such as `app.get("/")(handler)`, by path and place."""
        found = [Site(*one) for one in self._calls(COMPUTED)]
        return [site for site in found if site.call.func.tag == "call"]

    def named(self, attribute: str) -> list[Site]:
        """Calls of any method of this name, by path and place."""
        return [Site(*one) for one in self._calls(f".{attribute}")]

    def unresolved(self, attribute: str) -> list[Site]:
        """Calls of methods of this name of which it is not known what they call, by path and place."""
        self._open(f".{attribute}")
        return sorted(self._unresolved.get(attribute, ()), key=_order)

    def library(self, names: frozenset[str]) -> list[Site]:
        """Calls of library names of interest, or of project classes derived from them, by name, path and place."""
        self._open_telling()
        found = [site for name in sorted(names) for site in sorted(self._library.get(name, ()), key=_order)]
        return list(dict.fromkeys(found))

    def callers(self, scope: Scope) -> list[Site]:
        """The calls of a function or class; those in tests only if there are no others."""
        known = self._sorted.get(scope)
        if known is None:
            self._open_renamed()
            if scope in self._hooked:
                self._open_attributes()
            for name in self._names(scope):
                self._open(name)
                self._open(f".{name}")
            found = sorted(self._callers.get(scope, ()), key=_order)
            known = self._sorted[scope] = [s for s in found if not is_test_path(s.scope.module.path)] or found
        return known

    def kind_of_class(self, scope: Scope) -> str:
        """`application` or `router` for subclasses of the frameworks' classes, else ``."""
        if scope not in self._kinds:
            names = (self._inference.library_name(base) for base in self._inference.classes.library_bases(scope))
            self._kinds[scope] = next((kind for kind in map(fastapi.kind_of, names) if kind), "")
        return self._kinds[scope]

    def _names(self, scope: Scope) -> Iterator[str]:
        """The names under which a call reaches a definition, unless it has been given another."""
        yield scope.definition.name
        if scope.definition.name == _INIT and scope.parent is not None and scope.parent.is_class:
            for cls in (scope.parent, *self._inference.classes.subclasses(scope.parent)):
                yield cls.definition.name

    def _open_renamed(self) -> None:
        """Look at the calls of what may be anything."""
        if COMPUTED not in self._opened:
            self._open(COMPUTED)
            for written, modules in self._renamed.calls():
                self._open(written, modules)

    def _open_attributes(self) -> None:
        """Look at all calls of attributes: any may be of a module whose `__getattr__` gives what is asked for."""
        for written in self._mentions.written:
            if written.startswith("."):
                self._open(written)

    @cached_property
    def _renamed(self) -> Renamed:
        return Renamed(self._inference, self._scopes)

    @cached_property
    def _hooked(self) -> frozenset[Scope]:
        """The functions and classes that `__getattr__` of modules gives, with the constructors of the classes."""
        found: set[Scope] = set()
        for value in self._renamed.by_hooks:
            if isinstance(value, FunctionValue | ClassValue):
                found.add(value.scope)
            if isinstance(value, ClassValue):
                member = self._inference.classes.member(value.scope, _INIT)
                constructor = member.function() if member else None
                found.update([constructor] if constructor else ())
        return frozenset(found)

    def _open_telling(self) -> None:
        """Look at the calls of what makes applications and routers, or is of interest."""
        self._open_renamed()
        if any(map(self._is_told_by, self._renamed.by_hooks)):
            self._open_attributes()
        written = self._mentions.written
        last = {name.removeprefix(".") for name in written}
        known = [*fastapi.spellings(), *_OF_INTEREST]
        for given, names in self._inference.catalog.told_of(last).items():
            known += names if not given or self._kind_named(self._inference.library_name(given)) else ()
        telling = {name.rpartition(".")[2] for name in known if self._tells(name)}
        telling.update(scope.definition.name for scope in self._inference.classes.all if self._is_telling(scope))
        telling.update(name for name in last if name.endswith(fastapi.KIND_ENDINGS))
        for name in written:
            if name.removeprefix(".") in telling:
                self._open(name)

    def _is_told_by(self, value: Value) -> bool:
        if isinstance(value, ClassValue):
            return self._is_telling(value.scope)
        return isinstance(value, LibraryValue) and self._tells(value.name)

    def _tells(self, written: str) -> bool:
        name = self._inference.library_name(written)
        return name in _OF_INTEREST or bool(self._kind_of_library(name))

    def _is_telling(self, scope: Scope) -> bool:
        return any(self._tells(base) for base in self._inference.classes.library_bases(scope))

    def _open(self, written: str, modules: Set[str] | None = None) -> None:
        """Look at the calls that are written so: `.name` for `x.name()`, or else `name` for `name()`."""
        calling = self._mentions.calling(written)
        opened = self._opened.setdefault(written, set())
        fresh = (calling if modules is None else calling & modules) - opened
        if fresh:
            opened |= fresh
            for scope, number in self._calls(written, fresh):
                self._resolve(scope, number)

    def _calls(self, written: str, modules: Set[str] | None = None) -> Iterator[tuple[Scope, int]]:
        calling = self._mentions.calling(written) if modules is None else modules
        for scope, number in self._mentions.calls(written, calling):
            if is_alive(scope, scope.body.calls[number].block):
                yield scope, number

    def _resolve(self, scope: Scope, number: int) -> None:
        callees = self._inference.callee(scope, number)
        func = scope.body.calls[number].func
        if not callees and isinstance(func, ex.Attribute):
            self._unresolved.setdefault(func.attr, []).append(Site(scope, number))
        for value in callees:
            if isinstance(value, FunctionValue):
                site = Site(scope, number, 1 if value.receiver is not None else 0)
                self._callers.setdefault(value.scope, []).append(site)
            elif isinstance(value, ClassValue):
                self._add_construction(value.scope, Site(scope, number, 1))
            elif isinstance(value, LibraryValue):
                self._add_library(value.name, Site(scope, number))

    def _add_construction(self, scope: Scope, site: Site) -> None:
        self._callers.setdefault(scope, []).append(site)
        member = self._inference.classes.member(scope, _INIT)
        constructor = member.function() if member else None
        if constructor is not None:
            self._callers.setdefault(constructor, []).append(site)
        for base in self._inference.classes.library_bases(scope):
            name = self._inference.library_name(base)
            if name in _OF_INTEREST:
                self._library.setdefault(name, []).append(site)
        kind = self.kind_of_class(scope)
        if kind:
            self._made.append((Site(site.scope, site.number), kind))

    def _add_library(self, written: str, site: Site) -> None:
        name = self._inference.library_name(written)
        if name in _OF_INTEREST:
            self._library.setdefault(name, []).append(site)
        kind = self._kind_of_library(name)
        if kind:
            self._made.append((site, kind))

    def _kind_of_library(self, name: str) -> str:
        kind = self._kind_named(name)
        if not kind:
            given = self._inference.catalog.returns(name)
            kind = self._kind_named(self._inference.library_name(given)) if given else ""
        return kind

    @staticmethod
    def _kind_named(name: str) -> str:
        return fastapi.kind_of(name) if name.endswith(fastapi.KIND_ENDINGS) else ""


def is_alive(scope: Scope, block: int) -> bool:
    """False in dead code (code under `if __name__ == "__main__":` counts as alive)."""
    blocks = scope.body.blocks
    return all(blocks[index].reachable for index in scope.block_chain(block))


def _order(site: Site) -> tuple[str, int, int]:
    return site.scope.module.path, site.scope.index, site.number
