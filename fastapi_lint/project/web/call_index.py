"""Call sites: for each function of the project the calls that reach it, and the calls of library names of interest."""

from __future__ import annotations

from typing import NamedTuple

from fastapi_lint.frameworks import fastapi, python, starlette
from fastapi_lint.model.facts import Call
from fastapi_lint.project.resolve.inference import Inference
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.project.resolve.values import ClassValue, FunctionValue, LibraryValue
from fastapi_lint.project.web.test_code import is_test_path

_OF_INTEREST = (
    frozenset(starlette.ROUTE_CLASSES)
    | starlette.MOUNTS
    | starlette.MIDDLEWARE
    | starlette.STREAMING
    | starlette.BACKGROUND_TASK
    | python.RUNNERS
)


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
        return self.scope.definition.body.calls[self.number]


class CallIndex:
    """All calls of the project by what they call, from one pass over it.

    `made` are the calls that make applications and routers, with their kind; `applied` the calls of what another call
    gives, such as `app.get("/")(handler)`.
    """

    def __init__(self, inference: Inference, scopes: dict[str, list[Scope]]) -> None:
        self._inference = inference
        self._callers: dict[Scope, list[Site]] = {}
        self._library: dict[str, list[Site]] = {}
        self._named: dict[str, list[Site]] = {}
        self._unresolved: dict[str, list[Site]] = {}
        self._kinds: dict[Scope, str] = {}
        self.made: list[tuple[Site, str]] = []
        self.applied: list[Site] = []
        for path in sorted(scopes):
            for scope in scopes[path]:
                for index in range(len(scope.definition.body.calls)):
                    self._add(scope, index)

    def _add(self, scope: Scope, index: int) -> None:
        call = scope.definition.body.calls[index]
        if not is_alive(scope, call.block):
            return
        name = getattr(call.func, "attr", None)
        if name is not None:
            self._named.setdefault(name, []).append(Site(scope, index))
        if call.func.tag == "call":
            self.applied.append(Site(scope, index))
        callees = self._inference.callee(scope, index)
        if name is not None and not callees:
            self._unresolved.setdefault(name, []).append(Site(scope, index))
        for value in callees:
            if isinstance(value, FunctionValue):
                site = Site(scope, index, 1 if value.receiver is not None else 0)
                self._callers.setdefault(value.scope, []).append(site)
            elif isinstance(value, ClassValue):
                self._add_construction(value.scope, Site(scope, index, 1))
            elif isinstance(value, LibraryValue):
                self._add_library(value.name, Site(scope, index))

    def _add_construction(self, scope: Scope, site: Site) -> None:
        self._callers.setdefault(scope, []).append(site)
        member = self._inference.classes.member(scope, "__init__")
        constructor = member.function() if member else None
        if constructor is not None:
            self._callers.setdefault(constructor, []).append(site)
        for base in self._inference.classes.library_bases(scope):
            name = self._inference.library_name(base)
            if name in _OF_INTEREST:
                self._library.setdefault(name, []).append(site)
        kind = self.kind_of_class(scope)
        if kind:
            self.made.append((Site(site.scope, site.number), kind))

    def _add_library(self, written: str, site: Site) -> None:
        name = self._inference.library_name(written)
        if name in _OF_INTEREST:
            self._library.setdefault(name, []).append(site)
        kind = fastapi.kind_of(name)
        if not kind:
            given = self._inference.catalog.returns(name)
            kind = fastapi.kind_of(fastapi.canonical(given)) if given else ""
        if kind:
            self.made.append((site, kind))

    def kind_of_class(self, scope: Scope) -> str:
        """`application` or `router` for subclasses of the frameworks' classes, else ``."""
        if scope not in self._kinds:
            names = (self._inference.library_name(base) for base in self._inference.classes.library_bases(scope))
            self._kinds[scope] = next((kind for kind in map(fastapi.kind_of, names) if kind), "")
        return self._kinds[scope]

    def named(self, attribute: str) -> list[Site]:
        """Calls of any method of this name, by path and place."""
        return self._named.get(attribute, [])

    def unresolved(self, attribute: str) -> list[Site]:
        """Calls of methods of this name of which it is not known what they call, by path and place."""
        return self._unresolved.get(attribute, [])

    def library(self, names: frozenset[str]) -> list[Site]:
        """Calls of library names of interest, or of project classes derived from them, by name, path and place."""
        found = [site for name in sorted(names) for site in self._library.get(name, ())]
        return list(dict.fromkeys(found))

    def callers(self, scope: Scope) -> list[Site]:
        """The calls of a function or class; those in tests only if there are no others."""
        found = self._callers.get(scope, [])
        served = [site for site in found if not is_test_path(site.scope.module.path)]
        return served or found


def is_alive(scope: Scope, block: int) -> bool:
    """False in dead code (code under `if __name__ == "__main__":` counts as alive)."""
    blocks = scope.definition.body.blocks
    return all(blocks[index].reachable for index in scope.block_chain(block))
