"""Mentions: which definitions speak of a name, so that nobody needs to look into all of them.

A name counts by its last part: `c` of `a.b.c(…)`. All is told by the indexes that facts have of their bodies: only
bodies that speak of what is asked for are opened.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from functools import cached_property
from sys import intern
from typing import NamedTuple, TypeVar

from fastapi_lint.model import expression as ex
from fastapi_lint.model.expression import Expression
from fastapi_lint.model.facts import ImportTarget
from fastapi_lint.model.places import one_of
from fastapi_lint.project.resolve.modules import Module
from fastapi_lint.project.resolve.scopes import Scope

T = TypeVar("T")

COMPUTED = ""
"""The name of what has none: `make()()`, `table[key]()`."""


class Mentions:
    """Definitions by the names that they call or hand to calls, assign to as attributes, or put into as collections."""

    def __init__(self, scopes: dict[str, list[Scope]]) -> None:
        self._scopes = scopes
        self._called: dict[Scope, dict[str, tuple[int, ...]]] = {}

    def of(self, name: str) -> Sequence[Scope]:
        """The definitions that speak of a name, by path and place."""
        return self._told.speaking.get(name, ())

    def of_any(self, names: Iterable[str]) -> list[Scope]:
        """The definitions that speak of one of the names, by path and place."""
        found = dict.fromkeys(scope for name in names for scope in self.of(name))
        return sorted(found, key=lambda scope: (scope.module.path, scope.index))

    def calling(self, written: str) -> Set[str]:
        """The paths of the modules with calls that are written so (`Call.name`)."""
        return frozenset(self._told.calling.get(written, ()))

    def calls(self, written: str, modules: Set[str]) -> Iterator[tuple[Scope, int]]:
        """The calls of these modules that are written so, by path and place."""
        for scope in self.of(written.removeprefix(".")) if modules else ():
            if scope.module.path in modules:
                for number in self.called(scope).get(written, ()):
                    yield scope, number

    def called(self, scope: Scope) -> dict[str, tuple[int, ...]]:
        """The calls of a definition by how they are written."""
        known = self._called.get(scope)
        if known is None:
            found: dict[str, list[int]] = {}
            for number, call in enumerate(scope.body.calls):
                found.setdefault(intern(call.name), []).append(number)
            known = self._called[scope] = {name: tuple(numbers) for name, numbers in found.items()}
        return known

    @cached_property
    def written(self) -> list[str]:
        """How calls are written anywhere in the project, sorted."""
        return sorted(self._told.calling)

    @property
    def variables(self) -> Mapping[str, Sequence[str]]:
        """The names of parameters, and of variables that may stand for what is called otherwise, with their modules."""
        return self._told.variables

    @property
    def imported(self) -> Mapping[str, Sequence[tuple[Module, ImportTarget]]]:
        """What modules import under its own name, by that; `*` for all that another module has."""
        return self._told.imported

    @property
    def attributes(self) -> Mapping[str, Sequence[Scope]]:
        """The definitions that give a value to an attribute, by its name."""
        return self._told.attributes

    @property
    def changed(self) -> Mapping[str, Sequence[Scope]]:
        """The definitions that put something into a collection, by its name."""
        return self._told.changed

    @property
    def renames(self) -> Mapping[str, Sequence[str]]:
        """For each name the others to which it is given: by imports, assignments and defaults."""
        return self._told.renames

    def of_calls(self, name: str) -> list[Scope]:
        """The definitions that may call something of this name, by path and place."""
        modules = self.calling(name) | self.calling(f".{name}")
        return [scope for scope in self.of(name) if scope.module.path in modules] if modules else []

    @cached_property
    def _told(self) -> _Told:
        collected = _Collected()
        for path in sorted(self._scopes):
            collected.take(self._scopes[path])
        return collected.told()


class _Told(NamedTuple):
    """What the indexes of all modules tell, by names."""

    speaking: Mapping[str, Sequence[Scope]]
    attributes: Mapping[str, Sequence[Scope]]
    changed: Mapping[str, Sequence[Scope]]
    calling: Mapping[str, Sequence[str]]
    variables: Mapping[str, Sequence[str]]
    imported: Mapping[str, Sequence[tuple[Module, ImportTarget]]]
    renames: Mapping[str, Sequence[str]]


class _Collected:
    """The same while it grows. Each index is read once and not kept."""

    def __init__(self) -> None:
        self._speaking: dict[str, list[Scope]] = {}
        self._attributes: dict[str, list[Scope]] = {}
        self._changed: dict[str, list[Scope]] = {}
        self._calling: dict[str, list[str]] = {}
        self._variables: dict[str, list[str]] = {}
        self._imported: dict[str, list[tuple[Module, ImportTarget]]] = {}
        self._renames: dict[str, list[str]] = {}

    def take(self, group: list[Scope]) -> None:
        """Take up what the index of one module tells of its definitions."""
        module = group[0].module
        names = module.facts.names()
        for by_name, found in (
            (names.mentions, self._speaking),
            (names.attributes, self._attributes),
            (names.changed, self._changed),
        ):
            for name, numbers in by_name.items():
                found.setdefault(intern(name), []).extend([group[number] for number in numbers])
        for written in names.called:
            self._calling.setdefault(intern(written), []).append(module.path)
        for one in names.imports:
            if one.target.name == one.name:
                self._imported.setdefault(intern(one.name), []).append((module, one_of(one.target)))
        for target, name in names.renames:
            self._renames.setdefault(intern(name), []).append(intern(target))
        variables = set(names.variables)
        for parameter in (parameter for scope in group for parameter in scope.definition.parameters):
            variables.add(parameter.name)
            if isinstance(parameter.default, ex.Name | ex.Attribute):
                self._renames.setdefault(last_name(parameter.default), []).append(parameter.name)
        for name in variables:
            self._variables.setdefault(intern(name), []).append(module.path)

    def told(self) -> _Told:
        """All that was taken up."""
        return _Told(
            speaking=_tuples(self._speaking),
            attributes=_tuples(self._attributes),
            changed=_tuples(self._changed),
            calling=_different(self._calling),
            variables=_different(self._variables),
            imported=_tuples(self._imported),
            renames=_different(self._renames),
        )


def _tuples(found: dict[str, list[T]]) -> dict[str, tuple[T, ...]]:
    return {name: tuple(several) for name, several in found.items()}


def _different(found: dict[str, list[str]]) -> dict[str, tuple[str, ...]]:
    """Each once. Most names stand in one module or two, so that few groups differ: one of each is kept."""
    same: dict[tuple[str, ...], tuple[str, ...]] = {}
    groups = ((name, tuple(dict.fromkeys(several))) for name, several in found.items())
    return {name: same.setdefault(group, group) for name, group in groups}


def last_name(expression: Expression) -> str:
    """`c` for `a.b.c`; `COMPUTED` for what is no name."""
    if type(expression) is ex.Name:
        return expression.id
    return expression.attr if type(expression) is ex.Attribute else COMPUTED
