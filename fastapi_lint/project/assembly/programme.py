"""Programmes: the statements of a definition in the order in which they run, put together from its facts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple, TypeAlias

from fastapi_lint.model import expression as ex
from fastapi_lint.model.expression import Expression
from fastapi_lint.model.facts import AttributeBinding, Binding, BlockKind, Body, ItemBinding, Outcome
from fastapi_lint.model.location import Span
from fastapi_lint.project.resolve.scopes import Scope


class CallStep(NamedTuple):
    """A call whose result is used by nothing: an expression statement, `await f()` …"""

    number: int


class BlockStep(NamedTuple):
    """A block that is entered; `alternative` is the `else` of an `if`."""

    block: int
    alternative: int | None = None


Step: TypeAlias = Binding | AttributeBinding | ItemBinding | Outcome | CallStep | BlockStep
Programme: TypeAlias = dict[int, list[Step]]
"""The steps of each block, by its number."""

_EXPRESSION_BLOCKS = frozenset({BlockKind.LAMBDA, BlockKind.COMPREHENSION, BlockKind.HEADER})


def programme_of(scope: Scope) -> Programme:
    """The steps of a definition's own part."""
    body = scope.body
    used_calls, used_blocks = _used(body)
    placed: dict[int, list[tuple[tuple[int, int, int], Step]]] = {}
    conditions: dict[int, list[Span]] = {}
    for block in body.blocks:
        if block.kind in (BlockKind.IF, BlockKind.WHILE):
            conditions.setdefault(block.parent, []).append(block.span)

    def add(block: int, line: int, column: int, step: Step) -> None:
        placed.setdefault(block, []).append(((line, column, len(placed)), step))

    for binding in body.bindings:
        if body.blocks[binding.block].kind is BlockKind.COMPREHENSION:
            add(binding.block, 0, 0, binding)  # written after what is done with it
        else:
            add(binding.block, *_place(binding, conditions.get(binding.block, ())), binding)
    for attribute in body.attribute_bindings:
        add(attribute.block, attribute.line, 0, attribute)
    for item in body.item_bindings:
        add(item.block, item.line, 0, item)
    for outcome in body.outcomes:
        if outcome.kind in ("return", "raise", "yield", "yield-from"):
            add(outcome.block, outcome.line, outcome.column, outcome)
    for number, call in enumerate(body.calls):
        if number not in used_calls:
            add(call.block, call.line, call.column, CallStep(number))
    for parent, step in _blocks(body, used_blocks):
        span = body.blocks[step.block].span
        add(parent, span.line, span.column, step)
    return {block: [step for _, step in sorted(steps, key=lambda each: each[0])] for block, steps in placed.items()}


def _place(binding: Binding, conditions: Iterable[Span]) -> tuple[int, int]:
    """Where a name is bound; one that a condition binds (`:=`) is bound before the branches."""
    for span in conditions:
        if (span.line, span.column) < (binding.line, binding.column) < (span.end_line, span.end_column):
            return span.line, span.column - 1
    return binding.line, binding.column


def _blocks(body: Body, used: set[int]) -> Iterator[tuple[int, BlockStep]]:
    """The blocks that are statements, each with the block around it; an `else` belongs to its `if`."""
    last_if: dict[int, int] = {}
    alternatives: dict[int, int] = {}
    for number, block in enumerate(body.blocks):
        if block.kind is BlockKind.IF:
            last_if[block.parent] = number
        elif block.kind is BlockKind.ELSE and block.parent in last_if:
            alternatives[last_if[block.parent]] = number
    taken = frozenset(alternatives.values())
    for number, block in enumerate(body.blocks):
        if block.parent < 0 or not block.reachable or number in taken:
            continue
        if block.kind not in _EXPRESSION_BLOCKS or (block.kind is BlockKind.COMPREHENSION and number not in used):
            yield block.parent, BlockStep(number, alternatives.get(number))


def _used(body: Body) -> tuple[set[int], set[int]]:
    """The calls and comprehensions whose results something uses."""
    calls: set[int] = set()
    blocks: set[int] = set()
    for expression in _expressions(body):
        for part in parts_of(expression):
            if isinstance(part, ex.CallResult):
                calls.add(part.call)
            elif isinstance(part, ex.Comprehension):
                chain = part.block
                while chain >= 0 and body.blocks[chain].kind is BlockKind.COMPREHENSION:
                    blocks.add(chain)
                    chain = body.blocks[chain].parent
    for number, call in enumerate(body.calls):
        inside = call.block
        while inside >= 0 and body.blocks[inside].kind not in _EXPRESSION_BLOCKS:
            inside = body.blocks[inside].parent
        if inside in blocks or (inside >= 0 and body.blocks[inside].kind is not BlockKind.COMPREHENSION):
            calls.add(number)  # evaluated with the comprehension, lambda or header that it stands in
    return calls, blocks


def _expressions(body: Body) -> Iterator[Expression]:
    for call in body.calls:
        yield call.func
        yield from call.args
        yield from (value for _, value in call.keywords)
    for binding in body.bindings:
        if hasattr(binding.value, "tag") and binding.value.tag not in ("import", "definition"):
            yield binding.value  # type: ignore[misc]
    for attribute in body.attribute_bindings:
        yield attribute.value
    for item in body.item_bindings:
        yield from (item.key, item.value)
    yield from (outcome.value for outcome in body.outcomes if outcome.value is not None)
    yield from (block.expression for block in body.blocks if block.expression is not None)
    yield from (context.manager for context in body.contexts)


def parts_of(expression: Expression | None) -> Iterator[Expression]:
    """The expression and everything within it."""
    waiting: list[Expression | None] = [expression]
    while waiting:
        part = waiting.pop()
        if part is None:
            continue
        yield part
        waiting.extend(_operands(part))


def _operands(part: Expression) -> Iterable[Expression | None]:
    match part:
        case ex.Attribute() | ex.Awaited() | ex.Starred() | ex.Item() | ex.Narrowed():
            return (part.value,)
        case ex.Subscript():
            return (part.value, part.key)
        case ex.Collection():
            return part.elements
        case ex.Mapping():
            return tuple(each for pair in part.items for each in pair)
        case ex.Operation():
            return part.operands
        case ex.Conditional():
            return (part.test, part.body, part.orelse)
        case ex.FormattedString():
            return part.parts
        case ex.Comprehension():
            return (part.element,)
        case ex.Element():
            return (part.iterable,)
        case ex.Entered():
            return (part.manager,)
    return ()
