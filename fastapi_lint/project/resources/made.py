"""Made: clients, engines and executors that are made anew for each request."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi_lint.catalog.entries import PoolEntry
from fastapi_lint.model import expression as ex
from fastapi_lint.model.expression import Expression
from fastapi_lint.model.facts import TARGETS, BlockKind, Call
from fastapi_lint.model.resource import Given, MadeView
from fastapi_lint.project.flow.callgraph import CallGraph
from fastapi_lint.project.flow.executors import is_awaited_within
from fastapi_lint.project.flow.places import hop_of
from fastapi_lint.project.flow.steps import Step
from fastapi_lint.project.flow.units import Unit, unit_of
from fastapi_lint.project.resolve.inference import Inference
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.project.resolve.values import ClassValue, LibraryValue
from fastapi_lint.project.resources.serving import Serving
from fastapi_lint.project.resources.varying import Varying


class Made:
    """Looks at the calls of all units that requests reach."""

    def __init__(self, inference: Inference, graph: CallGraph, serving: Serving) -> None:
        self._inference = inference
        self._graph = graph
        self._serving = serving
        self._varying = Varying(inference, serving.per_request)

    def all(self) -> Iterator[MadeView]:
        """What each request makes, by definition and place."""
        scopes = {unit.scope for unit in self._serving.per_request.arrivals}
        for scope in sorted(scopes, key=lambda s: s.id):
            for index, call in enumerate(scope.body.calls):
                entry = self._entry(scope, index)
                if entry is None or scope.in_header(call.block) or not scope.is_reachable(call.block):
                    continue
                unit = unit_of(scope, call.block)
                if unit in self._serving.per_request.arrivals:
                    yield from self._of_call(entry, unit, index, call)

    def _of_call(self, entry: PoolEntry, unit: Unit, index: int, call: Call) -> Iterator[MadeView]:
        if self._is_shared(entry, call) or _is_stand_in(unit.scope, call):
            return
        if self._serving.per_request.is_kept(unit, index) or self._is_given(unit, index, call):
            return
        served = self._serving.at(unit, call.span, hop_of(unit, Step("call", index, call.block, (), ())))
        if served is None:
            return
        yield MadeView(
            callee=entry.name,
            kind=entry.kind,
            holds=entry.holds,
            given=self._given(entry, unit, index, call),
            in_loop=bool(unit.scope.loops_around(call.block)),
            waits_on_exit=unit.is_async and _is_entered(unit.scope, ex.CallResult(index)),
            served=served,
        )

    def _entry(self, scope: Scope, index: int) -> PoolEntry | None:
        values = self._inference.callee(scope, index)
        if len(values) != 1:
            return None
        if isinstance(values[0], LibraryValue):
            return self._inference.catalog.pool(values[0].name)
        if not isinstance(values[0], ClassValue):
            return None
        bases = self._inference.classes.library_bases(values[0].scope)
        return next((entry for entry in map(self._inference.catalog.pool, bases) if entry is not None), None)

    def _is_shared(self, entry: PoolEntry, call: Call) -> bool:
        """True if what it holds comes from elsewhere, or there is nothing for it to hold."""
        if entry.only_with and not any(name in entry.only_with for name, _ in call.keywords):
            return True
        return any(name in entry.shared and value != ex.NONE for name, value in call.keywords)

    def _given(self, entry: PoolEntry, unit: Unit, index: int, call: Call) -> Given:
        use = self._inference.use_of_call(unit.scope, index)
        found = [Given.FIXED]
        if entry.name.rpartition(".")[2].islower() and isinstance(call.func, ex.Attribute):
            found.append(self._varying.of(call.func.value, unit, use))  # `session.client("s3")`: whose credentials?
        for name, value in (*((None, argument) for argument in call.args), *call.keywords):
            given = self._varying.of(value, unit, use)
            if name in entry.per_call:
                given = Given.PER_CALL if given is Given.PER_REQUEST else Given.FIXED
            elif isinstance(value, ex.Starred) or (name is None and value not in call.args):
                given = max(given, Given.UNKNOWN)
            found.append(given)
        return max(found)

    def _is_given(self, unit: Unit, index: int, call: Call) -> bool:
        """True if it is only made where a parameter is not given, and the way that requests come gives it."""
        names = _stand_ins(unit.scope, index, call)
        arrival = self._serving.per_request.arrivals[unit]
        if not names or arrival.caller is None or arrival.step is None or arrival.step.kind != "call":
            return False
        caller = arrival.caller.scope.body.calls[arrival.step.number]
        parameters = [p.name for p in unit.scope.definition.parameters][int(unit.scope.is_method) :]
        positional = parameters[: len(caller.args)]
        given = {*positional, *(name for name, value in caller.keywords if value != ex.NONE)}
        return bool(names & given)


def _stand_ins(scope: Scope, index: int, call: Call) -> set[str]:
    """Parameters for which the call stands in: `if client is None:`, `client or httpx.Client()`."""
    body = scope.body
    found: set[str] = set()
    for number in scope.block_chain(call.block):
        if body.blocks[number].kind is BlockKind.IF:
            found |= _missing(body.blocks[number].expression)
    values: list[Expression | None] = [b.value for b in body.attribute_bindings]
    values += [b.value for b in body.bindings if not isinstance(b.value, TARGETS)]
    for value in values:
        if isinstance(value, ex.Operation) and value.operator == "or" and ex.CallResult(index) in value.operands:
            found |= {operand.id for operand in value.operands if isinstance(operand, ex.Name)}
    return {name for name in found if name in scope.parameters}


def _is_stand_in(scope: Scope, call: Call) -> bool:
    """True where it is only made if there is none: `client = getattr(app.state, "client", None)`, `if not client:`."""
    blocks = scope.body.blocks
    around = (blocks[number] for number in scope.block_chain(call.block))
    missing = {name for one in around if one.kind is BlockKind.IF for name in _missing(one.expression)}
    return any(name in scope.bindings and name not in scope.parameters for name in missing)


def _missing(test: Expression | None) -> set[str]:
    """Names that are not given where a test holds: `x is None`, `not x`."""
    if not isinstance(test, ex.Operation):
        return set()
    first = test.operands[0]
    if test.operator == "not" or (test.operator == "is" and test.operands[1] == ex.NONE):
        return {first.id} if isinstance(first, ex.Name) else set()
    return set()


def _is_entered(scope: Scope, result: Expression) -> bool:
    """True if a `with` ends what is made, and may have to wait for it."""
    entered = (one for one in scope.body.contexts if one.manager == result and not one.is_async)
    return any(not is_awaited_within(scope, context) for context in entered)
