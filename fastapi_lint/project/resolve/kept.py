"""Kept: the functions and classes that a parameter is given and that are put away, for somebody else to call.

What a function calls itself of what it is given is decided call by call (`flow/callbacks.py`). What it puts into a
registry or an attribute is called from elsewhere: there all that it is ever given counts.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from fastapi_lint.model import expression as ex
from fastapi_lint.model.expression import Expression
from fastapi_lint.project.resolve.memory import Table
from fastapi_lint.project.resolve.names import Use
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.project.resolve.values import (
    BoundParameter,
    ClassValue,
    FunctionValue,
    ObjectValue,
    Value,
    Values,
    merged,
)
from fastapi_lint.project.web.test_code import is_test_path

if TYPE_CHECKING:
    from fastapi_lint.project.resolve.inference import Inference

_MOST = 64
"""Decorated definitions that are looked at for one decorator."""


class _Decorated(NamedTuple):
    scope: Scope
    decorator: Expression


class Kept:
    """Finds what parameters are given that are functions or classes, by callers and as decorators."""

    def __init__(self, inference: Inference, scopes: dict[str, list[Scope]]) -> None:
        self._inference = inference
        self._scopes = scopes
        self._known: Table = {}
        self._index: dict[str, list[_Decorated]] | None = None

    def values(self, expression: Expression, use: Use) -> Values:
        """The functions and classes that the expression can be, where it is a parameter; nothing for others."""
        if not isinstance(expression, ex.Name):
            return ()
        targets = self._inference.names.lookup(expression.id, use)
        own = (t for t in targets if isinstance(t, BoundParameter) and t.name in t.scope.parameters)
        return merged((), *(self._given(target.scope, target.name) for target in own))

    def _given(self, function: Scope, name: str) -> Values:
        return self._inference.once(self._known, (function, name), self._find, function, name)

    def _find(self, function: Scope, name: str) -> Values:
        return merged(tuple(self._decorated(function, name)), self._inference.callers.handed(function, name))

    def _decorated(self, function: Scope, name: str) -> Iterator[Value]:
        """The definitions that the function decorates, if the parameter is where it is given them."""
        candidates = [one for each in _names(function) for one in self._all().get(each, ())]
        if not is_test_path(function.module.path):
            candidates = [one for one in candidates if not is_test_path(one.scope.module.path)]
        for scope, decorator in candidates[:_MOST]:
            use = Use(scope, 1, (scope.definition.line, 1 << 20))
            for value in self._inference.infer(decorator, use):
                position = self._position(value, function)
                parameters = function.definition.parameters[position : position + 1] if position is not None else ()
                if parameters and parameters[0].name == name:
                    yield ClassValue(scope) if scope.is_class else FunctionValue(scope)

    def _position(self, decorator: Value, function: Scope) -> int | None:
        """The position of the parameter of the function that takes what is decorated; None if it is not called."""
        if isinstance(decorator, FunctionValue) and decorator.scope is function:
            return 1 if function.is_method and decorator.receiver is not None else 0
        called = {ClassValue: "__init__", ObjectValue: "__call__"}.get(type(decorator))
        if called is None or not isinstance(decorator, ClassValue | ObjectValue):
            return None
        member = self._inference.classes.member(decorator.scope, called)
        return 1 if member is not None and member.function() is function else None

    def _all(self) -> dict[str, list[_Decorated]]:
        if self._index is None:
            self._index = {}
            for path in sorted(self._scopes):
                for scope in self._scopes[path]:
                    for decorator in scope.definition.decorators:
                        name = _last_name(decorator, scope)
                        self._index.setdefault(name, []).append(_Decorated(scope, decorator))
        return self._index


def _names(function: Scope) -> Iterator[str]:
    """The names under which a function can stand behind an `@`: its own, its class's and its makers'."""
    scope: Scope | None = function
    while scope is not None and not scope.is_module:
        yield scope.definition.name
        scope = scope.parent


def _last_name(decorator: Expression, scope: Scope) -> str:
    if isinstance(decorator, ex.CallResult):
        decorator = scope.body.calls[decorator.call].func
    if isinstance(decorator, ex.Name):
        return decorator.id
    return decorator.attr if isinstance(decorator, ex.Attribute) else ""
