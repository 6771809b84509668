"""Callbacks: what a function does with a callable that it is given, and so what a decorator does with its function."""

from __future__ import annotations

from typing import NamedTuple

from fastapi_lint.catalog.entries import RunsEntry
from fastapi_lint.model import expression as ex
from fastapi_lint.model.expression import Expression
from fastapi_lint.model.facts import Call, ParameterKind
from fastapi_lint.project.resolve.inference import Inference
from fastapi_lint.project.resolve.parameters import header_use
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.project.resolve.values import (
    ClassValue,
    FunctionValue,
    LambdaValue,
    LibraryObject,
    LibraryValue,
    ObjectValue,
    Values,
)

SAME = "same"  # called here and now
AWAITED = (
    "awaited"  # the same for a coroutine; who awaits knows that it is one (`if iscoroutinefunction(f): await f()`)
)


_BY_POSITION = (ParameterKind.POSITIONAL_ONLY, ParameterKind.POSITIONAL)
_REFERENCES = frozenset({ex.Name, ex.Attribute, ex.CallResult})
_Question = tuple[Scope, str, bool]  # a function, its parameter, and whether it decorates

_NOWHERE: frozenset[str] = frozenset()
_DEEPEST = 50
"""Functions that hand a callable on to each other before those further down are looked at first, against recursion."""


class _TooDeepError(Exception):
    """A question that is to be answered before the one that led to it."""

    def __init__(self, question: _Question) -> None:
        super().__init__(question)
        self.question = question


class Wrapping(NamedTuple):
    """What a decorator makes of a function: the wrapper, and the threads on which that runs the function."""

    wrapper: Scope
    threads: frozenset[str]


class Callbacks:
    """Summaries of parameters that are callables; each is worked out once."""

    def __init__(self, inference: Inference) -> None:
        self._inference = inference
        self._threads: dict[_Question, frozenset[str]] = {}
        self._depth = 0
        self._mentioned: dict[Scope, frozenset[str]] = {}
        self._wrappings: dict[Scope, tuple[Wrapping, ...]] = {}
        self._running: dict[Scope, bool] = {}

    def threads(self, scope: Scope, parameter: str) -> frozenset[str]:
        """Where the function (or what is nested in it) runs the callable given as `parameter`.

        `same`, `awaited`, `pool`, `process`, `loop` or `elsewhere`; empty if it only keeps it or does something unknown
        with it.
        """
        return self._remembered(scope, parameter, decorates=True)

    def given(self, scope: Scope, parameter: str) -> frozenset[str]:
        """The same where the function is no decorator: what is nested in it counts only if that is run."""
        return self._remembered(scope, parameter, decorates=False)

    def _remembered(self, scope: Scope, parameter: str, *, decorates: bool) -> frozenset[str]:
        key = (scope, parameter, decorates)
        known = self._threads.get(key)
        if known is None:
            if self._depth == 0:
                return self._worked_out(key)
            if self._depth == _DEEPEST:
                raise _TooDeepError(key)
            known = self._from_source(key)
        return known

    def _worked_out(self, key: _Question) -> frozenset[str]:
        """The answer to a question, those that it leads to answered first where a chain of them is long."""
        waiting = [key]
        while waiting:
            try:
                self._from_source(waiting[-1])
            except _TooDeepError as deeper:
                self._threads.update(dict.fromkeys(waiting, _NOWHERE))  # a circle ends here as elsewhere
                waiting.append(deeper.question)
            else:
                waiting.pop()
        return self._threads[key]

    def _from_source(self, key: _Question) -> frozenset[str]:
        scope, parameter, decorates = key
        self._threads[key] = _NOWHERE
        if parameter in self._passed_on(scope):
            self._depth += 1
            try:
                found = self._find(scope, frozenset({ex.Name(parameter)}), decorates=decorates)
            except _TooDeepError:
                del self._threads[key]
                raise
            finally:
                self._depth -= 1
            self._threads[key] = frozenset(found) if found else _NOWHERE
        return self._threads[key]

    def _passed_on(self, scope: Scope) -> frozenset[str]:
        """The parameters of a function, or of those around it, that it calls, hands to a call or binds to another name.

        What is nested in it counts.
        """
        known = self._mentioned.get(scope)
        if known is None:
            body = scope.body
            found = {call.func.id for call in body.calls if type(call.func) is ex.Name}
            found.update(arg.id for call in body.calls for arg in call.args if type(arg) is ex.Name)
            found.update(arg.id for call in body.calls for _, arg in call.keywords if type(arg) is ex.Name)
            found.update(binding.value.id for binding in body.bindings if type(binding.value) is ex.Name)
            found.update(*map(self._passed_on, scope.children))
            known = frozenset(name for name in found if _is_parameter(name, scope)) or _NOWHERE
            self._mentioned[scope] = known
        return known

    def _find(self, scope: Scope, names: frozenset[Expression], *, decorates: bool) -> set[str]:
        """Where calls of any of these names or attributes (the parameter, and what was made of it) run.

        Of a decorator, the calls in its nested functions count: one of them takes the function's place. Elsewhere they
        count only if the nested function is called or handed on.
        """
        names |= self._derived(scope, names)
        found: set[str] = set()
        header = scope.header
        for index, call in enumerate(scope.body.calls):
            if call.block in header:
                continue
            if type(call.func) in _REFERENCES and call.func in names:
                lambda_block = scope.lambda_of(call.block)
                here = {AWAITED if call.awaited else SAME}
                found |= here if lambda_block is None else self._of_nested(scope, ex.Lambda(lambda_block))
            for argument in call.args:
                if type(argument) in _REFERENCES and self._carries(scope, argument, names):
                    found |= self.of_argument(scope, index, argument)
            for _, argument in call.keywords:
                if type(argument) in _REFERENCES and self._carries(scope, argument, names):
                    found |= self.of_argument(scope, index, argument)
        for child in scope.children:
            free = frozenset(name for name in names if _root(name) not in child.parameters)
            if child.is_function and free:
                inner = self._find(child, free, decorates=decorates)
                found |= self._moved(scope, child, inner, decorates=decorates)
        return found

    @staticmethod
    def _derived(scope: Scope, names: frozenset[Expression]) -> frozenset[Expression]:
        """Names bound to the callable or to what a call makes of it: `wrapped = handle_errors(function)`."""
        calls = scope.body.calls
        found: set[Expression] = set()
        for binding in scope.body.bindings:
            value = binding.value
            if value in names:
                found.add(ex.Name(binding.target))
            elif type(value) is ex.CallResult:
                call = calls[value.call]
                if call.args and call.func not in names and not names.isdisjoint(call.args):
                    found.add(ex.Name(binding.target))
        return frozenset(found)

    @staticmethod
    def _carries(scope: Scope, argument: Expression, names: frozenset[Expression]) -> bool:
        """True if the argument is the callable itself or `partial(callable, …)`."""
        if type(argument) is ex.CallResult:
            inner = scope.body.calls[argument.call]
            return bool(inner.args) and inner.args[0] in names and _last_name(inner.func) == "partial"
        return argument in names

    def _moved(self, scope: Scope, child: Scope, inner: set[str], *, decorates: bool) -> set[str]:
        """The threads of a nested function's calls, seen from outside: a nested function given to a pool runs there."""
        if SAME not in inner:
            return inner
        reference = ex.Name(child.definition.name)
        moved = self._of_nested(scope, reference)
        if moved - {SAME}:
            return (inner - {SAME}) | (moved - {SAME})
        is_run = bool(moved) or any(call.func == reference for call in scope.body.calls)
        return inner if decorates or is_run else inner - {SAME}

    def _of_nested(self, scope: Scope, reference: Expression) -> set[str]:
        found: set[str] = set()
        for index, call in enumerate(scope.body.calls):
            for argument in (*call.args, *(value for _, value in call.keywords)):
                if argument == reference:
                    found |= self.of_argument(scope, index, argument)
        return found

    def may_run(self, callees: Values) -> bool:
        """False if none of the callees runs a callable that it is given."""
        for callee in callees:
            described = callee.name if type(callee) is LibraryValue else self._inference.described(callee)
            if described:
                runs = self._inference.catalog.runs(described)
                if runs is not None and not runs.wraps:
                    return True
            elif type(callee) is FunctionValue and self._runs_any(callee.scope):
                return True
        return False

    def _runs_any(self, scope: Scope) -> bool:
        """True if a function runs what it is given as one of its parameters: few do."""
        known = self._running.get(scope)
        if known is None:
            passed = self._passed_on(scope)
            known = self._running[scope] = any(self.given(scope, name) for name in scope.parameters if name in passed)
        return known

    def of_argument(self, scope: Scope, index: int, argument: Expression) -> set[str]:
        """Where the `index`-th call of a definition runs a callable that it is given as this argument."""
        call = scope.body.calls[index]
        found: set[str] = set()
        for callee in self._inference.callee(scope, index):
            described = callee.name if type(callee) is LibraryValue else self._inference.described(callee)
            if described:
                runs = self._inference.catalog.runs(described)
                if runs is None or runs.wraps:
                    continue  # `partial(f)`, `sync_to_async(f)` run nothing yet
                if call.argument(runs.argument, runs.keyword) == argument:
                    found.add(self._executors_thread(runs, scope, index) or str(runs.thread))
            elif isinstance(callee, FunctionValue):
                parameter = parameter_for(callee.scope, call, argument, callee.receiver is not None)
                if parameter is not None:
                    found |= self._remembered(callee.scope, parameter, decorates=False)
            elif isinstance(callee, LambdaValue | ClassValue):
                continue
        return found

    def _executors_thread(self, runs: RunsEntry, scope: Scope, index: int) -> str:
        """The thread of the executor that a call is given (`loop.run_in_executor(processes, f)`), or ``."""
        if runs.executor is None:
            return ""
        given = scope.body.calls[index].argument(runs.executor, "executor")
        if given is None:
            return ""
        for value in self._inference.infer(given, self._inference.use_of_call(scope, index)):
            submits = isinstance(value, LibraryObject) and self._inference.catalog.runs(f"{value.name}.submit")
            if submits:
                return str(submits.thread)
        return ""

    def wrappings(self, scope: Scope) -> tuple[Wrapping, ...]:
        """The wrappers that decorators of the project put around a function, outermost first."""
        if scope not in self._wrappings:
            self._wrappings[scope] = ()
            found = [self.wrapping(e, scope) for e in scope.definition.decorators]
            self._wrappings[scope] = tuple(w for w in found if w is not None)
        return self._wrappings[scope]

    def wrapping(self, decorator: Expression, scope: Scope) -> Wrapping | None:
        """The wrapper that one decorator puts around a function; None if it is not known to put any."""
        for made in self._inference.infer(decorator, header_use(scope)):
            if isinstance(made, ClassValue):
                return self._wrapping_object(made, scope)
            value = self._method(made, "__call__") if isinstance(made, ObjectValue) else made
            if not isinstance(value, FunctionValue) or value.scope is scope:
                continue
            definition = value.scope.definition
            own = definition.parameters[1 if value.receiver is not None else 0 :]
            if not own or definition.is_async:
                continue
            wrappers = self._wrappers_made_by(value)
            if wrappers:
                fitting = [w for w in wrappers if w.definition.is_async is scope.definition.is_async]
                wrapper = (fitting or wrappers)[0]  # one wrapper for coroutines and one for other functions
                return Wrapping(wrapper, threads_for(scope.definition.is_async, self._threads_in(value, wrapper)))
        return None

    def _method(self, value: ObjectValue | ClassValue, name: str) -> FunctionValue | None:
        member = self._inference.classes.member(value.scope, name)
        function = member.function() if member else None
        return FunctionValue(function, value) if function is not None else None

    def _wrapping_object(self, decorator: ClassValue, scope: Scope) -> Wrapping | None:
        """A class that keeps the function: its `__call__` takes the function's place."""
        kept = self._method(decorator, "__init__")
        called = self._method(decorator, "__call__")
        if kept is None or called is None:
            return None
        own, given = (one.scope.definition.parameters for one in (called, kept))
        if len(given) < 2 or not own:
            return None
        attributes = frozenset(
            ex.Attribute(ex.Name(own[0].name), binding.attr)
            for binding in kept.scope.body.attribute_bindings
            if binding.owner == ex.Name(given[0].name) and binding.value == ex.Name(given[1].name)
        )
        threads = frozenset(self._find(called.scope, attributes, decorates=False)) if attributes else _NOWHERE
        return Wrapping(called.scope, threads_for(scope.definition.is_async, threads))

    def _wrappers_made_by(self, decorator: FunctionValue) -> list[Scope]:
        """The functions nested in a decorator that take the place of what it decorates.

        A decorator that works with and without arguments returns its inner decorator as well; that one only makes the
        wrapper.
        """
        results = self._inference.results.of_function(decorator.scope, decorator.receiver)
        nested = [r for r in results if isinstance(r, FunctionValue) and _is_within(r.scope, decorator.scope)]
        made = {v.scope for r in nested for v in self._results(r) if isinstance(v, FunctionValue)}
        makers = {r.scope for r in nested if any(isinstance(v, FunctionValue) for v in self._results(r))}
        return [r.scope for r in nested if r.scope in made or r.scope not in makers]

    def _results(self, function: FunctionValue) -> Values:
        return self._inference.results.of_function(function.scope, function.receiver)

    def _threads_in(self, decorator: FunctionValue, wrapper: Scope) -> frozenset[str]:
        """Where this very wrapper runs the function; the whole decorator's answer where it does not run it itself."""
        applied = wrapper.parent or decorator.scope
        parameters = applied.definition.parameters
        own = parameters[1 if decorator.receiver is not None and applied is decorator.scope else 0 :]
        if not own:
            return _NOWHERE
        name = own[0].name
        inner = self.threads(wrapper, name) if name not in wrapper.parameters else _NOWHERE
        return inner or self.threads(applied, name)

    def is_coroutine(self, scope: Scope) -> bool:
        """True if FastAPI would run the decorated function on the event loop: its outermost wrapper is `async`.

        FastAPI looks through `functools.wraps` too (fastapi/dependencies/models.py, _is_coroutine_callable), so a sync
        wrapper around an `async` function is awaited as well.
        """
        wrappings = self.wrappings(scope)
        return scope.definition.is_async or any(w.wrapper.definition.is_async for w in wrappings)

    def is_async_callable(self, scope: Scope) -> bool:
        """True if Starlette would await the decorated function: it does not look through `functools.wraps`.

        So a sync wrapper around an `async` function runs in the pool, and what it returns is never awaited
        (starlette/_utils.py, is_async_callable).
        """
        wrappings = self.wrappings(scope)
        outermost = wrappings[0].wrapper if wrappings else scope
        return outermost.definition.is_async


def _is_parameter(name: str, scope: Scope | None) -> bool:
    """True for a parameter of a definition, or of one around it."""
    while scope is not None and name not in scope.parameters:
        scope = scope.parent
    return scope is not None


def _is_within(scope: Scope, outer: Scope) -> bool:
    """True if a definition is nested in another, at any depth."""
    parent = scope.parent
    while parent is not None and parent is not outer:
        parent = parent.parent
    return parent is outer


def threads_for(is_async: bool, threads: frozenset[str]) -> frozenset[str]:
    """The threads on which a function runs, given those of a callable in its place.

    Where callables are awaited or handed to a thread, the awaited ones are the coroutines.
    """
    others = threads - {AWAITED}
    return others | {SAME} if AWAITED in threads and (is_async or not others) else others


def parameter_for(scope: Scope, call: Call, argument: Expression, is_bound: bool) -> str | None:
    """The name of the parameter that a call of the function fills with this argument."""
    for position, given in enumerate(call.args):
        if given == argument:
            is_first_bound = is_bound or (scope.is_method and scope.definition.name == "__init__")
            names = [p.name for p in scope.definition.parameters if p.kind in _BY_POSITION][int(is_first_bound) :]
            return names[position] if position < len(names) else None
    for keyword, given in call.keywords:
        if keyword is not None and given == argument:
            return keyword if keyword in scope.parameters else None
    return None


def _root(expression: Expression) -> str:
    """The name that an attribute chain begins with."""
    while isinstance(expression, ex.Attribute):
        expression = expression.value
    return expression.id if isinstance(expression, ex.Name) else ""


def _last_name(expression: Expression) -> str:
    if isinstance(expression, ex.Name):
        return expression.id
    return expression.attr if isinstance(expression, ex.Attribute) else ""
