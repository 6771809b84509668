"""Varying: whether an argument is the same for each request, or comes with it."""

from __future__ import annotations

from fastapi_lint.frameworks import fastapi
from fastapi_lint.model import expression as ex
from fastapi_lint.model.expression import Expression
from fastapi_lint.model.facts import GROWING, TARGETS
from fastapi_lint.model.resource import Given
from fastapi_lint.project.flow.callbacks import SAME
from fastapi_lint.project.flow.units import Unit
from fastapi_lint.project.resolve.generics import matched
from fastapi_lint.project.resolve.inference import Inference
from fastapi_lint.project.resolve.names import Use
from fastapi_lint.project.resolve.parameters import header_use
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.project.resolve.values import (
    BoundName,
    BoundParameter,
    ClassValue,
    FunctionValue,
    LibraryValue,
    ObjectValue,
    Target,
)
from fastapi_lint.project.resources.per_request import PerRequest

_DEEPEST = 8
_SETTINGS = ("settings", "config", "configuration")
_NO_DATA = frozenset({"abc", "builtins", "typing", "typing_extensions"})
"""Libraries whose classes say nothing of what those below them are for."""


class Varying:
    """Follows arguments back through assignments and through the calls by which a request comes there."""

    def __init__(self, inference: Inference, per_request: PerRequest) -> None:
        self._inference = inference
        self._per_request = per_request

    def of(self, expression: Expression | None, unit: Unit, use: Use, depth: int = _DEEPEST) -> Given:
        """Where a value comes from; what is not known is `UNKNOWN`."""
        if expression is None or isinstance(expression, ex.Constant | ex.Lambda):
            return Given.FIXED
        if depth == 0:
            return Given.UNKNOWN
        if isinstance(expression, ex.Name):
            targets = self._inference.names.lookup(expression.id, use)
            found = [self._of_target(target, unit, depth - 1) for target in targets]
            return max(found, default=Given.UNKNOWN)
        if isinstance(expression, ex.Attribute):
            return self._of_attribute(expression, unit, use, depth)
        if isinstance(expression, ex.CallResult):
            return self._of_call(expression, unit, use, depth)
        parts = _parts(expression)
        return max((self.of(part, unit, use, depth - 1) for part in parts), default=Given.UNKNOWN)

    def _of_target(self, target: Target, unit: Unit, depth: int) -> Given:
        if isinstance(target, BoundParameter):
            return self._of_parameter(target, unit, depth)
        if not isinstance(target, BoundName) or not target.scope.is_function:
            return Given.FIXED  # of a module or a class, an import, a definition
        if isinstance(target.binding.value, TARGETS):
            return Given.FIXED
        place = Use(target.scope, target.binding.block, (target.binding.line, target.binding.column))
        found = [self.of(target.binding.value, unit, place, depth)]
        for call in target.scope.body.calls:  # `folders.extend(more)`
            func = call.func
            if isinstance(func, ex.Attribute) and func.attr in GROWING and func.value == ex.Name(target.binding.target):
                at = Use(target.scope, call.block, (call.line, call.column))
                found += [self.of(argument, unit, at, depth - 1) for argument in call.args]
        return max(found)

    def _of_parameter(self, target: BoundParameter, unit: Unit, depth: int) -> Given:
        """What the call gives by which a request comes here; FastAPI gives what is in the request."""
        scope, parameter = target.scope, target.scope.parameters[target.name]
        if scope.is_method and scope.definition.parameters[0] is parameter:
            return Given.UNKNOWN
        arrival = self._per_request.arrivals.get(Unit(scope) if unit.scope is not scope else unit)
        if arrival is None:
            return Given.UNKNOWN
        if arrival.caller is None or arrival.step is None:
            return self._of_injected(scope, target.name)
        if arrival.step.kind != "call" or all(e.thread != SAME for e in arrival.step.edges):
            return Given.UNKNOWN
        caller, number = arrival.caller, arrival.step.number
        call = caller.scope.body.calls[number]
        if any(name is None for name, _ in call.keywords) or any(isinstance(a, ex.Starred) for a in call.args):
            return Given.UNKNOWN
        for filled, argument in matched(scope, call, int(self._skips(scope, caller.scope, number))):
            if filled is parameter:
                return self.of(argument, caller, self._inference.use_of_call(caller.scope, number), depth)
        return self.of(parameter.default, unit, header_use(scope), depth)

    def _skips(self, scope: Scope, caller: Scope, number: int) -> bool:
        """True if the first parameter is bound before the call."""
        values = self._inference.callee(caller, number)
        if any(isinstance(v, FunctionValue) and v.scope is scope for v in values):
            return any(isinstance(v, FunctionValue) and v.scope is scope and v.receiver is not None for v in values)
        return any(isinstance(v, ClassValue) for v in values)

    def _of_injected(self, scope: Scope, name: str) -> Given:
        """A parameter that FastAPI fills: settings are the same each time, what the request says is not."""
        parameter = scope.parameters[name]
        is_dependency = self._inference.parameters.dependency(scope, parameter) is not None
        for value in self._inference.parameters.values(scope, name):
            if isinstance(value, ObjectValue) and is_dependency:
                return Given.FIXED if _is_settings(self._inference, value.scope) else Given.PER_REQUEST
        return Given.PER_REQUEST

    def _of_attribute(self, expression: ex.Attribute, unit: Unit, use: Use, depth: int) -> Given:
        """Settings are the same each time, unless they are part of data that comes with the request."""
        root: Expression = expression
        are_settings = False
        while isinstance(root, ex.Attribute):
            if root.attr == "state" and isinstance(root.value, ex.Attribute) and root.value.attr == "app":
                return Given.FIXED
            are_settings = (
                are_settings
                or any(word in root.attr.lower() for word in _SETTINGS)
                or any(_is_settings(self._inference, v.scope) for v in self._objects(root, use))
            )
            root = root.value
        given = self.of(root, unit, use, depth - 1)
        if not are_settings or (given is not Given.FIXED and self._is_data(root, use)):
            return given
        return Given.FIXED

    def _is_data(self, expression: Expression, use: Use) -> bool:
        """True for objects that hold data, as those of Pydantic and of tables do, and not what works with them."""
        bases = (
            base for v in self._objects(expression, use) for base in self._inference.classes.library_bases(v.scope)
        )
        return any(base.partition(".")[0] not in _NO_DATA for base in bases)

    def _objects(self, expression: Expression, use: Use) -> list[ObjectValue]:
        return [v for v in self._inference.infer(expression, use) if isinstance(v, ObjectValue)]

    def _of_call(self, expression: ex.CallResult, unit: Unit, use: Use, depth: int) -> Given:
        """What a function makes of its arguments and its receiver; a function without arguments gives the same."""
        call = use.scope.body.calls[expression.call]
        given = (*call.args, *(value for _, value in call.keywords))
        found = [self.of(argument, unit, use, depth - 1) for argument in given]
        if max(found, default=Given.FIXED) is Given.FIXED:
            values = self._inference.infer(expression, use)
            if any(isinstance(v, ObjectValue) and _is_settings(self._inference, v.scope) for v in values):
                return Given.FIXED
        callees = self._inference.callee(use.scope, expression.call)
        if not callees:
            found.append(Given.UNKNOWN)
        elif isinstance(call.func, ex.Attribute) and not _are_functions_of_modules(callees, self._inference):
            found.append(self.of(call.func.value, unit, use, depth - 1))
        return max(found, default=Given.FIXED)


def _are_functions_of_modules(callees: tuple[object, ...], inference: Inference) -> bool:
    """True for `os.getenv`: the receiver is a module."""
    names = [inference.library_name(v.name) for v in callees if isinstance(v, LibraryValue)]
    return len(names) == len(callees) and all(name.count(".") == 1 for name in names)


def _is_settings(inference: Inference, scope: Scope) -> bool:
    bases = inference.classes.library_bases(scope)
    if any(fastapi.canonical(base).rpartition(".")[2] == "BaseSettings" for base in bases):
        return True
    return scope.definition.name.lower().endswith(_SETTINGS)


def _parts(expression: Expression) -> tuple[Expression, ...]:
    if isinstance(expression, ex.Operation):
        return expression.operands
    if isinstance(expression, ex.FormattedString):
        return expression.parts
    if isinstance(expression, ex.Collection):
        return expression.elements
    if isinstance(expression, ex.Mapping):
        return tuple(part for item in expression.items for part in item if part is not None)
    if isinstance(expression, ex.Conditional):
        return (expression.body, expression.orelse)
    if isinstance(expression, ex.Subscript):
        return (expression.value, expression.key)
    if isinstance(expression, ex.Awaited | ex.Starred | ex.Item | ex.Narrowed):
        return (expression.value,)
    if isinstance(expression, ex.Entered):
        return (expression.manager,)
    return ()
