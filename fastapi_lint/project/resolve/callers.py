"""Callers: what a parameter without annotation is given, by all calls of its function."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from fastapi_lint.frameworks import python, starlette
from fastapi_lint.model import expression as ex
from fastapi_lint.model.expression import Expression
from fastapi_lint.model.facts import Call, Parameter, ParameterKind
from fastapi_lint.project.resolve.containers import without_literals
from fastapi_lint.project.resolve.generics import matched
from fastapi_lint.project.resolve.mentions import last_name
from fastapi_lint.project.resolve.names import Use
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.project.resolve.values import (
    ClassValue,
    CollectionValue,
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

_MOST_SITES = 16
"""Calls of one function that are looked at."""

_MOST_CANDIDATES = 64
"""Calls of one name that are looked at in search of those."""

_FEW = 2
"""What is called from everywhere and given more than so many different things is given everything."""

_NEUTRAL = python.CONTEXT_MANAGERS | python.CACHES | python.PROPERTIES | {python.STATIC, python.CLASS_METHOD}
"""Decorators that leave it to the callers what a function is given."""


_SPREAD = (ParameterKind.VAR_POSITIONAL, ParameterKind.VAR_KEYWORD)
_CALLABLES = (FunctionValue, LambdaValue, LibraryValue, OffloadedValue)


class _Site(NamedTuple):
    scope: Scope
    number: int
    call: Call  # as the function is called: of `to_thread(f, x)` it is `f(x)`
    skipped: int  # parameters that the call does not fill itself: `self`


class _Mention(NamedTuple):
    """A place that calls what bears a name, or hands it to a call as an argument."""

    scope: Scope
    number: int
    argument: Expression | None = None


_HANDED = 2
"""Arguments of a call that may be a callable: it stands first, or behind an executor."""


class Callers:
    """Finds the calls of functions by their names."""

    def __init__(self, inference: Inference) -> None:
        self._inference = inference
        self._mentioned: dict[Scope, dict[str, tuple[int, ...]]] = {}
        self._sites: dict[Scope, tuple[tuple[_Site, ...], bool]] = {}

    def given(self, function: Scope, parameter: str) -> Values:
        """What the calls of the function give for the parameter, as far as that is known.

        Not functions: which of them runs is decided call by call (`flow/callbacks.py`).
        """
        found: dict[Value, None] = {}
        sites, are_all = self._sites_of(function)
        if function.parameters[parameter].kind in _SPREAD:
            return self._spread(function, function.parameters[parameter], sites)
        for scope, number, call, skipped in sites:
            use = self._inference.use_of_call(scope, number)
            arguments = [a for filled, a in matched(function, call, skipped) if filled.name == parameter]
            given = [self._plain(argument, use) for argument in arguments]
            if not given:
                given = [self._unpacked(value, parameter, use) for name, value in call.keywords if name is None]
            found.update((value, None) for values in given for value in values)
        return merged(tuple(found)) if are_all or len(found) <= _FEW else ()

    def _plain(self, argument: Expression, use: Use) -> Values:
        given = without_literals(self._inference.infer(argument, use))
        return tuple(value for value in given if not isinstance(value, _CALLABLES))

    def _unpacked(self, mapping: Expression, parameter: str, use: Use) -> Values:
        """What `**mapping` gives for a parameter."""
        held = (v for v in self._inference.infer(mapping, use) if isinstance(v, CollectionValue))
        found = (v.at(parameter) for v in held if v.kind == "dict" and parameter in v.keys)
        return tuple(value for values in found for value in values if not isinstance(value, _CALLABLES))

    def _spread(self, function: Scope, parameter: Parameter, sites: tuple[_Site, ...]) -> Values:
        """What is given for `*parameter` or `**parameter`."""
        named: dict[str, list[Values]] = {}
        rest: list[Values] = []
        for scope, number, call, skipped in sites:
            use = self._inference.use_of_call(scope, number)
            if parameter.kind is ParameterKind.VAR_KEYWORD:
                for name, argument in call.keywords:
                    if name is not None and name not in function.parameters:
                        named.setdefault(name, []).append(self._plain(argument, use))
            else:
                rest += [self._plain(argument, use) for argument in call.args[_positional(function) - skipped :]]
        parts = tuple(merged((), *values) for values in named.values())
        kind = "dict" if parameter.kind is ParameterKind.VAR_KEYWORD else "tuple"
        return (CollectionValue(merged((), *rest, *parts), kind=kind, keys=tuple(named), parts=parts),)

    def handed(self, function: Scope, parameter: str) -> Values:
        """The functions and classes that the calls of a function give for the parameter, as far as that is known."""
        found: dict[Value, None] = {}
        for scope, number, call, skipped in self._sites_of(function)[0]:
            for filled, argument in matched(function, call, skipped):
                if filled.name == parameter:
                    given = self._inference.infer(argument, self._inference.use_of_call(scope, number))
                    found.update((value, None) for value in given if isinstance(value, (*_CALLABLES, ClassValue)))
        return merged(tuple(found))

    def constructions(self, cls: Scope) -> Iterator[tuple[Scope, int]]:
        """The calls that make objects of the class or of one below it; none if there are too many to tell anything."""
        classes = {cls, *self._inference.classes.subclasses(cls)}
        names = dict.fromkeys([*(each.definition.name for each in classes), "cls"])
        found = (one for name in names for one in self._mentions(name, cls) if one.argument is None)
        mentions = list(islice(found, _MOST_SITES + 1))
        for scope, number, _ in mentions if len(mentions) <= _MOST_SITES else ():
            callees = self._inference.callee(scope, number)
            if any(isinstance(value, ClassValue) and value.scope in classes for value in callees):
                yield scope, number

    def _sites_of(self, function: Scope) -> tuple[tuple[_Site, ...], bool]:
        """Calls of the function, and whether these are all that are known."""
        if function not in self._sites:
            self._sites[function] = (), True
            self._sites[function] = self._find(function) if self._is_plain(function) else ((), True)
        return self._sites[function]

    def _is_plain(self, function: Scope) -> bool:
        """True if only the project calls the function: what decorators register, frameworks call."""
        if not function.definition.decorators:
            return True
        return all(name in _NEUTRAL for name in self._inference.decorator_names(function))

    def _find(self, function: Scope) -> tuple[tuple[_Site, ...], bool]:
        candidates = (mention for name in self._names(function) for mention in self._mentions(name, function))
        found: list[_Site] = []
        for position, mention in enumerate(candidates):
            if len(found) >= _MOST_SITES or position >= _MOST_CANDIDATES:
                return tuple(found), False
            found += self._calling(mention, function)
        return tuple(found), True

    def _calling(self, mention: _Mention, function: Scope) -> Iterator[_Site]:
        scope, number, handed = mention
        call = scope.body.calls[number]
        values = self._inference.callee(scope, number)
        if handed is not None:
            run = self._as_run(call, handed, values)
            if run is None:
                return
            call, values = run, self._inference.infer(handed, self._inference.use_of_call(scope, number))
        for value in values:
            skipped = self._skipped(value, function)
            if skipped is not None:
                yield _Site(scope, number, call, skipped)

    def _as_run(self, call: Call, handed: Expression, callees: Values) -> Call | None:
        """The call that a library makes of a function that it is handed with its arguments: `to_thread(f, x)`."""
        for callee in callees:
            if not isinstance(callee, LibraryValue):
                continue
            runs = self._inference.catalog.runs(callee.name)
            is_later = runs is None and self._inference.library_name(callee.name) in starlette.LATER_CALLS
            position = 0 if is_later else runs.argument if runs is not None else None
            if position is not None and position < len(call.args) and call.args[position] == handed:
                return call.handed(position + 1)
        return None

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

    def _mentions(self, name: str, wanted: Scope) -> Iterator[_Mention]:
        """The places that call what bears a name or hand it on, by path and place; for what serves, none in tests."""
        is_test = is_test_path(wanted.module.path)
        for scope in self._inference.mentions.of(name):
            if is_test or not is_test_path(scope.module.path):
                for place in self._in(scope).get(name, ()):
                    number, argument = divmod(place, 1 + _HANDED)
                    handed = scope.body.calls[number].args[argument - 1] if argument else None
                    yield _Mention(scope, number, handed)

    def _in(self, scope: Scope) -> dict[str, tuple[int, ...]]:
        """The places of a definition by the names that they speak of, each as one number, since there are many."""
        known = self._mentioned.get(scope)
        if known is None:
            found: dict[str, list[int]] = {}
            for number, call in enumerate(scope.body.calls):
                place = number * (1 + _HANDED)
                found.setdefault(last_name(call.func), []).append(place)
                for at, argument in enumerate(call.args[:_HANDED], 1):
                    if type(argument) is ex.Name or type(argument) is ex.Attribute:
                        found.setdefault(last_name(argument), []).append(place + at)
            known = self._mentioned[scope] = {name: tuple(places) for name, places in found.items()}
        return known


def _positional(function: Scope) -> int:
    """The number of parameters that arguments by position fill before those of `*args`."""
    kinds = (ParameterKind.POSITIONAL_ONLY, ParameterKind.POSITIONAL)
    return sum(parameter.kind in kinds for parameter in function.definition.parameters)
