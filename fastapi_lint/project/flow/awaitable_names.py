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
from fastapi_lint.model.facts import TARGETS, Binding, Call, DefinitionTarget, ImportTarget
from fastapi_lint.project.flow.awaitables import OTHER, Awaitables, returned_calls
from fastapi_lint.project.flow.called import CalledNames, decorators_of
from fastapi_lint.project.resolve.inference import Inference
from fastapi_lint.project.resolve.scopes import Scope

_PLAIN = (ex.Constant, ex.Collection, ex.Mapping, ex.FormattedString, ex.Comprehension)
"""What can never be called."""


class AwaitableNames:
    """Answers from the names of definitions, of attributes and variables, and of the catalogue."""

    def __init__(self, inference: Inference, awaitables: Awaitables, called: CalledNames) -> None:
        self._inference = inference
        self._awaitables = awaitables
        self._called = called

    def may_give(self, scope: Scope, call: Call) -> bool:
        """False if the call surely gives nothing to await, or is awaited on the spot."""
        return not call.awaited and self._may(scope, call, self._names)

    def _may(self, scope: Scope, call: Call, names: set[str]) -> bool:
        func = call.func
        if isinstance(func, ex.Attribute):
            return func.attr in names or func.attr in self._changing
        if isinstance(func, ex.Name):
            return func.id in names or func.id in self._changing or self._is_variable(func.id, scope, names)
        return True

    def _is_variable(self, name: str, scope: Scope, names: set[str]) -> bool:
        """True if a name does not simply mean a definition, an import or a builtin of that name."""
        around: Scope | None = scope
        while around is not None:
            if name in around.parameters:
                return True
            if around.has_lambdas and any(p.name == name for b in around.definition.body.blocks for p in b.parameters):
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
        found = set(map(_last, (*vocabulary.SPAWNERS, *vocabulary.GATHERERS)))
        found |= self._inference.catalog.coroutine_names
        found.update(scope.definition.name for scope in self._called.definitions() if scope.definition.is_async)
        classes = self._inference.classes
        for owner in classes.classes_with("__aenter__"):
            found.update(one.definition.name for one in (owner, *classes.subclasses(owner)))
        self._add_plain(found)
        return found

    def _add_plain(self, names: set[str]) -> None:
        """Add the plain functions that give what one of these names gives, and those that give what they give …"""
        around = _names_around_coroutines(self._called.definitions())
        wrapping = self._called.meaning(around) | self._changing
        for scope in self._called.definitions():
            if scope.is_function and not scope.definition.is_async and _is_decorated_by(scope, wrapping):
                self._add_if_awaitable(scope, names)
        waiting = [
            (s, calls)
            for s in self._called.definitions()
            if _is_plain_function(s) and (calls := list(returned_calls(s)))
        ]
        while waiting:
            count = len(names)
            later = []
            for scope, calls in waiting:
                if any(self._may(scope, call, names) for call in calls):
                    self._add_if_awaitable(scope, names)
                else:
                    later.append((scope, calls))
            if len(names) == count:
                return
            waiting = later

    def _add_if_awaitable(self, scope: Scope, names: set[str]) -> None:
        if scope.definition.name not in names and self._awaitables.of_function(scope) != OTHER:
            names.add(scope.definition.name)

    @cached_property
    def _changing(self) -> frozenset[str]:
        """Names of attributes and variables that are given something which may be callable."""
        found: set[str] = set()
        for scope in self._called.definitions():
            body = scope.definition.body
            found.update(body.globals, body.nonlocals)
            found.update(b.attr for b in body.attribute_bindings if not isinstance(b.value, _PLAIN))
            if not scope.is_function:
                found.update(b.target for b in body.bindings if _is_changing(b))
        for scope, index in self._called.calls(["setattr"]):
            args = scope.definition.body.calls[index].args
            if len(args) > 1 and isinstance(args[1], ex.Constant):
                found.add(str(args[1].value))
        makers = {owner.definition.name for owner in self._inference.classes.classes_with("__get__")}
        reading = self._called.meaning([*python.PROPERTIES, *makers])
        found.update(scope.definition.name for scope in self._called.definitions() if _is_decorated_by(scope, reading))
        return frozenset(found)


def _is_plain_function(scope: Scope) -> bool:
    return scope.is_function and not scope.definition.is_async and not scope.definition.is_generator


def _is_changing(binding: Binding) -> bool:
    if isinstance(binding.value, ImportTarget):
        return binding.value.name is not None and binding.value.name != binding.target
    return not isinstance(binding.value, (*TARGETS, *_PLAIN))


def _names_around_coroutines(scopes: Iterable[Scope]) -> Iterator[str]:
    """The names of functions and classes that have a coroutine function within: decorators may be among them."""
    for scope in scopes:
        around = scope.parent if scope.definition.is_async else None
        while around is not None and not around.is_module:
            yield around.definition.name
            around = around.parent


def _is_decorated_by(scope: Scope, names: frozenset[str]) -> bool:
    """True if the last part of a decorator's name is one of these."""
    return scope.is_function and any(name in names for name in decorators_of(scope))


def _last(name: str) -> str:
    return name.rpartition(".")[2]
