"""Where nodes stand: `ast` counts columns from 0 in UTF-8 bytes, locations count them from 1 in characters."""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable
from typing import Any

Place = tuple[int, int, int, int]
"""Line, column, lines below the first, end column: as `Placed` keeps it."""

PlaceOf = Callable[[Any], Place]

EXACT_IN_FSTRINGS = sys.version_info >= (3, 12)
"""Older hosts give nodes within an f-string places that are not theirs."""


def place_finder(text: str) -> PlaceOf:
    """The function that gives a node's place in `text`."""
    return _ascii_place if text.isascii() else _mixed_finder(text)


def stretch(first: Place, last: Place) -> Place:
    """From the start of the first to the end of the last."""
    return first[0], first[1], last[0] + last[2] - first[0], last[3]


def end_of(place: Place) -> Place:
    """The empty place behind a place."""
    line, _, height, column = place
    return line + height, column, 0, column


def _ascii_place(node: Any) -> Place:
    line: int = node.lineno
    return line, node.col_offset + 1, node.end_lineno - line, node.end_col_offset + 1


def _mixed_finder(text: str) -> PlaceOf:
    """Nearly all lines are ASCII, where bytes are characters."""
    lines = enumerate(text.split("\n"), 1)
    wide = {number: line.encode("utf-8", "surrogatepass") for number, line in lines if not line.isascii()}

    def column(line: int, offset: int) -> int:
        in_bytes = wide.get(line)
        return offset + 1 if in_bytes is None else len(in_bytes[:offset].decode("utf-8", "replace")) + 1

    def place(node: Any) -> Place:
        line, end_line = node.lineno, node.end_lineno
        if line not in wide and end_line not in wide:
            return line, node.col_offset + 1, end_line - line, node.end_col_offset + 1
        return line, column(line, node.col_offset), end_line - line, column(end_line, node.end_col_offset)

    return place


def source_order(node: ast.expr | ast.keyword) -> tuple[int, int]:
    """A key that sorts siblings as they stand in the source."""
    return node.lineno, node.col_offset
