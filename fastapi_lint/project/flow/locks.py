"""Locks: what a coroutine holds while it gives way to others."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi_lint.model import expression as ex
from fastapi_lint.model.facts import BlockKind
from fastapi_lint.project.resolve.scopes import Scope

_SUSPENDING = frozenset({BlockKind.ASYNC_FOR, BlockKind.ASYNC_WITH})


def gives_way(scope: Scope) -> bool:
    """True if the body awaits something, in a comprehension, too: only a coroutine can."""
    body = scope.body
    if body.awaits or any(block.kind in _SUSPENDING for block in body.blocks):
        return True
    return any(_is_drawn_from_async(binding.value) for binding in body.bindings)


def _is_drawn_from_async(value: object) -> bool:
    while isinstance(value, ex.Item):
        value = value.value
    return isinstance(value, ex.Element) and value.is_async


def gives_way_within(scope: Scope, block: int) -> bool:
    """True if the coroutine awaits something in this block, or lets its consumer go on by `yield`."""
    return any(block in scope.block_chain(around) for _, _, around in _suspensions(scope))


def is_held_across_await(scope: Scope, index: int) -> bool:
    """True if the `index`-th call is `lock.acquire()` and something is awaited before `lock.release()`."""
    calls = scope.body.calls
    func = calls[index].func
    if not isinstance(func, ex.Attribute) or func.attr != "acquire":
        return False
    start = (calls[index].span.end_line, calls[index].span.end_column)
    release = ex.Attribute(func.value, "release")
    ends = [(call.line, call.column) for call in calls if call.func == release]
    end = min((place for place in ends if place > start), default=None)
    return end is not None and any(start < (line, column) < end for line, column, _ in _suspensions(scope))


def _suspensions(scope: Scope) -> Iterator[tuple[int, int, int]]:
    """Line, column and block of each place where others get their turn."""
    body = scope.body
    yield from body.awaits
    for block in body.blocks:
        if block.kind in _SUSPENDING:
            yield block.line, block.column, max(block.parent, 0)
    if scope.definition.is_async:
        for outcome in body.outcomes:
            if outcome.kind == "yield":
                yield outcome.line, outcome.column, outcome.block
