"""The tables by which each kind of node finds its reader.

A reader of an expression returns what facts keep of it and records the calls and reads within. A reader of a statement
only records. They call one another through the tables, so that one level of nesting costs one or two Python frames.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from typing import Any

from fastapi_lint.facts.draft import Draft
from fastapi_lint.facts.positions import Place, stretch
from fastapi_lint.model.expression import UNKNOWN, Expression
from fastapi_lint.model.facts import BlockKind

ExpressionReader = Callable[[Draft, Any], Expression]
StatementReader = Callable[[Draft, Any], None]


class _ExpressionTable(dict[type[ast.AST], ExpressionReader]):
    """Falls back to reading the children, so that syntax newer than this table loses no call."""

    def __missing__(self, key: type[ast.AST]) -> ExpressionReader:
        return read_children


class _StatementTable(dict[type[ast.AST], StatementReader]):
    """Falls back to reading the expressions and statements within."""

    def __missing__(self, key: type[ast.AST]) -> StatementReader:
        return _read_unknown_statement


EXPRESSIONS = _ExpressionTable()
STATEMENTS = _StatementTable()

ENDS_SUITE: frozenset[type[ast.AST]] = frozenset({ast.Return, ast.Raise, ast.Continue, ast.Break})
"""Statements after which the rest of a suite does not run."""


def expression(draft: Draft, node: ast.expr) -> Expression:
    """What facts keep of an expression; its calls, reads and lambdas are recorded in the draft."""
    return EXPRESSIONS[node.__class__](draft, node)


def suite(draft: Draft, statements: Sequence[ast.stmt]) -> None:
    """Read a suite. What follows `return`, `raise`, `continue` or `break` goes into an unreachable `if` block."""
    block = draft.block
    last = len(statements) - 1
    for position, statement in enumerate(statements):
        kind = statement.__class__
        STATEMENTS[kind](draft, statement)
        if kind in ENDS_SUITE and position < last and draft.block == block:
            draft.block = draft.open_block(
                BlockKind.IF, suite_place(draft, statements[position + 1 :]), reachable=False
            )
    draft.block = block


def suite_place(draft: Draft, statements: Sequence[ast.stmt]) -> Place:
    """From the first statement (its decorators included) to the end of the last."""
    first, last = statements[0], statements[-1]
    if first is last and first.__class__ not in _DECORATED:
        return draft.place(first)
    return stretch(statement_place(draft, first), draft.place(last))


def statement_place(draft: Draft, node: ast.stmt) -> Place:
    """The place of a statement, from the `@` of its first decorator."""
    place = draft.place(node)
    if node.__class__ not in _DECORATED:
        return place
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    if not decorators:
        return place
    # The `@` is the first of its line; a parenthesised decorator has its own place on a later one.
    first, lines = decorators[0].lineno, draft.module.lines
    while first > 1 and not lines[first - 1].lstrip(_BLANK).startswith("@"):
        first -= 1
    line = lines[first - 1]
    column = len(line) - len(line.lstrip(_BLANK)) + 1
    return stretch((first, column, 0, column), place)


_DECORATED: frozenset[type[ast.AST]] = frozenset({ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef})
_BLANK = " \t\f"


def read_children(draft: Draft, node: ast.AST) -> Expression:
    """Read every expression within a node of which nothing is kept."""
    for child in ast.iter_child_nodes(node):
        EXPRESSIONS[child.__class__](draft, child)
    return UNKNOWN


def _read_unknown_statement(draft: Draft, node: ast.AST) -> None:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.stmt):
            STATEMENTS[child.__class__](draft, child)
        else:
            EXPRESSIONS[child.__class__](draft, child)
