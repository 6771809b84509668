"""Awaitables: whether a call gives a coroutine, a task, or the result of one.

Inference speaks of what awaiting gives. Here the question is what the call itself gives: only what is sure counts, so
that of several callees all must agree, and decorators must be known to leave a coroutine function what it is.
"""

from __future__ import annotations

from collections.abc import Iterator

from fastapi_lint.frameworks import asyncio as vocabulary
from fastapi_lint.frameworks import fastapi, python
from fastapi_lint.model import expression as ex
from fastapi_lint.model.expression import Expression
from fastapi_lint.model.facts import BlockKind, Call, Outcome
from fastapi_lint.project.flow.callbacks import Callbacks
from fastapi_lint.project.flow.conditions import is_known_as_plain
from fastapi_lint.project.resolve.inference import Inference, is_overload
from fastapi_lint.project.resolve.parameters import header_use
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.project.resolve.values import (
    ClassValue,
    FunctionValue,
    LambdaValue,
    LibraryValue,
    ObjectValue,
    OffloadedValue,
    Value,
)

COROUTINE = "coroutine"
TASK = "task"
CONTEXT = "async-context"  # of `@asynccontextmanager`
ASYNC_OBJECT = "async-object"  # of a class with `__aenter__` and without `__enter__`
OTHER = ""

_DEEPEST = 6
_UNCONDITIONAL = frozenset({BlockKind.BODY, BlockKind.TRY, BlockKind.WITH})


class Awaitables:
    """Says what calls and functions give; each is worked out once."""

    def __init__(self, inference: Inference, callbacks: Callbacks) -> None:
        self._inference = inference
        self._callbacks = callbacks
        self._functions: dict[Scope, str] = {}
        self._calls: dict[Scope, list[str | None]] = {}  # by the number of the call
        self._depth = 0

    def of_call(self, scope: Scope, index: int) -> str:
        """What the `index`-th call of a definition gives before anybody awaits it."""
        known = self._calls.get(scope)
        if known is None:
            known = self._calls[scope] = [None] * len(scope.body.calls)
        given = known[index]
        if given is None or self._depth:
            given = known[index] = self._of_call(scope, index)
        return given

    def _of_call(self, scope: Scope, index: int) -> str:
        call = scope.body.calls[index]
        is_header = scope.in_header(call.block) and scope.lambda_of(call.block) is None
        if call.awaited or is_header or not scope.is_reachable(call.block):
            return OTHER
        values = self._inference.callee(scope, index)
        found = {self.of_callee(value) for value in values}
        if found == {TASK} and any(_takes_tasks(value) for value in values) and not self._starts(scope, index):
            return OTHER
        given = found.pop() if len(found) == 1 else OTHER
        if given and (
            is_known_as_plain(scope, index)
            or self._is_expected_to_raise(scope, call.block)
            or self._may_be_of_another(scope, index)
        ):
            return OTHER
        return given

    def _may_be_of_another(self, scope: Scope, index: int) -> bool:
        """True for a method of what an attribute keeps, if one of those who make its owner gives it what is not known.

        `AsyncConnection(pool.acquire())` beside `AsyncConnection(queue.get())`: the two may be of two libraries.
        """
        func = scope.body.calls[index].func
        if not (isinstance(func, ex.Attribute) and isinstance(func.value, ex.Attribute)):
            return False
        owners = self._inference.infer(func.value.value, self._inference.use_of_call(scope, index))
        kept, is_partly_unknown = func.value.attr, self._inference.constructed.is_partly_unknown
        return any(isinstance(owner, ObjectValue) and is_partly_unknown(owner.scope, kept) for owner in owners)

    def _is_expected_to_raise(self, scope: Scope, block: int) -> bool:
        """True within `with pytest.raises(TypeError):`, where calling gives nothing, or the test fails."""
        around = scope.block_chain(block)
        names = {
            self._inference.library_name(value.name)
            for context in scope.body.contexts
            if context.block in around and isinstance(context.manager, ex.CallResult)
            for value in self._inference.callee(scope, context.manager.call)
            if isinstance(value, LibraryValue)
        }
        return not names.isdisjoint(python.EXPECTING_ERRORS)

    def _starts(self, scope: Scope, index: int) -> bool:
        """True unless what becomes a task may be one already: `ensure_future(task)`, `gather(*tasks)`."""
        first = next(iter(scope.body.calls[index].args), None)
        return isinstance(first, ex.CallResult)

    def of_callee(self, value: Value) -> str:
        """What calling a value gives."""
        if type(value) is FunctionValue:
            return self._of_method(value) if value.scope.is_method else self.of_function(value.scope)
        if type(value) is LibraryValue:
            return self._of_library(value.name)
        if isinstance(value, LambdaValue):
            return self._of_lambda(value)
        if isinstance(value, ClassValue):
            return ASYNC_OBJECT if self._is_entered_async(value.scope) else OTHER
        if isinstance(value, OffloadedValue):
            return COROUTINE if value.thread == "pool" else OTHER
        if isinstance(value, ObjectValue):
            methods = self._inference.classes.implementations(value.scope, "__call__")
            found = {self.of_function(method) for method in methods}
            return found.pop() if len(found) == 1 else OTHER
        return OTHER

    def _is_entered_async(self, scope: Scope) -> bool:
        classes = self._inference.classes
        if classes.library_bases(scope) or classes.member(scope, "__enter__") is not None:
            return False
        return classes.member(scope, "__aenter__") is not None

    def _of_library(self, name: str) -> str:
        canonical = self._inference.library_name(name)
        if canonical in vocabulary.SPAWNERS or canonical in vocabulary.GATHERERS:
            return TASK
        return COROUTINE if self._inference.catalog.is_coroutine(canonical) else OTHER

    def _of_lambda(self, value: LambdaValue) -> str:
        body = value.scope.body.blocks[value.block].expression
        return self._of_expression(body, value.scope) if body is not None else OTHER

    def _of_method(self, value: FunctionValue) -> str:
        """What a method gives; nothing is sure where a class below the receiver's overrides it otherwise."""
        found = self.of_function(value.scope)
        receiver = value.receiver
        if found == OTHER or not isinstance(receiver, ObjectValue) or receiver.exact:
            return found
        name = value.scope.definition.name
        declared = self._inference.classes.member(receiver.scope, name)
        own = declared.function() if declared else None
        if own is not None and self.of_function(own) != found:
            return OTHER  # an interface declares it otherwise than those that are found to implement it
        for subclass in self._inference.classes.subclasses(receiver.scope):
            member = self._inference.classes.own_member(subclass, name)
            function = member.function() if member else None
            if member is not None and (function is None or self.of_function(function) != found):
                return OTHER
        return found

    def of_function(self, scope: Scope) -> str:
        """What calling a function gives, its decorators considered."""
        if scope not in self._functions:
            self._functions[scope] = OTHER
            if self._depth < _DEEPEST:
                self._depth += 1
                try:
                    self._functions[scope] = self._of_function(scope)
                finally:
                    self._depth -= 1
        return self._functions[scope]

    def _of_function(self, scope: Scope) -> str:
        definition = scope.definition
        if is_overload(self._inference, scope):
            return OTHER
        if definition.is_generator:
            found = "async-generator" if definition.is_async else OTHER
        else:
            found = COROUTINE if definition.is_async else self._of_plain(scope)
        names = self._inference.decorator_names(scope)
        for name, decorator in reversed(list(zip(names, definition.decorators, strict=True))):
            found = self._decorated(found, name, decorator, scope)
        return found if found in (COROUTINE, TASK, CONTEXT) else OTHER

    def _decorated(self, found: str, name: str, decorator: Expression, scope: Scope) -> str:
        """What a function gives that gave `found`, once a decorator is around it."""
        if found == "async-generator":
            return CONTEXT if name == "contextlib.asynccontextmanager" else OTHER
        if name:
            return found if self._keeps(name) else OTHER
        wrapping = self._callbacks.wrapping(decorator, scope)
        if wrapping is None:
            return found if self._gives_back(decorator, scope) else OTHER
        inner = wrapping.wrapper.definition
        if inner.is_async:
            return OTHER if inner.is_generator else COROUTINE
        return found if self._hands_on(wrapping.wrapper) else OTHER

    def _keeps(self, name: str) -> bool:
        """True for a library's decorator that leaves a coroutine function a coroutine function."""
        owner, _, method = self._inference.library_name(name).rpartition(".")
        registers = method in fastapi.HTTP_METHODS or method in fastapi.REGISTERING or method in fastapi.HOOKS
        return name in python.PRESERVING or (registers and bool(fastapi.kind_of(owner)))

    def _gives_back(self, decorator: Expression, scope: Scope) -> bool:
        """True if a decorator of the project returns the function that it is given: registries do."""
        values = self._inference.infer(decorator, header_use(scope))
        functions = [v.scope for v in values if isinstance(v, FunctionValue)]
        return bool(functions) and len(functions) == len(values) and all(map(_returns_its_argument, functions))

    def _hands_on(self, wrapper: Scope) -> bool:
        """True if a wrapper returns what the wrapped function gives, and nothing else."""
        body = wrapper.body
        returned = [o.value for o in _returns(wrapper)]
        calls = [body.calls[v.call] for v in returned if isinstance(v, ex.CallResult)]
        if not returned or len(calls) != len(returned):
            return False
        outer = wrapper.parent
        taken = set(outer.parameters) if outer is not None else set()
        return all(isinstance(call.func, ex.Name) and call.func.id in taken for call in calls)

    def _of_plain(self, scope: Scope) -> str:
        """What a plain function gives that returns nothing but coroutines, or but tasks that it does not keep."""
        blocks = scope.body.blocks
        returns = list(_returns(scope))
        always = any({blocks[i].kind for i in scope.block_chain(one.block)} <= _UNCONDITIONAL for one in returns)
        found = {self._of_expression(outcome.value, scope) for outcome in returns} if always else set()
        return found.pop() if len(found) == 1 else OTHER

    def _of_expression(self, expression: Expression | None, scope: Scope) -> str:
        if isinstance(expression, ex.CallResult):
            return self.of_call(scope, expression.call)
        if isinstance(expression, ex.Name):
            bound = scope.bindings.get(expression.id, [])
            value = bound[0].value if len(bound) == 1 else None
            if isinstance(value, ex.CallResult) and not (_is_kept(scope, expression) or _is_kept(scope, value)):
                return self.of_call(scope, value.call)
        return OTHER


def given_to(scope: Scope, index: int) -> int | None:
    """The number of the call that takes the result of the `index`-th at once, as it is; None if it has a name, too."""
    body = scope.body
    result = ex.CallResult(index)
    if any(binding.value == result for binding in body.bindings):
        return None
    for number, call in enumerate(body.calls[:index]):
        if result in call.args or any(value == result for _, value in call.keywords):
            return number
    return None


def _takes_tasks(value: Value) -> bool:
    return isinstance(value, LibraryValue) and not value.name.endswith("create_task")


def _returns(scope: Scope) -> Iterator[Outcome]:
    for outcome in scope.body.outcomes:
        if outcome.kind == "return" and scope.lambda_of(outcome.block) is None:
            yield outcome


def returned_calls(scope: Scope) -> Iterator[Call]:
    """The calls whose result a plain function returns, as `Awaitables` sees it: directly or by a name."""
    calls = scope.body.calls
    for outcome in _returns(scope):
        value = outcome.value
        if isinstance(value, ex.Name):
            bound = scope.bindings.get(value.id, [])
            value = bound[0].value if len(bound) == 1 and isinstance(bound[0].value, ex.CallResult) else None
        if isinstance(value, ex.CallResult):
            yield calls[value.call]


def _is_kept(scope: Scope, name: Expression) -> bool:
    """True if a function puts a value somewhere, or hands it to a call: by its name, or as it is made."""
    body = scope.body
    given = (argument for call in body.calls for argument in (*call.args, *(value for _, value in call.keywords)))
    attributes = (binding.value for binding in body.attribute_bindings)
    items = (binding.value for binding in body.item_bindings)
    return any(_mentions(value, name) for value in (*given, *attributes, *items))


def _mentions(value: Expression, name: Expression) -> bool:
    if isinstance(value, ex.Collection):
        return any(_mentions(element, name) for element in value.elements)
    return value == name


def _returns_its_argument(decorator: Scope) -> bool:
    """True for `def register(f): …; return f`, and for the same within `def register(name): …`."""
    for function in (decorator, *(child for child in decorator.children if child.is_function)):
        taken = [p.name for p in function.definition.parameters if p.name not in ("self", "cls")]
        values = [o.value for o in _returns(function)]
        if taken and values and all(value == ex.Name(taken[0]) for value in values):
            return True
    return False
