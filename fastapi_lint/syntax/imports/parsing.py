"""The tree of a whole module, and its places in characters."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Sequence
from typing import NamedTuple

from fastapi_lint.syntax.modernise import modernise


def parsed(text: str) -> ast.Module | None:
    """The module's tree, newer syntax than the host's rewritten; None if it cannot be read."""
    tree = parsed_as_it_is(text)
    if tree is None:
        older = modernise(text)
        tree = None if older is None else parsed_as_it_is(older)
    return tree


def parsed_as_it_is(text: str) -> ast.Module | None:
    """The tree of a text that the host reads; None if it does not."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of invalid escapes
            return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


class Point(NamedTuple):
    """A place between characters; line and column count from 1."""

    line: int
    column: int


def start_of(node: ast.stmt | ast.expr | ast.alias, lines: Sequence[str]) -> Point:
    """Where a node starts. Columns of `ast` count bytes of UTF-8."""
    return Point(node.lineno, _characters(lines[node.lineno - 1], node.col_offset) + 1)


def end_of(node: ast.stmt | ast.expr | ast.alias, lines: Sequence[str]) -> Point:
    """Where a node ends."""
    line = node.end_lineno or node.lineno
    return Point(line, _characters(lines[line - 1], node.end_col_offset or 0) + 1)


def _characters(line: str, offset: int) -> int:
    return offset if line.isascii() else len(line.encode("utf-8", "surrogatepass")[:offset].decode("utf-8", "replace"))
