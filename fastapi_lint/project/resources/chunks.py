"""Chunks: synchronous iterators behind streaming responses that give little at a time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from fastapi_lint.frameworks import starlette
from fastapi_lint.model import expression as ex
from fastapi_lint.model.effect import EffectKind, Thread
from fastapi_lint.model.expression import Expression
from fastapi_lint.model.facts import LOOPS, BlockKind, Outcome
from fastapi_lint.model.location import Location, Span
from fastapi_lint.model.resource import ChunksView
from fastapi_lint.model.role import Role
from fastapi_lint.model.rule import Place
from fastapi_lint.project.flow.units import Unit, unit_of
from fastapi_lint.project.resolve.names import Use
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.project.resolve.values import LITERAL_TYPES, LibraryObject, LiteralValue, Value
from fastapi_lint.project.web.test_code import is_test_path

if TYPE_CHECKING:
    from fastapi_lint.project.project import Project

_LINES = {
    "io.TextIOWrapper": "the lines of a file",
    "io.BufferedReader": "the lines of a file",
    "io.BufferedRandom": "the lines of a file",
    "io.FileIO": "the lines of a file",
    "tempfile.SpooledTemporaryFile": "the lines of a file",
    "io.StringIO": "the lines of what is in memory",
    "io.BytesIO": "the lines of what is in memory",
    "csv.<reader>": "the rows of a CSV file",
    "csv.DictReader": "the rows of a CSV file",
    "builtins.str": "the characters of a string",
}
_SPLITS = frozenset({"splitlines", "split"})
_WAITS = frozenset({EffectKind.NETWORK, EffectKind.SLEEP, EffectKind.LOCK, EffectKind.SUBPROCESS})
_ALL_ROWS = "rows"


class Chunks:
    """Looks at generators that worker threads draw from, and at what is given to streaming responses directly."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._inference = project.inference

    def all(self) -> Iterator[ChunksView]:
        """The places where little is given at a time, by definition and place."""
        yield from self._given()
        seen: set[Scope] = set()
        for entry in self._project.surface.entry_points:
            scope, definition = entry.scope, entry.scope.definition
            drawn = entry.role & Role.STREAM and entry.thread & Thread.POOL and definition.is_generator
            if drawn and scope not in seen and not is_test_path(scope.module.path):
                seen.add(scope)
                for outcome in definition.body.outcomes:
                    yield from self._of_outcome(scope, outcome)

    def _given(self) -> Iterator[ChunksView]:
        """`StreamingResponse(io.BytesIO(data))`: iterating it gives a line at a time, also of what has no lines."""
        for scope, index in self._project.called.calls(starlette.STREAMING):
            if is_test_path(scope.module.path) or self._project.graph.callee(scope, index) not in starlette.STREAMING:
                continue
            call = scope.body.calls[index]
            content = call.argument(0, "content")
            if content is None or not scope.is_reachable(call.block):
                continue
            pieces = self._pieces(content, self._inference.use_of_call(scope, index))
            if pieces:
                yield self._view(unit_of(scope, call.block), call.span, pieces, is_direct=True)

    def _of_outcome(self, scope: Scope, outcome: Outcome) -> Iterator[ChunksView]:
        use = Use(scope, outcome.block, (outcome.line, outcome.column))
        if outcome.kind == "yield-from" and outcome.value is not None:
            pieces = self._pieces(outcome.value, use)
            if pieces:
                yield self._view(Unit(scope), outcome.span, pieces, is_direct=False)
        if outcome.kind != "yield":
            return
        loop = self._loop_around(scope, outcome.block)
        iterable = scope.body.blocks[loop].expression if loop is not None else None
        if loop is None or iterable is None or self._waits_within(scope, loop):
            return
        block = scope.body.blocks[loop]
        place = Use(scope, max(block.parent, 0), (block.line, block.column))
        pieces = self._pieces(iterable, place)
        if pieces:
            yield self._view(Unit(scope), outcome.span, pieces, is_direct=False)

    @staticmethod
    def _loop_around(scope: Scope, block: int) -> int | None:
        """The `for` directly around a `yield`; None if a condition stands between: it may gather pieces."""
        blocks = scope.body.blocks
        for index in scope.block_chain(block):
            if blocks[index].kind in LOOPS:
                return index if blocks[index].kind is BlockKind.FOR else None
            if blocks[index].kind in (BlockKind.IF, BlockKind.ELSE, BlockKind.CASE, BlockKind.EXCEPT):
                return None
        return None

    def _waits_within(self, scope: Scope, loop: int) -> bool:
        """True if each turn waits for something slower than a change of threads."""
        for step in self._project.graph.steps(Unit(scope)):
            inside = loop in scope.block_chain(step.block) or (step.kind == "loop" and step.number == loop)
            if inside:
                effects = self._project.effects.of_step(Unit(scope), step, step.leaves)
                if any(effect.leaf.kind in _WAITS for effect in effects):
                    return True
        return False

    def _pieces(self, iterable: Expression, use: Use) -> str:
        """What the iterable gives at a time, if that is little; `` if it is not known or may be large."""
        if isinstance(iterable, ex.CallResult):
            func = use.scope.body.calls[iterable.call].func
            if isinstance(func, ex.Attribute) and func.attr in _SPLITS:
                receiver = self._inference.infer(func.value, use)
                if any(v == LITERAL_TYPES[str] or isinstance(v, LiteralValue) for v in receiver):
                    return "the pieces of a string"
        values = self._inference.infer(iterable, use)
        found = {self._of_value(value) for value in values}
        if len(found) == 1 and "" not in found:
            return found.pop()
        if _ALL_ROWS in self._project.requests.sources(iterable, use):
            return "the rows of a query"
        return ""

    def _of_value(self, value: Value) -> str:
        return _LINES.get(self._inference.library_name(value.name), "") if isinstance(value, LibraryObject) else ""

    def _view(self, unit: Unit, span: Span, pieces: str, *, is_direct: bool) -> ChunksView:
        numbers = self._project.reach.route_numbers(unit)
        labels = tuple(sorted({self._project.routes[number].label for number in numbers}))
        place = Place(Location(unit.scope.module.path, span), unit.scope.definition.qualname, labels)
        return ChunksView(pieces, is_direct, place)
