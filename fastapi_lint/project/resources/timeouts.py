"""Timeouts: calls in what serves requests that wait for as long as the other side likes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from fastapi_lint.catalog.entries import TimeoutEntry
from fastapi_lint.model import expression as ex
from fastapi_lint.model.expression import Expression
from fastapi_lint.model.facts import Call, ParameterKind
from fastapi_lint.model.resource import WaitView
from fastapi_lint.project.flow.called import CalledNames
from fastapi_lint.project.flow.places import hop_of
from fastapi_lint.project.flow.steps import Step
from fastapi_lint.project.flow.units import Unit, unit_of
from fastapi_lint.project.resolve.generics import matched
from fastapi_lint.project.resolve.inference import Inference
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.project.resolve.values import FunctionValue, LibraryObject, LibraryValue, ObjectValue
from fastapi_lint.project.resources.serving import Serving

_SESSION = "requests.Session"
_PLAIN_ADAPTER = "requests.adapters.HTTPAdapter"
_SENDING = frozenset({"request", "send", "get", "post"})
_DEEPEST = 6


class Limit(NamedTuple):
    """What a call says of its limit: nothing, or `None`; `through` is the parameter that could have said more."""

    is_explicit: bool = False
    through: str = ""


class Timeouts:
    """Looks at the calls of all units that requests reach."""

    def __init__(self, inference: Inference, called: CalledNames, serving: Serving) -> None:
        self._inference = inference
        self._called = called
        self._serving = serving
        self._entries: dict[str, TimeoutEntry | None] = {}
        self._sessions_limit: bool | None = None

    def all(self) -> Iterator[WaitView]:
        """The calls without a limit, by definition and place."""
        reached = self._serving.per_request.arrivals
        for scope in sorted({unit.scope for unit in reached}, key=lambda s: s.id):
            for index, call in enumerate(scope.body.calls):
                entry = self._entry(scope, index)
                if entry is None or not scope.is_reachable(call.block) or scope.in_header(call.block):
                    continue
                unit = unit_of(scope, call.block)
                if unit in reached:
                    yield from self._of_call(entry, unit, index, call)

    def _of_call(self, entry: TimeoutEntry, unit: Unit, index: int, call: Call) -> Iterator[WaitView]:
        limit = self._missing(entry, unit, index, call)
        if limit is None or self._is_set_elsewhere(entry, unit.scope, call, index):
            return
        served = self._serving.at(unit, call.span, hop_of(unit, Step("call", index, call.block, (), ())))
        if served is not None:
            yield WaitView(
                callee=entry.name,
                keyword=entry.keyword,
                seconds=None if limit.is_explicit else entry.seconds,
                waits_for=entry.waits_for,
                is_explicit=limit.is_explicit,
                through=limit.through,
                served=served,
            )

    def _entry(self, scope: Scope, index: int) -> TimeoutEntry | None:
        values = self._inference.callee(scope, index)
        if len(values) != 1 or not isinstance(values[0], LibraryValue):
            return None
        name = values[0].name
        if name not in self._entries:
            self._entries[name] = self._inference.catalog.timeout(name)
        return self._entries[name]

    def _missing(self, entry: TimeoutEntry, unit: Unit, index: int, call: Call) -> Limit | None:
        """How the limit is missing from a call; None if there is one, or if that cannot be known."""
        given = call.argument(entry.position, entry.keyword)
        if given is not None:
            return self._is_none(given, unit, index)
        if entry.seconds is not None and entry.seconds < 60:
            return None
        if any(isinstance(argument, ex.Starred) for argument in call.args):
            return None
        spread = [value for name, value in call.keywords if name is None]
        if not spread:
            return Limit()
        return self._missing_from(spread, entry.keyword, unit, _DEEPEST)

    def _is_none(self, given: Expression, unit: Unit, index: int) -> Limit | None:
        if given == ex.NONE:
            return Limit(is_explicit=True)
        name = given.id if isinstance(given, ex.Name) else ""
        if name not in unit.scope.parameters or name in unit.scope.bindings:
            return None
        found = self._argument(unit, name, _DEEPEST)
        return Limit(through=name) if found == ex.NONE else None

    def _argument(self, unit: Unit, name: str, depth: int) -> Expression | None:
        """What a parameter is given on the way by which requests come; None if that is not known."""
        arrival = self._serving.per_request.arrivals.get(unit)
        parameter = unit.scope.parameters.get(name)
        if arrival is None or parameter is None or depth == 0:
            return None
        if arrival.caller is None or arrival.step is None or arrival.step.kind != "call":
            return None
        caller, number = arrival.caller, arrival.step.number
        call = caller.scope.body.calls[number]
        if _hides(call) or not self._calls(caller.scope, number, unit.scope):
            return None
        for filled, argument in matched(unit.scope, call, self._skipped(caller.scope, number)):
            if filled is parameter:
                if isinstance(argument, ex.Name) and argument.id in caller.scope.parameters:
                    return self._argument(caller, argument.id, depth - 1)
                return argument
        return parameter.default

    def _calls(self, scope: Scope, number: int, target: Scope) -> bool:
        values = self._inference.callee(scope, number)
        return any(isinstance(value, FunctionValue) and value.scope is target for value in values)

    def _skipped(self, scope: Scope, number: int) -> int:
        values = self._inference.callee(scope, number)
        return int(any(isinstance(value, FunctionValue) and value.receiver is not None for value in values))

    def _missing_from(self, spread: list[Expression], keyword: str, unit: Unit, depth: int) -> Limit | None:
        """The same for a call with `**kwargs`: what is not known may hold a limit."""
        scope = unit.scope
        for value in spread:
            name = value.id if isinstance(value, ex.Name) else ""
            parameter = scope.parameters.get(name)
            if parameter is None or parameter.kind is not ParameterKind.VAR_KEYWORD or _mentions(scope, keyword):
                return None
            if not self._caller_leaves_out(keyword, unit, depth):
                return None
        return Limit(through="**")

    def _caller_leaves_out(self, keyword: str, unit: Unit, depth: int) -> bool:
        arrival = self._serving.per_request.arrivals.get(unit)
        if depth == 0 or arrival is None or arrival.caller is None or arrival.step is None:
            return False
        if arrival.step.kind != "call" or not self._calls(arrival.caller.scope, arrival.step.number, unit.scope):
            return False
        call = arrival.caller.scope.body.calls[arrival.step.number]
        if any(name == keyword for name, _ in call.keywords):
            return False
        spread = [value for name, value in call.keywords if name is None]
        return not spread or self._missing_from(spread, keyword, arrival.caller, depth - 1) is not None

    def _is_set_elsewhere(self, entry: TimeoutEntry, scope: Scope, call: Call, index: int) -> bool:
        if any(self._calls_of(name) for name in entry.set_by):
            return True
        makers = [call for name in entry.given_by for call in self._calls_of(name)]
        if any(_hides(maker) or maker.argument(None, entry.keyword) is not None for maker in makers):
            return True
        if not entry.name.startswith(f"{_SESSION}."):
            return False
        receiver = call.func.value if isinstance(call.func, ex.Attribute) else call.func
        values = self._inference.infer(receiver, self._inference.use_of_call(scope, index))
        return any(isinstance(value, ObjectValue) for value in values) or self._do_sessions_limit()

    def _do_sessions_limit(self) -> bool:
        """True if the project gives sessions a limit by an adapter of its own, or by replacing a method."""
        if self._sessions_limit is None:
            mentions = self._inference.mentions
            assigning = (scope for name in sorted(_SENDING) for scope in mentions.attributes.get(name, ()))
            scopes = dict.fromkeys((*mentions.of_calls("mount"), *assigning))
            self._sessions_limit = any(map(self._limits_sessions, scopes))
        return self._sessions_limit

    def _limits_sessions(self, scope: Scope) -> bool:
        body = scope.body
        for index, call in enumerate(body.calls):
            if isinstance(call.func, ex.Attribute) and call.func.attr == "mount" and len(call.args) == 2:
                names = [v.name for v in self._inference.callee(scope, index) if isinstance(v, LibraryValue)]
                if names == [f"{_SESSION}.mount"] and not self._is_plain(scope, index, call.args[1]):
                    return True
        return any(
            b.attr in _SENDING
            and isinstance(b.value, ex.CallResult)
            and body.calls[b.value.call].argument(None, "timeout") is not None
            for b in body.attribute_bindings
        )

    def _is_plain(self, scope: Scope, index: int, adapter: Expression) -> bool:
        values = self._inference.infer(adapter, self._inference.use_of_call(scope, index))
        names = {self._inference.library_name(v.name) for v in values if isinstance(v, LibraryObject)}
        return names == {_PLAIN_ADAPTER}

    def _calls_of(self, name: str) -> list[Call]:
        """All calls of a library name in the project."""
        known = self._inference.library_name(name)
        spelled = frozenset((name, *self._inference.catalog.spellings(known)))
        return [
            scope.body.calls[index]
            for scope, index in self._called.calls(spelled)
            for value in self._inference.callee(scope, index)
            if isinstance(value, LibraryValue) and self._inference.library_name(value.name) == known
        ]


def _hides(call: Call) -> bool:
    """True if a call has `*` or `**`, behind which any argument may stand."""
    return any(name is None for name, _ in call.keywords) or any(isinstance(a, ex.Starred) for a in call.args)


def _mentions(scope: Scope, keyword: str) -> bool:
    """True if a function does anything with this key: `kwargs.setdefault("timeout", 5)`, `kwargs["timeout"] = 5`."""
    body = scope.body
    key = ex.Constant(keyword, "str")
    if any(key in call.args or any(name == keyword for name, _ in call.keywords) for call in body.calls):
        return True
    if any(binding.key == key for binding in body.item_bindings):
        return True
    tests = (block.expression for block in body.blocks)
    return any(isinstance(test, ex.Operation) and key in test.operands for test in tests)
