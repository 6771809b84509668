"""Edges of the call graph: which units a value runs when it is called, iterated or handed on, and on which thread."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi_lint.catalog.entries import RunsOn
from fastapi_lint.frameworks import pydantic, python
from fastapi_lint.model import expression as ex
from fastapi_lint.model.expression import Expression
from fastapi_lint.model.facts import Call
from fastapi_lint.project.flow.callbacks import SAME, Callbacks, threads_for
from fastapi_lint.project.flow.conditions import fills_once, is_memoised
from fastapi_lint.project.flow.steps import Edge
from fastapi_lint.project.flow.units import Unit
from fastapi_lint.project.resolve.inference import Inference, is_overload
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.project.resolve.values import (
    ClassValue,
    CollectionValue,
    FunctionValue,
    LambdaValue,
    LibraryValue,
    ObjectValue,
    OffloadedValue,
    Value,
    Values,
)
from fastapi_lint.project.web.models import Mentioned, Models

_CONSTRUCTORS = ("__new__", "__init__", "__post_init__")
_MODEL_METHODS = pydantic.VALIDATING | pydantic.DUMPING
_ITERATING = ("__iter__", "__next__")
_HOLDING = frozenset({ex.CallResult, ex.Starred, ex.Comprehension, ex.Collection})
"""Expressions that may be or hold what a call gives."""
_CALLABLES = frozenset({ex.Lambda, ex.Name, ex.Attribute, ex.CallResult})
"""Expressions that may stand for a callable."""


class Edges:
    """Finds edges, the decorators of the project looked through."""

    def __init__(self, inference: Inference, callbacks: Callbacks) -> None:
        self._inference = inference
        self._callbacks = callbacks
        self._models = Models(inference)
        self._memoised: dict[Scope, bool] = {}
        self._functions: dict[tuple[Scope, bool, bool], tuple[Edge, ...]] = {}
        self._constructors: dict[Scope, tuple[Edge, ...]] = {}
        self._holders: tuple[Scope | None, dict[int, list[int]]] = (None, {})

    def of_value(self, value: Value, scope: Scope, index: int) -> Iterator[Edge]:
        """What the `index`-th call of a definition runs if it calls this value."""
        if type(value) is FunctionValue:
            consumed = not value.scope.definition.is_generator or self._is_consumed(scope, index)
            call = scope.body.calls[index]
            yield from self.of_function(value.scope, consumed, is_bare=not call.args and not call.keywords)
        elif type(value) is ClassValue:
            known = self._constructors.get(value.scope)
            if known is None:
                known = self._constructors[value.scope] = tuple(self._of_constructor(value.scope))
            yield from known
        elif isinstance(value, ObjectValue):
            yield from self.of_method(value, "__call__")
        elif isinstance(value, LambdaValue):
            yield Edge(Unit(value.scope, value.block), SAME)
        elif isinstance(value, OffloadedValue):
            for edge in self.of_value(value.callee, scope, index):
                yield edge._replace(thread=value.thread)

    def of_method(self, value: ObjectValue, name: str) -> Iterator[Edge]:
        """What calling a method of an object runs."""
        for function in self._inference.classes.implementations(value.scope, name):
            yield from self.of_function(function, True)

    def of_iteration(self, value: Value) -> Iterator[Edge]:
        """What drawing all elements of a value runs."""
        if isinstance(value, ObjectValue):
            for name in _ITERATING:
                yield from self.of_method(value, name)
        elif isinstance(value, CollectionValue) and value.generator is not None:
            yield from self.of_function(value.generator, True)

    def _of_constructor(self, scope: Scope) -> Iterator[Edge]:
        maker = self._maker(scope)
        if maker is not None:
            yield from self.of_function(maker, True)
            if self._is_memoised(maker):
                return  # the object is made once
        for name in _CONSTRUCTORS:
            member = self._inference.classes.member(scope, name)
            function = member.function() if member else None
            if function is not None:
                yield from self.of_function(function, True)

        if self._models.is_model(scope):
            yield from self._of_hooks(self._models.own(scope), validating=True)

    def _maker(self, scope: Scope) -> Scope | None:
        """What runs instead of the constructor: `__call__` of a metaclass."""
        metaclass = self._inference.classes.metaclass(scope)
        member = None if metaclass is None else self._inference.classes.member(metaclass, "__call__")
        return None if member is None else member.function()

    @staticmethod
    def is_of_model(call: Call) -> bool:
        """True for `….model_validate(…)` and the like, of whichever object."""
        return type(call.func) is ex.Attribute and call.func.attr in _MODEL_METHODS

    def of_model(self, scope: Scope, index: int, call: Call) -> Iterator[Edge]:
        """The hooks of a model that `model_validate` or `model_dump` runs, and those of the models in it."""
        func = call.func
        if not isinstance(func, ex.Attribute):
            return
        for owner in self._inference.infer(func.value, self._inference.use_of_call(scope, index)):
            if isinstance(owner, ClassValue | ObjectValue) and self._models.is_model(owner.scope):
                yield from self._of_hooks(self._models.of(owner.scope), func.attr in pydantic.VALIDATING)

    def _of_hooks(self, mentioned: Mentioned, validating: bool) -> Iterator[Edge]:
        for function in mentioned.validators if validating else mentioned.serializers:
            yield Edge(Unit(function), SAME)
        for model in mentioned.classes:
            for method, validates in self._models.hooks(model):
                if validates == validating:
                    yield Edge(Unit(method), SAME)

    def of_function(self, target: Scope, consumed: bool, *, is_bare: bool = False) -> tuple[Edge, ...]:
        """What a call of a function runs. `is_bare`: it is called without arguments."""
        key = (target, consumed, is_bare)
        known = self._functions.get(key)
        if known is None:
            known = self._functions[key] = tuple(self._of_function(target, consumed, is_bare=is_bare))
        return known

    def _of_function(self, target: Scope, consumed: bool, *, is_bare: bool) -> Iterator[Edge]:
        """A call of a function, its decorators looked through. A generator runs only where it is iterated.

        `is_bare`: it is called without arguments, so that a cached one runs once.
        """
        definition = target.definition
        if is_overload(self._inference, target):
            return
        names = self._inference.decorator_names(target)
        is_cached = any(name in python.CACHES for name in names)
        if is_cached and (is_bare or len(definition.parameters) == target.is_method):
            return  # it runs once
        if fills_once(target):
            return
        is_cached = is_cached or python.CACHED_PROPERTY in names or self._is_memoised(target)
        if definition.is_generator and not consumed and not any(n in python.CONTEXT_MANAGERS for n in names):
            return
        threads = {SAME}
        for wrapping in self._callbacks.wrappings(target):
            yield Edge(Unit(wrapping.wrapper), SAME)
            if wrapping.threads:
                threads = set(wrapping.threads)
            elif wrapping.wrapper.definition.is_async and not definition.is_async:
                return
        for name in names:
            runs = self._inference.catalog.runs(name) if name else None
            if runs is not None and runs.wraps and not runs.receiver:
                threads = {str(runs.thread)}
        for thread in sorted(threads):
            yield Edge(Unit(target), thread, is_certain=not is_cached)

    def _is_memoised(self, scope: Scope) -> bool:
        if scope not in self._memoised:
            self._memoised[scope] = is_memoised(scope)
        return self._memoised[scope]

    def of_arguments(self, callees: Values, scope: Scope, index: int, call: Call) -> Iterator[Edge]:
        """Callables among the arguments, where the callee is known to run them."""
        if not (call.args or call.keywords) or not self._callbacks.may_run(callees):
            return
        for argument in (*call.args, *(value for _, value in call.keywords)):
            if type(argument) not in _CALLABLES:
                continue
            threads = frozenset(self._callbacks.of_argument(scope, index, argument))
            for target in self._callables(argument, scope, index) if threads else ():
                for thread in sorted(threads_for(target.is_async, threads)):
                    if thread != SAME or not target.scope.definition.is_generator:
                        yield Edge(target, thread)

    def _callables(self, argument: Expression, scope: Scope, index: int) -> Iterator[Unit]:
        if isinstance(argument, ex.Lambda):
            yield Unit(scope, argument.block)
            return
        for value in self._inference.infer(argument, self._inference.use_of_call(scope, index)):
            if isinstance(value, FunctionValue):
                yield Unit(value.scope)
            elif isinstance(value, LambdaValue):
                yield Unit(value.scope, value.block)
            elif isinstance(value, CollectionValue) and value.generator is not None:
                yield Unit(value.generator)

    def _is_consumed(self, scope: Scope, index: int) -> bool:
        """True if the result of a call is iterated on the spot, so that a generator's body runs."""
        calls = scope.body.calls
        return calls[index].iterated or any(
            name in python.CONSUMERS
            for outer in self._holders_of(scope, index)
            if ex.CallResult(index) in calls[outer].args
            for name in self._library_names(scope, outer)
        )

    def of_spawned(self, edges: dict[Edge, None], scope: Scope, index: int, call: Call) -> dict[Edge, None]:
        """The edges of a call that makes a coroutine: who awaits that, if anybody does, says where it runs.

        Given to a loop as a task it may outlive us; given to `asyncio.run` it runs on a loop of its own.
        """
        if call.awaited or not any(edge.target.is_async for edge in edges):
            return edges
        if call.discarded:
            return {edge: None for edge in edges if not edge.target.is_async}
        for outer in self._holders_of(scope, index):
            if scope.body.calls[outer].awaited:
                continue
            for name in self._library_names(scope, outer):
                runs = self._inference.catalog.runs(name)
                if runs is not None and runs.thread in (RunsOn.LOOP, RunsOn.OWN):
                    return {e._replace(thread=str(runs.thread)) if e.target.is_async else e: None for e in edges}
        return edges

    def _library_names(self, scope: Scope, index: int) -> Iterator[str]:
        return (v.name for v in self._inference.callee(scope, index) if isinstance(v, LibraryValue))

    def _holders_of(self, scope: Scope, index: int) -> list[int]:
        """The calls of a definition that are given what its `index`-th call gives, alone or among others."""
        if self._holders[0] is not scope:
            held: dict[int, list[int]] = {}
            for outer, call in enumerate(scope.body.calls):
                for argument in (*call.args, *(value for _, value in call.keywords)):
                    for inner in _results_in(argument) if type(argument) in _HOLDING else ():
                        held.setdefault(inner, []).append(outer)
            self._holders = (scope, held)
        return self._holders[1].get(index, [])


def _results_in(argument: Expression) -> Iterator[int]:
    """The calls whose results an argument is or holds: `f()`, `*[f() for x in y]`, `[f(), g()]`."""
    if type(argument) is ex.CallResult:
        yield argument.call
    elif isinstance(argument, ex.Starred):
        yield from _results_in(argument.value)
    elif isinstance(argument, ex.Comprehension):
        yield from _results_in(argument.element)
    elif isinstance(argument, ex.Collection):
        for element in argument.elements:
            yield from _results_in(element)
