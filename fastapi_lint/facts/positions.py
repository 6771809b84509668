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


class Positions:
    """Where the nodes of one text stand. Nearly all lines are ASCII, where bytes are characters."""

    def __init__(self, text: str) -> None:
        self._wide: dict[int, bytes] = {}
        self.place: PlaceOf = _ascii_place
        self.span: SpanOf = _ascii_span
        if not text.isascii():
            lines = enumerate(text.split("\n"), 1)
            self._wide = {number: line.encode("utf-8", "surrogatepass") for number, line in lines if not line.isascii()}
            self.place, self.span = self._place, self._span

    def _place(self, node: Any) -> Place:
        line: int = node.lineno
        end_line: int = node.end_lineno
        wide = self._wide
        if line not in wide and end_line not in wide:
            return line, node.col_offset + 1, end_line - line, node.end_col_offset + 1
        return line, self._column(line, node.col_offset), end_line - line, self._column(end_line, node.end_col_offset)

    def _span(self, node: Any) -> Span:
        line, column, height, end_column = self._place(node)
        return Span(line, column, line + height, end_column)

    def _column(self, line: int, offset: int) -> int:
        in_bytes = self._wide.get(line)
        return offset + 1 if in_bytes is None else len(in_bytes[:offset].decode("utf-8", "replace")) + 1


def placed(span: Span) -> Place:
    """A span as a place."""
    return span.line, span.column, span.end_line - span.line, span.end_column


def _ascii_place(node: Any) -> Place:
    line: int = node.lineno
    return line, node.col_offset + 1, node.end_lineno - line, node.end_col_offset + 1


def _ascii_span(node: Any) -> Span:
    return Span(node.lineno, node.col_offset + 1, node.end_lineno, node.end_col_offset + 1)


def source_order(node: ast.expr | ast.keyword) -> tuple[int, int]:
    """A key that sorts siblings as they stand in the source."""
    return node.lineno, node.col_offset
