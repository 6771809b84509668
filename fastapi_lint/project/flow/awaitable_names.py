"""Awaitable names: by which names something can be called that gives a coroutine, a task, or a context of these.

Most calls of plain functions give nothing to await, and their names say so: no coroutine function, nor what returns
one, is called like that anywhere in the project. Only the others need to be resolved.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property

from fastapi_lint.frameworks import asyncio as vocabulary
from fastapi_lint.frameworks import python
from fastapi_lint.model import expression as ex
from fastapi_lint.model.facts import Binding, Call, DefinitionTarget, ImportTarget
from fastapi_lint.project.flow.awaitables import OTHER, Awaitables, returned_calls
from fastapi_lint.project.flow.called import CalledNames
from fastapi_lint.project.resolve.inference import Inference
from fastapi_lint.project.resolve.mentions import COMPUTED
from fastapi_lint.project.resolve.scopes import Scope


class AwaitableNames:
    """Answers from the names of definitions, of attributes and variables, and of the catalogue."""

    def __init__(self, inference: Inference, awaitables: Awaitables, called: CalledNames) -> None:
        self._inference = inference
        self._awaitables = awaitables
        self._called = called

    def may_make(self, scope: Scope) -> bool:
        """False if a definition surely calls nothing that gives something to await."""
        return scope in self._makers

    def may_give(self, scope: Scope, call: Call) -> bool:
        """False if the call surely gives nothing to await, or is awaited on the spot."""
        return not call.awaited and self._may(scope, call, self._names)

    def _may(self, scope: Scope, call: Call, names: set[str]) -> bool:
        func = call.func
        if type(func) is ex.Attribute:
            return func.attr in names or func.attr in self._changing
        if type(func) is ex.Name:
            return func.id in names or func.id in self._changing or self._is_variable(func.id, scope, names)
        return True

    def _is_variable(self, name: str, scope: Scope, names: set[str]) -> bool:
        """True if a name does not simply mean a definition, an import or a builtin of that name."""
        if name not in self._variables:
            return False
        around: Scope | None = scope
        while around is not None:
            if name in around.parameters:
                return True
            if around.has_lambdas and any(p.name == name for b in around.body.blocks for p in b.parameters):
                return True
            bindings = around.bindings.get(name)
            if bindings is not None:
                return any(self._is_other(binding, names) for binding in bindings)
            around = around.parent
        return False

    def _is_other(self, binding: Binding, names: set[str]) -> bool:
        if isinstance(binding.value, ImportTarget):
            return binding.value.name in names or binding.value.name in self._changing
        return not isinstance(binding.value, DefinitionTarget)

    @cached_property
    def _names(self) -> set[str]:
        found = {name.rpartition(".")[2] for name in (*vocabulary.SPAWNERS, *vocabulary.GATHERERS)}
        found |= self._inference.catalog.coroutine_names
        found.update(scope.definition.name for scope in self._called.definitions() if scope.definition.is_async)
        classes = self._inference.classes
        for owner in classes.classes_with("__aenter__"):
            found.update(one.definition.name for one in (owner, *classes.subclasses(owner)))
        self._add_plain(found)
        return found

    def _add_plain(self, names: set[str]) -> None:
        """Add the plain functions that give what one of these names gives, and those that give what they give …"""
        around = frozenset(_names_around_coroutines(self._called.definitions()))
        for scope in self._called.decorated_by(around | self._changing):
            if not scope.definition.is_async:
                self._add_if_awaitable(scope, names)
        waiting: dict[Scope, list[Call]] = {}
        seen: set[Scope] = set()
        new = {*names, *self._changing, *self._variables, COMPUTED}
        while new:
            for scope in self._speaking_of(new) - seen:
                seen.add(scope)
                calls = list(returned_calls(scope)) if _is_plain_function(scope) else []
                if calls:
                    waiting[scope] = calls
            before = set(names)
            for scope in sorted(waiting, key=lambda one: (one.module.path, one.index)):
                if any(self._may(scope, call, names) for call in waiting[scope]):
                    del waiting[scope]
                    self._add_if_awaitable(scope, names)
            new = names - before

    def _add_if_awaitable(self, scope: Scope, names: set[str]) -> None:
        if scope.definition.name not in names and self._awaitables.of_function(scope) != OTHER:
            names.add(scope.definition.name)

    @cached_property
    def _makers(self) -> set[Scope]:
        return self._speaking_of({*self._names, *self._changing, *self._variables, COMPUTED})

    def _speaking_of(self, names: Iterable[str]) -> set[Scope]:
        of_calls = self._inference.mentions.of_calls
        return {scope for name in names for scope in of_calls(name)}

    @cached_property
    def _changing(self) -> frozenset[str]:
        """Names of attributes, and of variables of modules and classes, that are given what may be callable."""
        makers = {owner.definition.name for owner in self._inference.classes.classes_with("__get__")}
        read = self._called.decorated_by(frozenset([*python.PROPERTIES, *makers]))
        mentions = self._inference.mentions
        lambdas = mentions.renames.get(COMPUTED, ())
        return frozenset(mentions.attributes).union(lambdas, (scope.definition.name for scope in read))

    @cached_property
    def _variables(self) -> frozenset[str]:
        """Names that are called and may be those of parameters, local variables, or of imports under another name."""
        mentions = self._inference.mentions
        return frozenset(mentions.variables.keys() & mentions.written)


def _is_plain_function(scope: Scope) -> bool:
    return scope.is_function and not scope.definition.is_async and not scope.definition.is_generator


def _names_around_coroutines(scopes: Iterable[Scope]) -> Iterator[str]:
    """The names of functions and classes that have a coroutine function within: decorators may be among them."""
    for scope in scopes:
        around = scope.parent if scope.definition.is_async else None
        while around is not None and not around.is_module:
            yield around.definition.name
            around = around.parent
