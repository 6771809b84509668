"""Mentions: which definitions speak of a name, so that nobody needs to look into all of them.

A name counts by its last part: `c` of `a.b.c(…)`. All is told by the indexes that facts have of their bodies: only
bodies that speak of what is asked for are opened.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set
from functools import cached_property

from fastapi_lint.model import expression as ex
from fastapi_lint.model.expression import Expression
from fastapi_lint.model.facts import ImportTarget
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
        return self._told.speaking.get(name, ())

    def of_any(self, names: Iterable[str]) -> list[Scope]:
        """The definitions that speak of one of the names, by path and place."""
        found = dict.fromkeys(scope for name in names for scope in self.of(name))
        return sorted(found, key=lambda scope: (scope.module.path, scope.index))

    def calling(self, written: str) -> Set[str]:
        """The paths of the modules with calls that are written so (`Call.name`)."""
        return self._told.calling.get(written, _NONE)

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
        return sorted(self._told.calling)

    @property
    def variables(self) -> dict[str, set[str]]:
        """The names of parameters, and of variables that may stand for what is called otherwise, with their modules."""
        return self._told.variables

    @property
    def imported(self) -> dict[str, list[tuple[Module, ImportTarget]]]:
        """What modules import under its own name, by that; `*` for all that another module has."""
        return self._told.imported

    @property
    def attributes(self) -> dict[str, list[Scope]]:
        """The definitions that give a value to an attribute, by its name."""
        return self._told.attributes

    @property
    def changed(self) -> dict[str, list[Scope]]:
        """The definitions that put something into a collection, by its name."""
        return self._told.changed

    @property
    def renames(self) -> dict[str, set[str]]:
        """For each name the others to which it is given: by imports, assignments and defaults."""
        return self._told.renames

    def of_calls(self, name: str) -> list[Scope]:
        """The definitions that may call something of this name, by path and place."""
        modules = self.calling(name) | self.calling(f".{name}")
        return [scope for scope in self.of(name) if scope.module.path in modules] if modules else []

    @cached_property
    def _told(self) -> _Told:
        told = _Told()
        for path in sorted(self._scopes):
            told.take(self._scopes[path])
        return told


class _Told:
    """What the indexes of all modules tell, by names. Each index is read once and not kept."""

    def __init__(self) -> None:
        self.speaking: dict[str, list[Scope]] = {}
        self.attributes: dict[str, list[Scope]] = {}
        self.changed: dict[str, list[Scope]] = {}
        self.calling: dict[str, set[str]] = {}
        self.variables: dict[str, set[str]] = {}
        self.imported: dict[str, list[tuple[Module, ImportTarget]]] = {}
        self.renames: dict[str, set[str]] = {}

    def take(self, group: list[Scope]) -> None:
        """Take up what the index of one module tells of its definitions."""
        module = group[0].module
        names = module.facts.names()
        for by_name, found in (
            (names.mentions, self.speaking),
            (names.attributes, self.attributes),
            (names.changed, self.changed),
        ):
            for name, numbers in by_name.items():
                found.setdefault(name, []).extend([group[number] for number in numbers])
        for written in names.called:
            self.calling.setdefault(written, set()).add(module.path)
        for name in names.variables:
            self.variables.setdefault(name, set()).add(module.path)
        for one in names.imports:
            if one.target.name == one.name:
                self.imported.setdefault(one.name, []).append((module, one.target))
        for target, name in names.renames:
            self.renames.setdefault(name, set()).add(target)
        for parameter in (parameter for scope in group for parameter in scope.definition.parameters):
            self.variables.setdefault(parameter.name, set()).add(module.path)
            if isinstance(parameter.default, ex.Name | ex.Attribute):
                self.renames.setdefault(last_name(parameter.default), set()).add(parameter.name)


def last_name(expression: Expression) -> str:
    """`c` for `a.b.c`; `COMPUTED` for what is no name."""
    if type(expression) is ex.Name:
        return expression.id
    return expression.attr if type(expression) is ex.Attribute else COMPUTED
