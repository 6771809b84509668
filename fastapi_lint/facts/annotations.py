"""Annotations as expressions: strings in them are forward references and are read as types."""

from __future__ import annotations

import ast
from collections.abc import Callable
from functools import lru_cache
from typing import Any, Literal

from fastapi_lint.facts.constants import constant
from fastapi_lint.facts.dispatch import EXPRESSIONS
from fastapi_lint.facts.draft import Draft
from fastapi_lint.facts.guard import too_deep
from fastapi_lint.facts.operators import BINARY
from fastapi_lint.model import expression as ex

_TEXT_DEPTH_LIMIT = 50
_TEXT_NESTING_LIMIT = 3  # strings within strings

_DISPLAYS = (ast.Tuple, ast.List)
_Plain = Callable[[Any], ex.Expression]


def annotation(draft: Draft, node: ast.expr) -> ex.Expression:
    """The expression of an annotation. Attribute loads in it are no reads: it is types that they name."""
    if node.__class__ is ast.Name:
        return EXPRESSIONS[ast.Name](draft, node)
    kept, draft.keeps_reads = draft.keeps_reads, False
    found = _type(node, lambda plain: EXPRESSIONS[plain.__class__](draft, plain), _TEXT_NESTING_LIMIT)
    draft.keeps_reads = kept
    return found


def _type(node: ast.expr, plain: _Plain, nesting: int) -> ex.Expression:
    """A node in the place of a type; `plain` reads what is none: the metadata of `Annotated`, values of `Literal`."""
    if isinstance(node, ast.Name):
        return plain(node)
    if isinstance(node, ast.Subscript):
        value = plain(node.value)
        return ex.Subscript(value, _key(node.slice, _last_name(value), plain, nesting))
    if isinstance(node, ast.BinOp):
        left = _type(node.left, plain, nesting)
        return ex.Operation(BINARY[node.op.__class__], (left, _type(node.right, plain, nesting)))
    if isinstance(node, ast.Constant):
        return _forward_reference(node.value, nesting) if isinstance(node.value, str) and nesting else plain(node)
    if isinstance(node, _DISPLAYS):
        return ex.Collection(_kind(node), _types(node.elts, plain, nesting))
    if isinstance(node, ast.Starred):
        return ex.Starred(_type(node.value, plain, nesting))
    return plain(node)


def _types(nodes: list[ast.expr], plain: _Plain, nesting: int) -> tuple[ex.Expression, ...]:
    return tuple([_type(node, plain, nesting) for node in nodes])


def _kind(node: ast.Tuple | ast.List) -> Literal["tuple", "list"]:
    return "tuple" if isinstance(node, ast.Tuple) else "list"


def _key(node: ast.expr, generic: str | None, plain: _Plain, nesting: int) -> ex.Expression:
    """The arguments of a generic type."""
    if generic == "Literal":
        return plain(node)
    if generic == "Annotated" and isinstance(node, ast.Tuple) and node.elts:
        first = _type(node.elts[0], plain, nesting)
        return ex.Collection("tuple", (first, *map(plain, node.elts[1:])))
    return _type(node, plain, nesting)


def _last_name(value: ex.Expression) -> str | None:
    if value.__class__ is ex.Name:
        return value.id
    return value.attr if value.__class__ is ex.Attribute else None


@lru_cache(maxsize=4096)
def _forward_reference(text: str, nesting: int) -> ex.Expression:
    """The type that a string names; the string itself if it is no expression."""
    try:
        tree = ast.parse(f"({text.strip()}\n)", mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return constant(text)
    if too_deep(tree, _TEXT_DEPTH_LIMIT) is not None:
        return constant(text)
    return _type(tree.body, _textual, nesting - 1)


def _textual(node: ast.expr) -> ex.Expression:
    """An expression within a string."""
    if isinstance(node, ast.Name):
        return ex.Name(node.id)
    if isinstance(node, ast.Attribute):
        return ex.Attribute(_textual(node.value), node.attr)
    if isinstance(node, ast.Constant):
        return constant(node.value)
    if isinstance(node, _DISPLAYS):
        return ex.Collection(_kind(node), tuple(map(_textual, node.elts)))
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return ex.Operation("-", (_textual(node.operand),))
    if isinstance(node, ast.Call):
        keywords = tuple([(item.arg, _textual(item.value)) for item in node.keywords])
        return ex.WrittenCall(_textual(node.func), tuple(map(_textual, node.args)), keywords)
    return ex.UNKNOWN
