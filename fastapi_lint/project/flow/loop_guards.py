"""Loop guards: code that asks whether an event loop runs before it starts one, or before it uses one."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi_lint.frameworks import asyncio as vocabulary
from fastapi_lint.model import expression as ex
from fastapi_lint.model.effect import EffectKind, Leaf
from fastapi_lint.model.expression import Expression
from fastapi_lint.model.facts import BlockKind
from fastapi_lint.project.flow.caught import caught_around
from fastapi_lint.project.flow.conditions import is_callers_choice
from fastapi_lint.project.flow.steps import Step
from fastapi_lint.project.resolve.inference import Inference
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.project.resolve.values import FunctionValue, LibraryValue, Value
from fastapi_lint.project.web.test_code import is_test_path

_DEEPEST = 3


class LoopGuards:
    """Says of a step whether something keeps it from the thread on which it would fail."""

    def __init__(self, inference: Inference, scopes: dict[str, list[Scope]]) -> None:
        self._inference = inference
        self._scopes = scopes
        self._asks: dict[Scope, bool] = {}
        self._makes: dict[Scope, bool] = {}
        self._patched: bool | None = None

    def keep(self, scope: Scope, step: Step, leaf: Leaf) -> bool:
        """True if the step does not fail as the leaf does: the code asks before, catches it, or makes a loop itself."""
        if step.kind == "call" and self._is_caught(scope, step.block):
            return True
        around = list(_functions_around(scope))
        if any(self.asks(each) for each in around):
            return True
        if leaf.kind is EffectKind.NEEDS_LOOP:
            return is_callers_choice(scope, step.block) or any(self._makes_a_loop(each) for each in around)
        return leaf.name not in vocabulary.PATCHES and self._is_patched()

    def asks(self, scope: Scope, depth: int = 0) -> bool:
        """True if the function asks whether a loop runs, itself or by a function whose answer it tests."""
        if scope not in self._asks:
            self._asks[scope] = False
            self._asks[scope] = any(self._is_question(scope, index, depth) for index in _own_calls(scope))
        return self._asks[scope]

    def _is_question(self, scope: Scope, index: int, depth: int) -> bool:
        call = scope.body.calls[index]
        if getattr(call.func, "attr", getattr(call.func, "id", "")) in vocabulary.QUESTIONS:
            return True
        return any(self._is_asked(value, scope, index, depth) for value in self._inference.callee(scope, index))

    def _is_asked(self, value: Value, scope: Scope, index: int, depth: int) -> bool:
        if isinstance(value, LibraryValue):
            tells = self._inference.library_name(value.name) in vocabulary.RUNNING
            around = caught_around(scope, scope.body.calls[index].block)
            return tells and any(names for _, names in around)
        if not isinstance(value, FunctionValue) or value.scope.definition.is_async or depth >= _DEEPEST:
            return False
        return _is_tested(scope, index) and self.asks(value.scope, depth + 1)

    def _makes_a_loop(self, scope: Scope) -> bool:
        if scope not in self._makes:
            self._makes[scope] = any(
                self._inference.library_name(value.name) in vocabulary.MAKING
                for index in _own_calls(scope)
                for value in self._inference.callee(scope, index)
                if isinstance(value, LibraryValue)
            )
        return self._makes[scope]

    @staticmethod
    def _is_caught(scope: Scope, block: int) -> bool:
        """True within a `try` whose `except` is made for what is raised: `except RuntimeError`."""
        return any("RuntimeError" in names for _, names in caught_around(scope, block))

    def _is_patched(self) -> bool:
        """True if the project makes loops re-entrant by `nest_asyncio.apply()`, outside of tests."""
        if self._patched is None:
            self._patched = any(
                isinstance(value, LibraryValue) and value.name in vocabulary.PATCHES
                for name in sorted(vocabulary.PATCHING)
                for scope in self._inference.mentions.of_calls(name)
                if not is_test_path(scope.module.path)
                for index in _own_calls(scope)
                if _last(scope.body.calls[index].func) in vocabulary.PATCHING
                for value in self._inference.callee(scope, index)
            )
        return self._patched


def _functions_around(scope: Scope) -> Iterator[Scope]:
    around: Scope | None = scope
    while around is not None and around.is_function:
        yield around
        around = around.parent


def _own_calls(scope: Scope) -> Iterator[int]:
    for index, call in enumerate(scope.body.calls):
        if not scope.in_header(call.block):
            yield index


def _last(expression: Expression) -> str:
    return str(getattr(expression, "attr", getattr(expression, "id", "")))


def _is_tested(scope: Scope, index: int) -> bool:
    """True if a condition looks at what the call gives, there or by the name that it is bound to."""
    body = scope.body
    result = ex.CallResult(index)
    sought: list[Expression] = [result, *(ex.Name(b.target) for b in body.bindings if b.value == result)]
    tests = [b.expression for b in body.blocks if b.kind in (BlockKind.IF, BlockKind.WHILE)]
    return any(test is not None and any(_holds(test, one) for one in sought) for test in tests)


def _holds(test: Expression, sought: Expression) -> bool:
    if test == sought:
        return True
    return isinstance(test, ex.Operation) and any(_holds(operand, sought) for operand in test.operands)
