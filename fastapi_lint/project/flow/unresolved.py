"""Why the callee of a call is not known, in a few fixed words: `--statistics` counts them."""

from __future__ import annotations

from fastapi_lint.model import expression as ex
from fastapi_lint.model.expression import Expression
from fastapi_lint.model.facts import Call, DefinitionTarget, ImportTarget
from fastapi_lint.project.resolve.inference import Inference
from fastapi_lint.project.resolve.names import Use
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.project.resolve.values import BoundName, BoundParameter, LibraryObject, LibraryValue

UNKNOWN_NAME = "unknown name"
UNKNOWN_ATTRIBUTE = "unknown attribute"
DYNAMIC = "dynamic attribute"
UNTYPED_PARAMETER = "parameter without a type"
TYPED_PARAMETER = "parameter of an unknown type"
OF_LIBRARY = "result of a library without an entry"
OF_FUNCTION = "result of a function of unknown type"
OF_UNRESOLVED = "result of an unresolved call"
ELEMENT = "element of unknown type"
COMPUTED = "computed value"

_DEEPEST = 8


class Unresolved:
    """Follows what is called back to where knowledge ends."""

    def __init__(self, inference: Inference) -> None:
        self._inference = inference

    def reason(self, scope: Scope, call: Call) -> str:
        """Why it is not known what a call calls."""
        return self._of(call.func, Use(scope, call.block, (call.line, call.column)), 0)

    def _of(self, expression: Expression, use: Use, depth: int) -> str:
        if depth > _DEEPEST:
            return COMPUTED
        if isinstance(expression, ex.Name):
            return self._of_name(expression, use, depth)
        if isinstance(expression, ex.Attribute):
            values = self._inference.infer(expression.value, use)
            if any(isinstance(value, LibraryObject | LibraryValue) for value in values):
                return OF_LIBRARY
            return UNKNOWN_ATTRIBUTE if values else self._of(expression.value, use, depth + 1)
        if isinstance(expression, ex.CallResult):
            return self._of_result(use.scope, expression.call)
        inner = _held_in(expression)
        if inner is None:
            return COMPUTED
        is_part = isinstance(expression, ex.Subscript | ex.Element | ex.Item)
        if is_part and self._inference.infer(inner, use):
            return ELEMENT
        return self._of(inner, use, depth + 1)

    def _of_name(self, name: ex.Name, use: Use, depth: int) -> str:
        targets = self._inference.names.lookup(name.id, use)
        for target in targets:
            if isinstance(target, BoundParameter):
                parameter = target.scope.parameters.get(target.name)
                is_typed = parameter is not None and parameter.annotation is not None
                return TYPED_PARAMETER if is_typed else UNTYPED_PARAMETER
            if isinstance(target, BoundName):
                binding = target.binding
                if isinstance(binding.value, ImportTarget | DefinitionTarget):
                    return UNKNOWN_NAME
                place = Use(target.scope, binding.block, (binding.line, binding.column))
                return self._of(binding.value, place, depth + 1)
        return COMPUTED if targets else UNKNOWN_NAME

    def _of_result(self, scope: Scope, index: int) -> str:
        callees = self._inference.callee(scope, index)
        if not callees:
            return OF_UNRESOLVED
        names = {value.name for value in callees if isinstance(value, LibraryValue)}
        if "builtins.getattr" in names:
            return DYNAMIC
        is_library = names or any(isinstance(value, LibraryObject) for value in callees)
        return OF_LIBRARY if is_library else OF_FUNCTION


def _held_in(expression: Expression) -> Expression | None:
    """What an expression takes its value from."""
    if isinstance(expression, ex.Subscript | ex.Awaited | ex.Narrowed | ex.Item | ex.Starred):
        return expression.value
    if isinstance(expression, ex.Element):
        return expression.iterable
    if isinstance(expression, ex.Entered):
        return expression.manager
    if isinstance(expression, ex.Conditional):
        return expression.body
    if isinstance(expression, ex.Operation):
        return expression.operands[0]
    return None
