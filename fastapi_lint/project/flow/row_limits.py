"""Row limits: whether a query says itself how many rows it gives at most: `select(…).limit(50)`, `… LIMIT 50`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fastapi_lint.model import expression as ex
from fastapi_lint.model.expression import Expression
from fastapi_lint.model.facts import Call, DefinitionTarget, ImportTarget
from fastapi_lint.project.resolve.inference import Inference
from fastapi_lint.project.resolve.names import Use
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.project.resolve.values import BoundName

_METHODS = frozenset({"limit", "fetch", "slice"})
_SQL = re.compile(r"\b(?:limit|fetch\s+(?:first|next)|select\s+top)\s*[\d:%?$({]", re.IGNORECASE)
_RUNS_SQL = "execute"
_LONGEST = 40
"""Expressions looked at for one query: its own chain of calls and the names it is built from."""


class RowLimits:
    """Follows a call of `all()` or `fetchall()` back to the query that it gives the rows of."""

    def __init__(self, inference: Inference) -> None:
        self._inference = inference

    def is_limited(self, call: Call, use: Use) -> bool:
        """True if the query behind the receiver of this call has a limit, whatever it is."""
        if not isinstance(call.func, ex.Attribute):
            return False
        queue: list[tuple[Expression, Use]] = [(call.func.value, use), *self._executed(call.func.value, use)]
        for number, (expression, place) in enumerate(queue):
            if number > _LONGEST:
                return False
            if _says_limit(expression, place.scope):
                return True
            queue += self._parts(expression, place)
        return False

    def _parts(self, expression: Expression, use: Use) -> Iterator[tuple[Expression, Use]]:
        """What an expression is made of: receivers, arguments, operands, and what its names were given."""
        if isinstance(expression, ex.CallResult):
            call = use.scope.body.calls[expression.call]
            place = self._inference.use_of_call(use.scope, expression.call)
            yield from ((argument, place) for argument in call.args)
            if isinstance(call.func, ex.Attribute):
                yield call.func.value, place
        elif isinstance(expression, ex.Awaited | ex.Attribute):
            yield expression.value, use
        elif isinstance(expression, ex.Operation):
            yield from ((operand, use) for operand in expression.operands)
        elif isinstance(expression, ex.Name):
            for target in self._inference.names.lookup(expression.id, use):
                value = target.binding.value if isinstance(target, BoundName) else None
                if isinstance(target, BoundName) and not isinstance(value, ImportTarget | DefinitionTarget | None):
                    binding = target.binding
                    yield value, Use(target.scope, binding.block, (binding.line, binding.column))

    def _executed(self, cursor: Expression, use: Use) -> Iterator[tuple[Expression, Use]]:
        """The last `cursor.execute(…)` before the place: a cursor gives the rows of what it ran."""
        before = [
            (call, index)
            for index, call in enumerate(use.scope.body.calls)
            if isinstance(call.func, ex.Attribute)
            and (call.func.attr, call.func.value) == (_RUNS_SQL, cursor)
            and (call.line, call.column) < use.place
        ]
        for call, index in before[-1:]:
            yield from ((argument, self._inference.use_of_call(use.scope, index)) for argument in call.args)


def _says_limit(expression: Expression, scope: Scope) -> bool:
    if isinstance(expression, ex.CallResult):
        func = scope.body.calls[expression.call].func
        return isinstance(func, ex.Attribute) and func.attr in _METHODS
    if isinstance(expression, ex.FormattedString):
        texts = [str(part.value) if isinstance(part, ex.Constant) else "{}" for part in expression.parts]
        return bool(_SQL.search("".join(texts)))
    return isinstance(expression, ex.Constant) and expression.type == "str" and bool(_SQL.search(str(expression.value)))
