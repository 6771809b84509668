"""Repeated: queries that run once for each element of what a request sends, or of what another query gave."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from fastapi_lint.catalog.entries import QueryEntry, RunsOn
from fastapi_lint.model import expression as ex
from fastapi_lint.model.effect import Hop
from fastapi_lint.model.expression import Expression
from fastapi_lint.model.facts import LOOPS, BlockKind, Call
from fastapi_lint.model.resource import RepeatedView
from fastapi_lint.model.role import Role
from fastapi_lint.project.flow.conditions import weight
from fastapi_lint.project.flow.places import hop_of
from fastapi_lint.project.flow.steps import Step
from fastapi_lint.project.flow.text import call_text, text_of
from fastapi_lint.project.flow.units import Unit, unit_of
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.project.resolve.values import LibraryValue
from fastapi_lint.project.resources.stand_ins import asked_for, given_to, guards
from fastapi_lint.project.resources.turned import Turned

if TYPE_CHECKING:
    from fastapi_lint.project.project import Project

_DEEPEST = 4
_UNTIL = frozenset({"next", "any", "all"})
"""Functions that draw from an iterator until they know."""

_SEQUENTIAL = frozenset({RunsOn.SAME, RunsOn.POOL})
_AFTERWARDS = Role.BACKGROUND_TASK | Role.WEBSOCKET | Role.STREAM
"""What nobody waits for, and what goes on for as long as a connection does or gives what it has got by then."""


class _Query(NamedTuple):
    """A query that a call leads to, and the calls to it; `conditions` are counted as for effects."""

    entry: QueryEntry
    chain: tuple[Hop, ...]
    conditions: int


class _State(NamedTuple):
    """A unit that a call leads to, and the way there."""

    unit: Unit
    chain: tuple[Hop, ...]
    conditions: int


class Repeated:
    """Looks at the loops of all units that requests reach."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._inference = project.inference
        self._serving = project.resources.serving
        self._turned = Turned(project)
        self._sources: dict[tuple[Scope, int], str] = {}
        self._ends: dict[tuple[Scope, int], bool] = {}
        self._called: dict[Unit, dict[int, Step]] = {}
        self._nearest: dict[tuple[Unit, frozenset[str]], _Query | None] = {}

    def all(self) -> Iterator[RepeatedView]:
        """By definition and place: one view a loop, for its first query."""
        names = self._inference.catalog.query_names
        if not self._project.called.speaking_of(names):
            return
        scopes = {unit.scope for unit in self._serving.per_request.arrivals}
        for scope in sorted(scopes, key=lambda each: each.id):
            told: set[int] = set()
            has_loops = any(block.kind in LOOPS for block in scope.body.blocks)
            for index, call in enumerate(scope.body.calls if has_loops else ()):
                loop = self._loop(scope, index, call)
                if loop is None or loop in told:
                    continue
                view = self._of_call(scope, index, call, loop)
                if view is not None:
                    told.add(loop)
                    yield view

    def _loop(self, scope: Scope, index: int, call: Call) -> int | None:
        """The innermost loop around a call that leads somewhere, if it turns to its end and there is no telling how
        often."""
        around = scope.loops_around(call.block)
        if not around or scope.in_header(call.block) or not scope.is_reachable(call.block):
            return None
        loop = max(around)
        if not self._leads_on(scope, index, call) or self._ends_early(scope, loop):
            return None
        return None if _is_seldom(scope, call.block, loop) else loop

    def _leads_on(self, scope: Scope, index: int, call: Call) -> bool:
        """True for a query, and for what runs something of the project: most calls in loops do neither."""
        return index in self._steps(unit_of(scope, call.block)) or self._entry(scope, index) is not None

    def _steps(self, unit: Unit) -> dict[int, Step]:
        """The calls of a unit that run something of the project."""
        known = self._called.get(unit)
        if known is None:
            steps = self._project.graph.steps(unit)
            known = self._called[unit] = {step.number: step for step in steps if step.kind == "call" and step.edges}
        return known

    def _ends_early(self, scope: Scope, loop: int) -> bool:
        key = scope, loop
        if key not in self._ends:
            self._ends[key] = _ends_early(scope, loop)
        return self._ends[key]

    def _of_call(self, scope: Scope, index: int, call: Call, loop: int) -> RepeatedView | None:
        unit = unit_of(scope, call.block)
        arrival = self._serving.per_request.arrivals.get(unit)
        if arrival is None or arrival.role & _AFTERWARDS or self._serving.per_request.is_kept(unit, index):
            return None
        source = self._source(scope, loop)
        query = self._query(unit, index, call) if source else None
        served = self._serving.at(unit, call.span) if query is not None else None
        if query is None or served is None:
            return None
        facts = scope.body.blocks[loop]
        return RepeatedView(
            call=call_text(scope, index),
            query=query.entry.name,
            of=query.entry.of,
            instead=query.entry.instead,
            source=source,
            over=text_of(self._turned.inner(facts.expression, scope), scope),
            conditions=query.conditions + int(weight(scope, call.block) > weight(scope, loop)),
            chain=query.chain,
            served=served,
        )

    def _source(self, scope: Scope, loop: int) -> str:
        """What the loop turns over; worked out once for all calls in it."""
        key = scope, loop
        if key not in self._sources:
            self._sources[key] = self._turned.source(scope, loop)
        return self._sources[key]

    def _query(self, unit: Unit, index: int, call: Call) -> _Query | None:
        """The query that a call waits for: its own, or the nearest that a function of the project leads to."""
        scope = unit.scope
        hop = hop_of(unit, Step("call", index, call.block, (), ()))
        entry = self._entry(scope, index)
        if entry is not None:
            return _Query(entry, (hop,), 0)
        step = self._steps(unit).get(index)
        for edge in step.edges if step is not None else ():
            is_next = edge.is_certain and edge.thread in _SEQUENTIAL and edge.target.scope is not scope
            if not is_next or self._is_put_off(edge.target, call):
                continue
            found = self._within(edge.target, given_to(edge.target.scope, call))
            if found is not None:
                return found._replace(chain=(hop, *found.chain))
        return None

    @staticmethod
    def _is_put_off(target: Unit, call: Call) -> bool:
        """True for a coroutine that is made here and awaited elsewhere: together with others, perhaps."""
        return target.is_async and not call.awaited

    def _entry(self, scope: Scope, index: int) -> QueryEntry | None:
        values = self._inference.callee(scope, index)
        names = [value.name for value in values if isinstance(value, LibraryValue)]
        entry = self._inference.catalog.query(names[0]) if len(names) == len(values) == 1 else None
        if entry is None:
            return None
        owner = self._inference.library_name(names[0]).rpartition(".")[0]
        call = scope.body.calls[index]
        return entry if call.awaited or not self._inference.catalog.is_async(owner) else None

    def _within(self, start: Unit, given: frozenset[str]) -> _Query | None:
        """The nearest query that running a unit leads to, unless it keeps what it was given, or is `given` that."""
        key = start, given & asked_for(start.scope)
        if key not in self._nearest:
            self._nearest[key] = self._search(*key)
        return self._nearest[key]

    def _search(self, start: Unit, given: frozenset[str]) -> _Query | None:
        queue: deque[_State] = deque([_State(start, (), 0)])
        seen = {start}
        while queue:
            state = queue.popleft()
            unit = state.unit
            if self._serving.per_request.keeps_itself(unit.scope):
                continue
            calls = [one for one in self._calls(unit) if unit != start or not given & guards(unit.scope, one)]
            for index in calls:
                entry = self._entry(unit.scope, index)
                if entry is not None:
                    call = unit.scope.body.calls[index]
                    hop = hop_of(unit, Step("call", index, call.block, (), ()))
                    return _Query(entry, (*state.chain, hop), state.conditions + weight(unit.scope, call.block))
            if len(state.chain) < _DEEPEST:
                queue += self._onward(state, set(calls), seen)
        return None

    def _calls(self, unit: Unit) -> Iterator[int]:
        """The calls of a unit whose results are not kept."""
        for index, call in enumerate(unit.scope.body.calls):
            is_own = unit_of(unit.scope, call.block) == unit and unit.scope.is_reachable(call.block)
            if is_own and not self._serving.per_request.is_kept(unit, index):
                yield index

    def _onward(self, state: _State, calls: set[int], seen: set[Unit]) -> Iterator[_State]:
        unit, body = state.unit, state.unit.scope.body
        for step in self._project.graph.steps(unit):
            if step.kind != "call" or step.number not in calls:
                continue
            for edge in step.edges:
                is_next = edge.is_certain and edge.thread in _SEQUENTIAL and edge.target not in seen
                if is_next and not self._is_put_off(edge.target, body.calls[step.number]):
                    seen.add(edge.target)
                    conditions = state.conditions + weight(unit.scope, step.block)
                    yield _State(edge.target, (*state.chain, hop_of(unit, step)), conditions)


def _ends_early(scope: Scope, loop: int) -> bool:
    """True for a loop that ends with what it looks for; not for one that only gives up."""
    body = scope.body
    if body.blocks[loop].kind is BlockKind.COMPREHENSION:
        drawn = (one for call in body.calls if call.name in _UNTIL for one in call.args)
        return any(isinstance(one, ex.Comprehension) and loop in _clauses(scope, one.block) for one in drawn)
    if not body.blocks[loop].has_exit:
        return False
    kinds = {outcome.kind for outcome in body.outcomes if loop in scope.block_chain(outcome.block)}
    return "return" in kinds or "raise" not in kinds


def _clauses(scope: Scope, first: int) -> set[int]:
    """The blocks of a comprehension's clauses: its first, and those in that."""
    blocks = scope.body.blocks
    return {n for n, one in enumerate(blocks) if one.kind is BlockKind.COMPREHENSION and first in scope.block_chain(n)}


def _is_seldom(scope: Scope, block: int, loop: int) -> bool:
    """True in a `while` within the loop, which tries again, where something has failed, and where enough has come
    together: `if len(rows) >= 100:`."""
    blocks = scope.body.blocks
    within = [blocks[one] for one in scope.block_chain(block) if one > loop]
    if any(one.kind in (BlockKind.WHILE, BlockKind.EXCEPT) for one in within):
        return True
    return any(one.kind is BlockKind.IF and _counts(one.expression, scope) for one in within)


def _counts(test: Expression | None, scope: Scope) -> bool:
    """True for `len(rows) >= 100` and `number % 100 == 0`."""
    if not isinstance(test, ex.Operation):
        return False
    if test.operator in ("and", "or", "not"):
        return any(_counts(operand, scope) for operand in test.operands)
    calls = scope.body.calls
    sizes = (one for one in test.operands if isinstance(one, ex.CallResult) and calls[one.call].name == "len")
    steps = (one for one in test.operands if isinstance(one, ex.Operation) and one.operator == "%")
    return test.operator in (">=", ">", "==", "<=", "<") and any((*sizes, *steps))
