"""Callers: what a parameter without annotation is given, by all calls of its function."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from fastapi_lint.frameworks import python
from fastapi_lint.model import expression as ex
from fastapi_lint.project.resolve.containers import without_literals
from fastapi_lint.project.resolve.generics import matched
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.project.resolve.values import (
    ClassValue,
    FunctionValue,
    LambdaValue,
    LibraryValue,
    OffloadedValue,
    Value,
    Values,
    merged,
)
from fastapi_lint.project.web.test_code import is_test_path

if TYPE_CHECKING:
    from fastapi_lint.project.resolve.inference import Inference

_MOST = 16
"""Calls of one name that are looked at: what is called from everywhere is given everything."""

_NEUTRAL = python.CONTEXT_MANAGERS | python.CACHES | python.PROPERTIES | {python.STATIC, python.CLASS_METHOD}
"""Decorators that leave it to the callers what a function is given."""


_CALLABLES = (FunctionValue, LambdaValue, LibraryValue, OffloadedValue)


class _Site(NamedTuple):
    scope: Scope
    number: int
    skipped: int  # parameters that the call does not fill itself: `self`


class Callers:
    """Finds the calls of functions by their names; the index is made when it is first needed."""

    def __init__(self, inference: Inference, scopes: dict[str, list[Scope]]) -> None:
        self._inference = inference
        self._scopes = scopes
        self._named: dict[str, list[tuple[Scope, int]]] | None = None
        self._sites: dict[Scope, tuple[_Site, ...]] = {}

    def given(self, function: Scope, parameter: str) -> Values:
        """What the calls of the function give for the parameter, as far as that is known.

        Not functions: which of them runs is decided call by call (`flow/callbacks.py`).
        """
        found: list[Values] = []
        for scope, number, skipped in self._sites_of(function):
            call = scope.definition.body.calls[number]
            for filled, argument in matched(function, call, skipped):
                if filled.name == parameter:
                    use = self._inference.use_of_call(scope, number)
                    given = without_literals(self._inference.infer(argument, use))
                    found.append(tuple(value for value in given if not isinstance(value, _CALLABLES)))
        return merged(*found) if found else ()

    def _sites_of(self, function: Scope) -> tuple[_Site, ...]:
        if function not in self._sites:
            self._sites[function] = ()
            self._sites[function] = tuple(self._find(function)) if self._is_plain(function) else ()
        return self._sites[function]

    def _is_plain(self, function: Scope) -> bool:
        """True if only the project calls the function: what decorators register, frameworks call."""
        if not function.definition.decorators:
            return True
        return all(name in _NEUTRAL for name in self._inference.decorator_names(function))

    def _find(self, function: Scope) -> Iterator[_Site]:
        candidates = [site for name in self._names(function) for site in self._all().get(name, ())]
        if not is_test_path(function.module.path):
            candidates = [(scope, number) for scope, number in candidates if not is_test_path(scope.module.path)]
        if len(candidates) > _MOST:
            return
        for scope, number in candidates:
            for value in self._inference.callee(scope, number):
                skipped = self._skipped(value, function)
                if skipped is not None:
                    yield _Site(scope, number, skipped)

    def _names(self, function: Scope) -> list[str]:
        """The names by which a function can be called."""
        name, owner = function.definition.name, function.parent
        if name != "__init__" or owner is None:
            return [name]
        classes = [owner, *self._inference.classes.subclasses(owner)]
        return list(dict.fromkeys([name, *(each.definition.name for each in classes), "cls"]))

    def _skipped(self, value: Value, function: Scope) -> int | None:
        """How many parameters a call of this value does not fill itself; None if it does not call the function."""
        if isinstance(value, FunctionValue) and value.scope is function:
            return 1 if value.receiver is not None else 0
        if isinstance(value, ClassValue) and function.definition.name == "__init__":
            member = self._inference.classes.member(value.scope, "__init__")
            return 1 if member is not None and member.function() is function else None
        return None

    def _all(self) -> dict[str, list[tuple[Scope, int]]]:
        if self._named is None:
            self._named = {}
            for path in sorted(self._scopes):
                for scope in self._scopes[path]:
                    for number, call in enumerate(scope.definition.body.calls):
                        func = call.func
                        name = func.id if isinstance(func, ex.Name) else getattr(func, "attr", "")
                        if name:
                            self._named.setdefault(name, []).append((scope, number))
        return self._named
