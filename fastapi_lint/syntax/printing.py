"""Writes nodes that a rule has made, as they must stand in place of those that they replace."""

from __future__ import annotations

import libcst as cst

from fastapi_lint.model.location import Span
from fastapi_lint.syntax.positions import CountingState, Place, Written
from fastapi_lint.syntax.slices import Slice


class Printer:
    """Where the nodes of a slice stand with all that they own (parentheses, comma, space), and how others are written
    there."""

    def __init__(self, written: Written, piece: Slice) -> None:
        self._written = written
        self._place = Place(written.code, piece)

    def owns(self, node: cst.CSTNode) -> bool:
        """True if it is a node of the slice."""
        return id(node) in self._written.extents

    def span(self, node: cst.CSTNode) -> Span:
        """Where a node stands in the file, with all that it owns."""
        return self._place.span(*self._written.extents[id(node)])

    def between(self, after: cst.CSTNode, before: cst.CSTNode) -> tuple[Span, str]:
        """The stretch from the end of one node to the start of another, and what stands there."""
        start, end = self._written.extents[id(after)][1], self._written.extents[id(before)][0]
        return self._place.span(start, end), self._written.code[start:end]

    def offsets(self, node: cst.CSTNode) -> tuple[int, int]:
        """Where a node stands in the code of the slice, with all that it owns."""
        return self._written.extents[id(node)]

    def stretch(self, start: int, end: int) -> Span:
        """A stretch of the code of the slice as a span of the file."""
        return self._place.span(start, end)

    @property
    def code(self) -> str:
        """The code of the slice."""
        return self._written.code

    def indent_at(self, node: cst.CSTNode) -> str:
        """The indentation of the statement that a node of the slice stands in."""
        return self._written.indent_at(node)

    def written(self, node: cst.CSTNode, instead_of: cst.CSTNode) -> str:
        """The code of a node that takes the place of one of the slice."""
        state = CountingState(self._written.module)
        state.indent_tokens = [self.indent_at(instead_of)]
        node._codegen(state)
        return "".join(state.tokens)
