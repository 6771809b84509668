"""Branches: whether two calls that put an application together both run."""

from __future__ import annotations

from fastapi_lint.model.facts import LOOPS, Block, BlockKind
from fastapi_lint.project.flow.conditions import are_alternatives
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.project.routing.listing import Where

_CONDITIONAL = frozenset({BlockKind.IF, BlockKind.ELSE, BlockKind.CASE, BlockKind.EXCEPT, BlockKind.TRY_ELSE})
_HANDLERS = frozenset({BlockKind.EXCEPT, BlockKind.TRY_ELSE})


def exclude(one: tuple[Where, ...], other: tuple[Where, ...]) -> bool:
    """True if only one of two chains of calls runs: they part in the branches of one statement."""
    return any(
        scope is scope_of_other and _are_apart(scope, block, block_of_other)
        for scope, block in one
        for scope_of_other, block_of_other in other
        if block != block_of_other
    )


def conditions(chain: tuple[Where, ...]) -> set[tuple[Scope, int]]:
    """The blocks around a chain of calls that do not always run."""
    return {
        (scope, index)
        for scope, block in chain
        for index in scope.block_chain(block)
        if scope.body.blocks[index].kind in _CONDITIONAL
    }


def _are_apart(scope: Scope, one: int, other: int) -> bool:
    if are_alternatives(scope, one, other):
        return True
    blocks = scope.body.blocks
    first, second = scope.block_chain(one), scope.block_chain(other)
    for x in first:
        for y in second:
            if x != y and blocks[x].parent == blocks[y].parent and _exclude(blocks[x], blocks[y]):
                return True
    return _ends_before(scope, first, second) or _ends_before(scope, second, first)


def _exclude(one: Block, other: Block) -> bool:
    kinds = {one.kind, other.kind}
    if kinds == {BlockKind.CASE}:
        return True
    return bool(kinds & _HANDLERS) and kinds <= {BlockKind.TRY, *_HANDLERS} and BlockKind.EXCEPT in kinds


def _ends_before(scope: Scope, first: tuple[int, ...], second: tuple[int, ...]) -> bool:
    """True if the innermost branch around one place ends the function, and the other place comes after it."""
    body = scope.body
    branch = next((index for index in first if body.blocks[index].kind in _CONDITIONAL), None)
    if branch is None or branch in second:
        return False
    if any(body.blocks[index].kind in LOOPS for index in first):
        return False
    return any(outcome.kind in ("return", "raise") and outcome.block == branch for outcome in body.outcomes)
