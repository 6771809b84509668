"""Where nodes stand: `ast` counts columns from 0 in UTF-8 bytes, locations count them from 1 in characters."""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable
from typing import Any

from fastapi_lint.model.location import Span

SpanOf = Callable[[Any], Span]

Place = tuple[int, int, int, int]
"""Line, column, lines below the first, end column: as `Placed` keeps it."""

PlaceOf = Callable[[Any], Place]

EXACT_IN_FSTRINGS = sys.version_info >= (3, 12)
"""Older hosts give nodes within an f-string places that are not theirs."""


def span_finder(text: str) -> SpanOf:
    """The function that gives a node's span in `text`. Nearly all files are ASCII, where bytes are characters."""
    return _ascii_span if text.isascii() else _mixed_finder(text)


def place_finder(text: str, span: SpanOf) -> PlaceOf:
    """The function that gives a node's place in `text`."""
    return _ascii_place if text.isascii() else lambda node: placed(span(node))


def placed(span: Span) -> Place:
    """A span as a place."""
    return span.line, span.column, span.end_line - span.line, span.end_column


def _ascii_place(node: Any) -> Place:
    line: int = node.lineno
    return line, node.col_offset + 1, node.end_lineno - line, node.end_col_offset + 1


def _ascii_span(node: Any) -> Span:
    return Span(node.lineno, node.col_offset + 1, node.end_lineno, node.end_col_offset + 1)


def _mixed_finder(text: str) -> SpanOf:
    encoded = {
        number: line.encode("utf-8", "surrogatepass")
        for number, line in enumerate(text.split("\n"), 1)
        if not line.isascii()
    }

    def column(line: int, offset: int) -> int:
        in_bytes = encoded.get(line)
        return offset + 1 if in_bytes is None else len(in_bytes[:offset].decode("utf-8", "replace")) + 1

    def span(node: Any) -> Span:
        line, end_line = node.lineno, node.end_lineno
        return Span(line, column(line, node.col_offset), end_line, column(end_line, node.end_col_offset))

    return span


def source_order(node: ast.expr | ast.keyword) -> tuple[int, int]:
    """A key that sorts siblings as they stand in the source."""
    return node.lineno, node.col_offset
