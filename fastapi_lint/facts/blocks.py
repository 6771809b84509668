"""Compound statements: each suite is a block.

A condition, an iterable and a context manager stand in the block around; what they bind stands within.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence

from fastapi_lint.facts.conditions import narrow, verdict
from fastapi_lint.facts.dispatch import ENDS_SUITE, EXPRESSIONS, STATEMENTS, expression, suite, suite_place
from fastapi_lint.facts.draft import Draft
from fastapi_lint.facts.positions import Place, end_of, stretch
from fastapi_lint.facts.targets import bind, prepare
from fastapi_lint.model import expression as ex
from fastapi_lint.model.facts import BlockKind, Context

_IF = BlockKind.IF


def _if(draft: Draft, node: ast.If) -> None:
    """An `elif` is an `if` in the `else` block, as `ast` has it."""
    condition, body, orelse = node.test, node.body, node.orelse
    test = EXPRESSIONS[condition.__class__](draft, condition)
    known = verdict(test)
    block = draft.open_block(_IF, _head_place(draft, node, body), test, reachable=known is not False)
    outer, draft.block = draft.block, block
    place = draft.place(condition)
    narrow(draft, test, True, place)
    suite(draft, body)
    draft.block = outer
    if orelse:
        # Not by `_suite_block`: a chain of `elif` is as deep as it is long, and each frame counts.
        place_of_else = suite_place(draft, orelse)
        draft.block = draft.open_block(BlockKind.ELSE, place_of_else, reachable=known is not True)
        narrow(draft, test, False, place)
        suite(draft, orelse)
        draft.block = outer
    elif body[-1].__class__ in ENDS_SUITE:
        narrow(draft, test, False, end_of(draft.place(node)))


def _while(draft: Draft, node: ast.While) -> None:
    test = expression(draft, node.test)
    known = verdict(test)
    block = draft.open_block(BlockKind.WHILE, draft.place(node), test, reachable=known is not False)
    draft.number(block)
    _loop_body(draft, block, node.body)
    _suite_block(draft, BlockKind.LOOP_ELSE, node.orelse, reachable=known is not True)


def _for(draft: Draft, node: ast.For | ast.AsyncFor) -> None:
    is_async = isinstance(node, ast.AsyncFor)
    block = draft.open_block(BlockKind.ASYNC_FOR if is_async else BlockKind.FOR, draft.place(node))
    draft.number(block)
    outer, draft.block = draft.block, block
    slots = prepare(draft, node.target)
    draft.block = outer
    iterable = draft.blocks[block].expression = expression(draft, node.iter)
    draft.draws(iterable)
    draft.block = block
    bind(draft, slots, ex.Element(iterable, is_async), read=node.iter)
    draft.block = outer
    _loop_body(draft, block, node.body)
    _suite_block(draft, BlockKind.LOOP_ELSE, node.orelse)


def _loop_body(draft: Draft, block: int, body: Sequence[ast.stmt]) -> None:
    draft.loops.append(draft.blocks[block])
    draft.within(block, suite, body)
    draft.loops.pop()


def _with(draft: Draft, node: ast.With | ast.AsyncWith) -> None:
    is_async = isinstance(node, ast.AsyncWith)
    block = draft.open_block(BlockKind.ASYNC_WITH if is_async else BlockKind.WITH, draft.place(node))
    draft.number(block)
    outer = draft.block
    for position, item in enumerate(node.items):
        manager = expression(draft, item.context_expr)
        if position == 0:
            draft.blocks[block].expression = manager
        draft.contexts.append(Context(*draft.place(item.context_expr), manager, block, is_async))
        if item.optional_vars is not None:
            draft.block = block
            bind(draft, prepare(draft, item.optional_vars), ex.Entered(manager, is_async))
            draft.block = outer
    draft.within(block, suite, node.body)


def _try(draft: Draft, node: ast.Try | ast.TryStar) -> None:
    block = draft.open_block(BlockKind.TRY, _head_place(draft, node, node.body))
    draft.within(block, suite, node.body)
    for handler in node.handlers:
        _handler(draft, handler)
    _suite_block(draft, BlockKind.TRY_ELSE, node.orelse)
    _suite_block(draft, BlockKind.FINALLY, node.finalbody)


def _handler(draft: Draft, node: ast.ExceptHandler) -> None:
    """The exception type is evaluated in the handler's own block: only when something was raised."""
    block = draft.open_block(BlockKind.EXCEPT, draft.place(node))
    outer, draft.block = draft.block, block
    caught = None if node.type is None else expression(draft, node.type)
    draft.blocks[block].expression = caught
    if node.name is not None and caught is not None:
        draft.bind(node.name, ex.Caught(caught), draft.place(node))
    suite(draft, node.body)
    draft.block = outer


def _suite_block(draft: Draft, kind: BlockKind, statements: Sequence[ast.stmt], reachable: bool = True) -> None:
    if statements:
        block = draft.open_block(kind, suite_place(draft, statements), reachable=reachable)
        draft.within(block, suite, statements)


def _head_place(draft: Draft, node: ast.stmt, body: Sequence[ast.stmt]) -> Place:
    """From the word that opens the statement to the end of its first suite."""
    return stretch(draft.place(node), draft.place(body[-1]))


STATEMENTS.update(
    {
        ast.If: _if,
        ast.While: _while,
        ast.For: _for,
        ast.AsyncFor: _for,
        ast.With: _with,
        ast.AsyncWith: _with,
        ast.Try: _try,
        ast.TryStar: _try,
    }
)
