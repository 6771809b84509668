"""Decorating: what decorators make of definitions, and which of them register something or keep what they get."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi_lint.model import expression as ex
from fastapi_lint.model.expression import Expression
from fastapi_lint.project.assembly.objects import (
    Alternatives,
    BoundMethod,
    Class,
    Frame,
    Function,
    Instance,
    Items,
    LambdaFunction,
    Partial,
    Registrar,
    RouterInstance,
    Unknown,
    Value,
    Wrapping,
    each_of,
    forced,
)
from fastapi_lint.project.assembly.spot import HEADER, Spot
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.project.web.call_index import Site

if TYPE_CHECKING:
    from fastapi_lint.project.assembly.machine import Machine


class Decorating:
    """Applies decorators."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine

    def decorated(self, decorator: Expression, scope: Scope, value: Value, original: Value, frame: Frame) -> Value:
        """A definition after one of its decorators; itself where that is not known to change it."""
        machine = self._machine
        definition = scope.definition
        spot = Spot(scope, frame, HEADER, (definition.span.line, definition.span.column))
        callee = machine.evaluation.evaluate(decorator, spot)
        result = value
        for each in each_of(callee):
            if isinstance(each, Registrar):
                machine.framework.apply(each, [original], is_decorator=True)
            elif isinstance(each, Wrapping) and isinstance(value, Function):
                value.wrapped = each.wrapped
            elif isinstance(each, Function | Class | Instance | Partial | BoundMethod | LambdaFunction):
                given = self._decorating(each, value, decorator, scope)
                if isinstance(given, Function | Class | Instance | Partial) and not isinstance(given, RouterInstance):
                    result = self._kept(given, value)
            elif isinstance(each, Wrapping) and isinstance(original, Function):
                original.wrapped = each.wrapped
            elif isinstance(each, Unknown) and isinstance(decorator, ex.CallResult):
                machine.framework.unowned(decorator.call, scope, original, spot)
        return result

    def _decorating(self, callee: Value, value: Value, decorator: Expression, scope: Scope) -> Value | None:
        """Apply a decorator of the project if that may change more than what is decorated."""
        site = Site(scope, decorator.call) if isinstance(decorator, ex.CallResult) else None
        if isinstance(callee, Function) and not self.registers(callee) and not self._changes_things(callee.scope):
            return None
        if isinstance(callee, BoundMethod) and not isinstance(callee.owner, RouterInstance):
            return None
        if site is not None:
            self._machine.calling.enter(site)
        try:
            result = self._machine.calling.call(callee, [value], {}, site)
            return forced(result) if result is not None else None
        finally:
            if site is not None:
                self._machine.calling.leave()

    def registers(self, callee: Value) -> bool:
        """True if calling a value may register something."""
        if isinstance(callee, Registrar):
            return True
        if isinstance(callee, BoundMethod):
            return isinstance(callee.owner, RouterInstance | Items)
        if isinstance(callee, Partial):
            return self.registers(callee.callee)
        if isinstance(callee, Alternatives):
            return any(self.registers(each) for each in callee.values)
        if not isinstance(callee, Function):
            return False
        if self._machine.relevance.is_relevant(callee.scope):
            return True
        held = callee.frame.variables.values() if callee.frame.scope.is_function else ()
        return any(isinstance(each, Registrar) or (each is not callee and _is_registering(each)) for each in held)

    def _changes_things(self, scope: Scope) -> bool:
        """True for decorators that keep what they decorate, such as those of registries."""
        if self._machine.relevance.is_relevant(scope):
            return True
        body = scope.body
        keeps = any(getattr(call.func, "attr", "") in ("append", "add", "setdefault") for call in body.calls)
        sets = bool(body.item_bindings or body.attribute_bindings)
        return sets or keeps or any(self._changes_things(c) for c in scope.children if c.is_function)

    @staticmethod
    def _kept(given: Value, value: Value) -> Value:
        """The function as a reader knows it: what a wrapper wraps."""
        if isinstance(given, Function) and given.wrapped is not None:
            return value
        return given


def _is_registering(value: Value) -> bool:
    return isinstance(value, BoundMethod) and isinstance(value.owner, RouterInstance)
