"""Single use: variables that are bound once and only handed on, so that they stand for what they are bound to."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi_lint.model import expression as ex
from fastapi_lint.model.expression import Expression
from fastapi_lint.model.facts import TARGETS, Call
from fastapi_lint.project.resolve.inference import Inference
from fastapi_lint.project.resolve.names import Use
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.project.resolve.values import BoundName

_STEPS = 3


class SingleUse:
    """Follows names within one definition."""

    def __init__(self, scope: Scope, inference: Inference) -> None:
        self._scope = scope
        self._inference = inference

    def followed(self, expression: Expression, use: Use, given: int = 0, steps: int = _STEPS) -> tuple[Expression, Use]:
        """What a name stands for and where that stands; the name itself where it is used for anything else.

        The name is `given` to so many calls that are known.
        """
        if not isinstance(expression, ex.Name) or not steps:
            return expression, use
        targets = self._inference.names.lookup(expression.id, use)
        target = targets[0] if len(targets) == 1 else None
        if not isinstance(target, BoundName) or target.scope is not self._scope:
            return expression, use
        value = target.binding.value
        if isinstance(value, TARGETS) or self._is_used_elsewhere(expression.id, given):
            return expression, use
        place = Use(target.scope, target.binding.block, (target.binding.line, target.binding.column))
        return self.followed(value, place, 0, steps - 1)

    def _is_used_elsewhere(self, name: str, given: int) -> bool:
        """True if something is done with a variable beside returning it, or handing it to the calls that are known."""
        body = self._scope.body
        if any(name in child.body.loads for child in self._scope.children):
            return True
        taken = [call for call in body.calls if _is_given(name, call)]
        if len(taken) > given or sum(binding.target == name for binding in body.bindings) > 1:
            return True
        return any(_reads(name, other) for other in self._others())

    def _others(self) -> Iterator[Expression]:
        body = self._scope.body
        yield from (call.func for call in body.calls)
        for item in body.item_bindings:
            yield from (item.owner, item.value)
        for attribute in body.attribute_bindings:
            yield from (attribute.owner, attribute.value)
        yield from (one.expression for one in body.reads)
        yield from (one.expression for one in body.operations)
        yield from (block.expression for block in body.blocks if block.expression is not None)
        yield from (one.value for one in body.bindings if not isinstance(one.value, TARGETS))


def _is_given(name: str, call: Call) -> bool:
    return any(_reads(name, one) for one in (*call.args, *(value for _, value in call.keywords)))


def _reads(name: str, expression: Expression) -> bool:
    """True if an expression reads a name, or goes on from it."""
    if isinstance(expression, ex.Attribute | ex.Subscript | ex.Awaited | ex.Starred | ex.Item | ex.Narrowed):
        return _reads(name, expression.value)
    if isinstance(expression, ex.Operation):
        return any(_reads(name, operand) for operand in expression.operands)
    if isinstance(expression, ex.Collection):
        return any(_reads(name, element) for element in expression.elements)
    if isinstance(expression, ex.Mapping):
        return any(_reads(name, value) for _, value in expression.items)
    if isinstance(expression, ex.Element):
        return _reads(name, expression.iterable)
    return expression == ex.Name(name)
