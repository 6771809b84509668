"""Stand-ins: what a function works out itself only where it is not given: `x if x is not None else load()`."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi_lint.model import expression as ex
from fastapi_lint.model.expression import Expression
from fastapi_lint.model.facts import TARGETS, BlockKind, Call
from fastapi_lint.project.resolve.generics import matched
from fastapi_lint.project.resolve.scopes import Scope

_ASKING = (BlockKind.IF, BlockKind.ELSE)


def given_to(scope: Scope, call: Call) -> frozenset[str]:
    """The parameters of a function that a call of it gives, None excepted."""
    found = matched(scope, call, int(scope.is_method))
    return frozenset(filled.name for filled, argument in found if argument != ex.NONE)


def asked_for(scope: Scope) -> frozenset[str]:
    """The parameters that may be left out, and that some condition of the function asks for."""
    optional = {one.name for one in scope.definition.parameters if one.default is not None}
    tests = [test for test, _ in _conditionals(scope)]
    tests += [one.expression for one in scope.body.blocks if one.kind in _ASKING and one.expression]
    return frozenset(optional.intersection(*[{name for test in tests for name in _names(test)}]))


def guards(scope: Scope, index: int) -> frozenset[str]:
    """The parameters on which it depends whether a call of the function runs."""
    body = scope.body
    tests = [test for test, branches in _conditionals(scope) if any(_holds(one, index) for one in branches)]
    for number in scope.block_chain(body.calls[index].block):
        block = body.blocks[number]
        if block.kind in _ASKING:
            before = (one for one in body.blocks[: number + 1] if one.parent == block.parent)
            tests += [one.expression for one in before if one.kind is BlockKind.IF and one.expression]
    return frozenset(name for test in tests for name in _names(test) if name in scope.parameters)


def _conditionals(scope: Scope) -> Iterator[tuple[Expression, tuple[Expression, ...]]]:
    """Tests of conditional expressions, and of `or`, with what runs by their outcome."""
    body = scope.body
    values: list[Expression] = [one.value for one in body.attribute_bindings]
    values += [one.value for one in body.item_bindings]
    values += [one.value for one in body.bindings if not isinstance(one.value, TARGETS)]
    values += [one.value for one in body.outcomes if one.value is not None]
    for call in body.calls:
        values += (*call.args, *(value for _, value in call.keywords))
    for value in values:
        if isinstance(value, ex.Conditional):
            yield value.test, (value.body, value.orelse)
        elif isinstance(value, ex.Operation) and value.operator == "or":
            yield value.operands[0], value.operands[1:]


def _holds(expression: Expression, index: int) -> bool:
    while isinstance(expression, ex.Awaited | ex.Attribute | ex.Subscript):
        expression = expression.value
    return expression == ex.CallResult(index)


def _names(test: Expression) -> Iterator[str]:
    if isinstance(test, ex.Name):
        yield test.id
    elif isinstance(test, ex.Operation):
        for operand in test.operands:
            yield from _names(operand)
