"""Simple statements that bind nothing."""

from __future__ import annotations

import ast

from fastapi_lint.facts.calls import call
from fastapi_lint.facts.conditions import narrow
from fastapi_lint.facts.dispatch import EXPRESSIONS, STATEMENTS, expression, read_children
from fastapi_lint.facts.draft import Draft
from fastapi_lint.facts.positions import end_of
from fastapi_lint.model.facts import Outcome


def _expression(draft: Draft, node: ast.Expr) -> None:
    value = node.value
    if isinstance(value, ast.Call):
        call(draft, value, discarded=True)
    elif not isinstance(value, ast.Constant):
        EXPRESSIONS[value.__class__](draft, value)


def _return(draft: Draft, node: ast.Return) -> None:
    inner = node.value
    value = None if inner is None else EXPRESSIONS[inner.__class__](draft, inner)
    line, column, height, end = draft.place(node)
    draft.outcomes.append(Outcome(line, column, height, end, "return", value, draft.block))
    for loop in draft.loops:
        loop.has_exit = True


def _raise(draft: Draft, node: ast.Raise) -> None:
    value = None if node.exc is None else expression(draft, node.exc)
    if node.cause is not None:
        expression(draft, node.cause)
    line, column, height, end = draft.place(node)
    draft.outcomes.append(Outcome(line, column, height, end, "raise", value, draft.block))
    for loop in draft.loops:
        loop.has_exit = True


def _break(draft: Draft, node: ast.Break) -> None:
    draft.blocks[draft.block].ends_turn = True
    if draft.loops:
        draft.loops[-1].has_exit = True


def _continue(draft: Draft, node: ast.Continue) -> None:
    draft.blocks[draft.block].ends_turn = True


def _nothing(draft: Draft, node: ast.stmt) -> None:
    """`pass` says nothing."""


def _assert(draft: Draft, node: ast.Assert) -> None:
    """What follows may rely on the test."""
    test = expression(draft, node.test)
    if node.msg is not None:
        expression(draft, node.msg)
    narrow(draft, test, True, end_of(draft.place(node)))


def _children(draft: Draft, node: ast.stmt) -> None:
    """`del` is read for what it calls."""
    read_children(draft, node)


STATEMENTS.update(
    {
        ast.Expr: _expression,
        ast.Return: _return,
        ast.Raise: _raise,
        ast.Break: _break,
        ast.Continue: _continue,
        ast.Pass: _nothing,
        ast.Assert: _assert,
        ast.Delete: _children,
    }
)
