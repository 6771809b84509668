"""Mentions: which definitions speak of a name, so that nobody needs to look into all of them.

A name counts by its last part: `c` of `a.b.c(…)`. All is told by the indexes that facts have of their bodies: only
bodies that speak of what is asked for are opened.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set
from functools import cached_property

from fastapi_lint.model import expression as ex
from fastapi_lint.model.expression import Expression
from fastapi_lint.model.facts import ImportTarget, Names
from fastapi_lint.project.resolve.modules import Module
from fastapi_lint.project.resolve.scopes import Scope

_NONE: Set[str] = frozenset()

COMPUTED = ""
"""The name of what has none: `make()()`, `table[key]()`."""


class Mentions:
    """Definitions by the names that they call or hand to calls, assign to as attributes, or put into as collections."""

    def __init__(self, scopes: dict[str, list[Scope]]) -> None:
        self._scopes = scopes
        self._called: dict[Scope, dict[str, list[int]]] = {}

    def of(self, name: str) -> Sequence[Scope]:
        """The definitions that speak of a name, by path and place."""
        return self._speaking.get(name, ())

    def of_any(self, names: Iterable[str]) -> list[Scope]:
        """The definitions that speak of one of the names, by path and place."""
        found = dict.fromkeys(scope for name in names for scope in self.of(name))
        return sorted(found, key=lambda scope: (scope.module.path, scope.index))

    def calling(self, written: str) -> Set[str]:
        """The paths of the modules with calls that are written so (`Call.name`)."""
        return self._calling.get(written, _NONE)

    def calls(self, written: str, modules: Set[str]) -> Iterator[tuple[Scope, int]]:
        """The calls of these modules that are written so, by path and place."""
        for scope in self.of(written.removeprefix(".")) if modules else ():
            if scope.module.path in modules:
                for number in self.called(scope).get(written, ()):
                    yield scope, number

    def called(self, scope: Scope) -> dict[str, list[int]]:
        """The calls of a definition by how they are written."""
        known = self._called.get(scope)
        if known is None:
            known = self._called[scope] = {}
            for number, call in enumerate(scope.definition.body.calls):
                known.setdefault(call.name, []).append(number)
        return known

    @cached_property
    def written(self) -> list[str]:
        """How calls are written anywhere in the project, sorted."""
        return sorted(self._calling)

    @cached_property
    def variables(self) -> dict[str, set[str]]:
        """The names of parameters, and of variables that may stand for what is called otherwise, with their modules."""
        found: dict[str, set[str]] = {}
        for group, names in self._names:
            path = group[0].module.path
            for name in names.variables:
                found.setdefault(name, set()).add(path)
            for scope in group:
                for parameter in scope.definition.parameters:
                    found.setdefault(parameter.name, set()).add(path)
        return found

    @cached_property
    def imported(self) -> dict[str, list[tuple[Module, ImportTarget]]]:
        """What modules import under its own name, by that; `*` for all that another module has."""
        found: dict[str, list[tuple[Module, ImportTarget]]] = {}
        for group, names in self._names:
            for one in names.imports:
                if one.target.name == one.name:
                    found.setdefault(one.name, []).append((group[0].module, one.target))
        return found

    @cached_property
    def attributes(self) -> dict[str, list[Scope]]:
        """The definitions that give a value to an attribute, by its name."""
        return self._by_name((group, names.attributes) for group, names in self._names)

    @cached_property
    def changed(self) -> dict[str, list[Scope]]:
        """The definitions that put something into a collection, by its name."""
        return self._by_name((group, names.changed) for group, names in self._names)

    @cached_property
    def renames(self) -> dict[str, set[str]]:
        """For each name the others to which it is given: by imports, assignments and defaults."""
        found: dict[str, set[str]] = {}
        for _, names in self._names:
            for target, name in names.renames:
                found.setdefault(name, set()).add(target)
        for group in self._scopes.values():
            for parameter in (parameter for scope in group for parameter in scope.definition.parameters):
                if isinstance(parameter.default, ex.Name | ex.Attribute):
                    found.setdefault(last_name(parameter.default), set()).add(parameter.name)
        return found

    def of_calls(self, name: str) -> list[Scope]:
        """The definitions that may call something of this name, by path and place."""
        modules = self._calling.get(name, set()) | self._calling.get(f".{name}", set())
        return [scope for scope in self.of(name) if scope.module.path in modules] if modules else []

    @cached_property
    def _names(self) -> list[tuple[list[Scope], Names]]:
        return [(self._scopes[path], self._scopes[path][0].module.facts.names()) for path in sorted(self._scopes)]

    @cached_property
    def _speaking(self) -> dict[str, list[Scope]]:
        return self._by_name((group, names.mentions) for group, names in self._names)

    @staticmethod
    def _by_name(told: Iterable[tuple[list[Scope], dict[str, tuple[int, ...]]]]) -> dict[str, list[Scope]]:
        found: dict[str, list[Scope]] = {}
        for group, by_name in told:
            for name, numbers in by_name.items():
                found.setdefault(name, []).extend([group[number] for number in numbers])
        return found

    @cached_property
    def _calling(self) -> dict[str, set[str]]:
        """The paths of the modules with calls that are written so."""
        found: dict[str, set[str]] = {}
        for group, names in self._names:
            for written in names.called:
                found.setdefault(written, set()).add(group[0].module.path)
        return found


def last_name(expression: Expression) -> str:
    """`c` for `a.b.c`; `COMPUTED` for what is no name."""
    if type(expression) is ex.Name:
        return expression.id
    return expression.attr if type(expression) is ex.Attribute else COMPUTED
