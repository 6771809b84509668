"""Loops: how many times they turn, where the number comes from, and which nests burn the CPU.

Measured (research of 2026-11, CPython 3.13): 1e5 turns of a small body take 8 ms, 1e6 take 95 ms. A loop over a list in
the request is taken as 1,000 turns, a loop up to a number in the request as a million: the client picks it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from fastapi_lint.frameworks import python
from fastapi_lint.model import expression as ex
from fastapi_lint.model.effect import EffectKind, Leaf, Offload, Tier
from fastapi_lint.model.expression import Expression
from fastapi_lint.model.facts import LOOPS, BlockKind
from fastapi_lint.project.flow.request_data import RequestData
from fastapi_lint.project.flow.text import text_of
from fastapi_lint.project.resolve.inference import Inference
from fastapi_lint.project.resolve.names import Use
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.project.resolve.values import FunctionValue, LibraryValue, LiteralValue

REQUEST_LIST = 1_000
REQUEST_NUMBER = 1_000_000
BURNS = 300_000
"""Turns of a nest from which on it is reported (about 30 ms of a small body, a tenth of a second with a call in it)."""

_VIEWS = frozenset({"builtins.enumerate", "builtins.reversed", "builtins.zip", "builtins.list", "builtins.sorted",
                    "builtins.tuple", "builtins.iter"})  # fmt: skip
_CLOCKS = frozenset({"time.time", "time.monotonic", "time.perf_counter", "time.process_time", "time.time_ns",
                     "time.monotonic_ns", "datetime.datetime.now", "datetime.datetime.utcnow"})  # fmt: skip
_LANGUAGE = frozenset({"builtins", "math", "random"})
_COMBINATIONS = frozenset({"itertools.permutations", "itertools.combinations", "itertools.product"})
_ORDINALS = {BlockKind.ASYNC_FOR: BlockKind.FOR}


class Loop(NamedTuple):
    """A loop of a definition with its own trip count and the cost of the nest that it stands in."""

    block: int
    kind: str
    ordinal: int
    trips: int | None
    bound: str
    depth: int
    cost: int
    is_outermost: bool
    suspends: bool
    leaf: Leaf | None


class Trips(NamedTuple):
    """A number of turns; None if unknown. `bound`: constant, request, data or unknown. `text`: as a report says it."""

    turns: int | None
    bound: str
    text: str


_UNKNOWN = Trips(None, "unknown", "")


class Loops:
    """Judges the loops of definitions."""

    def __init__(self, inference: Inference, requests: RequestData) -> None:
        self._inference = inference
        self._requests = requests

    def of(self, scope: Scope) -> list[Loop]:
        """All loops of a definition in source order of their blocks."""
        numbers = loop_blocks(scope)
        if not numbers:
            return []
        awaiting = self._awaiting(scope)
        trips = {i: self._trips(scope, i) for i in numbers}
        return [self._loop(scope, i, trips, awaiting) for i in numbers]

    @staticmethod
    def may_burn(scope: Scope) -> bool:
        """False if no loop of a definition can turn often enough: each stands alone, and turns over what is there."""
        blocks = scope.body.blocks
        return any(
            blocks[i].kind is BlockKind.WHILE
            or isinstance(blocks[i].expression, ex.CallResult)
            or len(scope.loops_around(i)) > 1
            for i in loop_blocks(scope)
        )

    @staticmethod
    def _awaiting(scope: Scope) -> set[int]:
        """Blocks in which (or in whose inner blocks) something is awaited, or handed to whoever iterates."""
        body = scope.body
        blocks = body.blocks
        found = {index for _, _, block in body.awaits for index in scope.block_chain(block)}
        for outcome in body.outcomes:
            if outcome.kind in ("yield", "yield-from"):
                found.update(scope.block_chain(outcome.block))
        for index, block in enumerate(blocks):
            if block.kind in (BlockKind.ASYNC_FOR, BlockKind.ASYNC_WITH):
                found.update(scope.block_chain(index))
        return found

    def _loop(self, scope: Scope, block: int, trips: dict[int, Trips], awaiting: set[int]) -> Loop:
        facts = scope.body.blocks[block]
        around = [i for i in scope.loops_around(block) if i != block and i not in awaiting]
        suspends = block in awaiting
        inner = [i for i in trips if block in scope.loops_around(i) and i != block]
        nest = self._deepest_nest(scope, block, inner, trips)
        cost = 1
        for index in [*around, *nest]:
            cost *= trips[index].turns or 1
        own = trips[block]
        burns = cost >= BURNS and not suspends and not around and scope.is_reachable(block)
        early = any(scope.body.blocks[i].has_exit for i in nest)
        counted = [trips[i] for i in nest if (trips[i].turns or 1) > 1]
        leaf = self._leaf(counted, cost, early) if burns and not _are_different_tables(counted) else None
        kind = "for" if facts.kind in (BlockKind.FOR, BlockKind.ASYNC_FOR) else str(facts.kind)
        depth = len(scope.loops_around(block)) - 1
        return Loop(block, kind, facts.ordinal, own.turns, own.bound, depth, cost, not around, suspends, leaf)

    @staticmethod
    def _deepest_nest(scope: Scope, block: int, inner: list[int], trips: dict[int, Trips]) -> list[int]:
        """The block and the loops within it along the most costly path."""
        best, best_cost = [block], trips[block].turns or 1
        for candidate in inner:
            path = [i for i in scope.loops_around(candidate) if i == block or i in inner]
            cost = 1
            for index in path:
                cost *= trips[index].turns or 1
            if cost > best_cost:
                best, best_cost = path, cost
        return best

    @staticmethod
    def _leaf(nest: list[Trips], cost: int, may_end_early: bool) -> Leaf:
        known = list(reversed(nest))
        from_request = any(t.bound == "request" for t in known)
        text = " × ".join(t.text for t in known)
        return Leaf(
            name=f"a loop over {text}" if len(known) == 1 else f"nested loops over {text}",
            kind=EffectKind.CPU,
            tier=Tier.ONE if from_request and cost >= REQUEST_NUMBER else Tier.TWO,
            offload=Offload.PROCESS,
            library="",
            note="the request decides how often it turns" if from_request else _turns(cost, may_end_early),
            from_request=from_request,
            may_end_early=may_end_early,
        )

    def _trips(self, scope: Scope, block: int) -> Trips:
        facts = scope.body.blocks[block]
        if facts.expression is None:
            return _UNKNOWN
        use = Use(scope, max(facts.parent, 0), (facts.line, facts.column))
        if facts.kind is BlockKind.WHILE and self._is_busy_wait(scope, block, facts.expression):
            return Trips(REQUEST_NUMBER, "constant", f"the clock (`{text_of(facts.expression, scope)}`)")
        if facts.kind is BlockKind.WHILE:
            return self._of_condition(facts.expression, use) if _counts(scope, block) else _UNKNOWN
        return self._of_iterable(facts.expression, use)

    def _is_busy_wait(self, scope: Scope, block: int, test: Expression) -> bool:
        """`while time.time() < end: pass`: it asks the clock, and calls nothing within but what the language has."""
        if not isinstance(test, ex.Operation) or test.operator not in ("<", "<=", ">", ">="):
            return False
        body = scope.body
        asked = [self._names(scope, index) for index in _calls_in(test)]
        inner = [self._names(scope, i) for i, call in enumerate(body.calls) if block in scope.block_chain(call.block)]
        is_plain = all(name.partition(".")[0] in _LANGUAGE or name in _CLOCKS for names in inner for name in names)
        return is_plain and all(inner) and any(names & _CLOCKS for names in asked)

    def _names(self, scope: Scope, index: int) -> set[str]:
        """What a call calls, if all of that is a library's."""
        values = self._inference.callee(scope, index)
        names = {value.name for value in values if isinstance(value, LibraryValue)}
        return names if len(names) == len(values) else set()

    def _of_condition(self, test: Expression, use: Use) -> Trips:
        """`while i < n`: bounded by a number of the request."""
        compared = isinstance(test, ex.Operation) and test.operator in ("<", "<=", ">", ">=", "!=")
        operands = test.operands if isinstance(test, ex.Operation) and compared else (test,)
        for operand in operands:
            if "number" in self._requests.sources(operand, use):
                return Trips(REQUEST_NUMBER, "request", f"`{text_of(operand, use.scope)}`")
        return _UNKNOWN

    def _of_iterable(self, iterable: Expression, use: Use) -> Trips:
        if isinstance(iterable, ex.Collection):
            return Trips(len(iterable.elements), "constant", f"{len(iterable.elements)} items")
        if isinstance(iterable, ex.CallResult):
            found = self._of_call(iterable.call, use)
            if found is not None:
                return found
        if self._requests.sources(iterable, use) & {"body", "json", "upload"}:
            return Trips(REQUEST_LIST, "request", f"`{text_of(iterable, use.scope)}`")
        if "rows" in self._requests.sources(iterable, use):
            return Trips(REQUEST_LIST, "data", f"the rows in `{text_of(iterable, use.scope)}`")
        return _UNKNOWN

    def _of_call(self, index: int, use: Use) -> Trips | None:
        call = use.scope.body.calls[index]
        names = {v.name for v in self._inference.callee(use.scope, index) if isinstance(v, LibraryValue)}
        if "builtins.range" in names:
            return self._of_range(call.args, use)
        if names & _VIEWS and call.args:
            return self._of_iterable(call.args[0], use)
        if names & _COMBINATIONS and call.args:
            inner = self._of_iterable(call.args[0], use)
            if inner.turns is not None:
                return Trips(inner.turns**2, inner.bound, f"pairs of {inner.text}")
        return None

    def _of_range(self, arguments: tuple[Expression, ...], use: Use) -> Trips:
        numbers = [self._number(argument, use) for argument in arguments]
        if numbers and all(number is not None for number in numbers):
            known = [int(number or 0) for number in numbers]
            try:
                count = len(range(*known[:3]))
            except (ValueError, OverflowError):
                return _UNKNOWN
            return Trips(count, "constant", f"{count:,} turns")
        if not arguments:
            return _UNKNOWN
        bound = _distance(*arguments[:2]) if len(arguments) > 1 else arguments[0]
        sources = self._requests.sources(bound, use)
        text = f"`{text_of(bound, use.scope)}`"
        if sources & {"number", "body", "json"}:
            return Trips(REQUEST_NUMBER, "request", text)
        return Trips(REQUEST_LIST, "request", text) if "length" in sources else _UNKNOWN

    def _number(self, expression: Expression, use: Use) -> int | None:
        """The value of a literal or a constant that is bound to one."""
        if isinstance(expression, ex.Operation) and len(expression.operands) == 2:
            left, right = (self._number(operand, use) for operand in expression.operands)
            if left is not None and right is not None:
                return _arithmetic(expression.operator, left, right)
            return None
        values = self._inference.infer(expression, use)
        if len(values) == 1 and isinstance(values[0], LiteralValue) and isinstance(values[0].value, int | float):
            return int(values[0].value)
        return None

    def recursion(self, scope: Scope) -> Leaf | None:
        """Branching recursion on a shrinking number that comes from the request: `f(n - 1) + f(n - 2)`."""
        if not any(_shrinks(argument) for call in scope.body.calls for argument in call.args):
            return None
        calls = []
        for index, call in enumerate(scope.body.calls):
            if any(isinstance(v, FunctionValue) and v.scope is scope for v in self._inference.callee(scope, index)):
                calls.append((index, call))
        if len(calls) < 2 or any(name in python.CACHES for name in self._inference.decorator_names(scope)):
            return None
        for index, call in calls:
            use = self._inference.use_of_call(scope, index)
            for argument in call.args:
                if not (isinstance(argument, ex.Operation) and _shrinks(argument)):
                    continue
                if "number" in self._requests.sources(argument.operands[0], use):
                    name = scope.definition.name
                    note = "the request decides how deep it goes"
                    return Leaf(
                        f"the recursion of `{name}`",
                        EffectKind.CPU,
                        Tier.ONE,
                        Offload.PROCESS,
                        "",
                        note=note,
                        from_request=True,
                    )
        return None


def loop_blocks(scope: Scope) -> list[int]:
    """The blocks of all loops of a definition."""
    return [i for i, block in enumerate(scope.body.blocks) if block.kind in LOOPS]


def _shrinks(argument: Expression) -> bool:
    """True for `n - 1` and `n // 2`."""
    return isinstance(argument, ex.Operation) and argument.operator in ("-", "//")


def _distance(start: Expression, stop: Expression) -> Expression:
    """What decides the number of turns from `start` to `stop`: `size` for `range(first, first + size)`."""
    if isinstance(stop, ex.Operation) and stop.operator == "+" and len(stop.operands) == 2 and start in stop.operands:
        return stop.operands[1] if stop.operands[0] == start else stop.operands[0]
    return stop


def _counts(scope: Scope, block: int) -> bool:
    """True if a `while` goes on in steps: a name in its condition is added to or subtracted from within it.

    Halving (`n //= 2`), doubling and searching by halves end soon however large the number is.
    """
    body = scope.body
    names = set(_names(body.blocks[block].expression))
    return any(
        binding.target in names
        and isinstance(binding.value, ex.Operation)
        and binding.value.operator in ("+", "-")
        and ex.Name(binding.target) in binding.value.operands
        for binding in body.bindings
        if block in scope.block_chain(binding.block)
    )


def _turns(number: int, may_end_early: bool) -> str:
    return f"up to {number:,} turns, as it may end early" if may_end_early else f"about {number:,} turns"


def _calls_in(expression: Expression) -> Iterator[int]:
    """Numbers of the calls in an expression of operators."""
    if isinstance(expression, ex.CallResult):
        yield expression.call
    elif isinstance(expression, ex.Operation):
        for operand in expression.operands:
            yield from _calls_in(operand)


def _names(expression: Expression | None) -> Iterator[str]:
    if isinstance(expression, ex.Name):
        yield expression.id
    elif isinstance(expression, ex.Operation):
        for operand in expression.operands:
            yield from _names(operand)


def _are_different_tables(nest: list[Trips]) -> bool:
    """True if nothing but rows multiplies, and not one table with itself: most tables are small, and few hold as much
    as another."""
    return len({t.text for t in nest}) > 1 and all(t.bound == "data" for t in nest)


def _arithmetic(operator: str, left: int, right: int) -> int | None:
    if operator == "**":
        return left**right if 0 <= right <= 12 and abs(left) <= 1000 else None
    if operator == "//" and right:
        return left // right
    return {"*": left * right, "+": left + right, "-": left - right}.get(operator)
