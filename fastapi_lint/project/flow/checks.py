"""Checks: whether the code itself limits a number or a list before it uses it.

`if count > 100: raise …`, `if len(items) > MOST: items = items[:MOST]`, `if count <= 100: …`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from fastapi_lint.model import expression as ex
from fastapi_lint.model.expression import Expression
from fastapi_lint.model.facts import BlockKind

if TYPE_CHECKING:
    from fastapi_lint.project.resolve.names import Use
    from fastapi_lint.project.resolve.scopes import Scope

_ABOVE = frozenset({">", ">="})
_BELOW = frozenset({"<", "<="})


class Checks:
    """Finds comparisons of a value with something that no request decides (`sources` tells)."""

    def __init__(self, sources: Callable[[Expression, Use], frozenset[str]]) -> None:
        self._sources = sources
        self._leaving: dict[Scope, frozenset[int]] = {}

    def is_limited(self, expression: Expression, use: Use) -> bool:
        """True if an `if` around the place asks for a small value, or one before it does not let a large one pass."""
        scope = use.scope
        around = set(scope.block_chain(use.block))
        for index, block in enumerate(scope.body.blocks):
            if block.kind is not BlockKind.IF or block.expression is None or (block.line, block.column) >= use.place:
                continue
            small = index in around
            if not small and not self._stops(scope, index, expression):
                continue
            if self._compares(block.expression, expression, use, _BELOW if small else _ABOVE):
                return True
        return False

    def asks(self, test: Expression, expression: Expression, use: Use, *, small: bool) -> bool:
        """True if a condition holds only for small values of the expression (or, not `small`, for large ones)."""
        return self._compares(test, expression, use, _BELOW if small else _ABOVE)

    def _stops(self, scope: Scope, index: int, expression: Expression) -> bool:
        """True if what follows the `if` is not reached through its block, or with another value."""
        leaving = self._leaving.get(scope)
        if leaving is None:
            ends = (one.block for one in scope.body.outcomes if one.kind in ("return", "raise"))
            leaving = self._leaving[scope] = frozenset[int]().union(*map(scope.block_chain, ends))
        if index in leaving or not isinstance(expression, ex.Name):
            return index in leaving
        bindings = scope.bindings.get(expression.id, ())
        return any(index in scope.block_chain(binding.block) for binding in bindings)

    def _compares(self, test: Expression, expression: Expression, use: Use, operators: frozenset[str]) -> bool:
        """True if the test, or a part of it, compares the expression as these operators do, from its left."""
        if not isinstance(test, ex.Operation):
            return False
        if test.operator in ("and", "or"):
            return any(self._compares(part, expression, use, operators) for part in test.operands)
        flipped = _BELOW if operators is _ABOVE else _ABOVE
        if test.operator == "not":
            return self._compares(test.operands[0], expression, use, flipped)
        if len(test.operands) != 2 or test.operator not in operators | flipped:
            return False
        measured, limit = test.operands if test.operator in operators else test.operands[::-1]
        return _measures(measured, expression, use) and not self._sources(limit, use)


def _measures(measured: Expression, expression: Expression, use: Use) -> bool:
    """True for the expression itself, its `len(…)` and its `.size`."""
    if isinstance(measured, ex.CallResult):
        call = use.scope.body.calls[measured.call]
        return call.func == ex.Name("len") and call.args == (expression,)
    return measured in (expression, ex.Attribute(expression, "size"))
