"""Exact positions of nodes. LibCST's nodes have none: they come from writing the code anew and counting characters.

Agrees with LibCST's `PositionProvider`, at a tenth of its cost. It rests on LibCST's code generation state, which is
not public; the tests hold it against `PositionProvider`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeAlias

import libcst as cst
from libcst._nodes.internal import CodegenState

from fastapi_lint.model.location import Span
from fastapi_lint.syntax.slices import LINE_END, Slice

Offsets: TypeAlias = dict[int, tuple[int, int]]
"""Where nodes start and end, in characters of the code, by the `id` of the node."""


class CountingState(CodegenState):
    """Notes where each node starts and ends, with all that it owns: parentheses, comments, space."""

    def __init__(self, module: cst.Module) -> None:
        super().__init__(module.default_indent, module.default_newline)
        self.offset = 0
        self.starts: list[int] = []
        self.offsets: Offsets = {}

    def add_token(self, value: str) -> None:
        self.tokens.append(value)
        self.offset += len(value)

    def add_indent_tokens(self) -> None:
        self.tokens.extend(self.indent_tokens)
        self.offset += sum(map(len, self.indent_tokens))

    def before_codegen(self, node: cst.CSTNode) -> None:
        self.starts.append(self.offset)

    def after_codegen(self, node: cst.CSTNode) -> None:
        self.offsets.setdefault(id(node), (self.starts.pop(), self.offset))


class _SyntacticState(CountingState):
    """The same without what is around a node: where LibCST says what of it is syntax, that counts."""

    @contextmanager
    def record_syntactic_position(
        self, node: cst.CSTNode, *, start_node: cst.CSTNode | None = None, end_node: cst.CSTNode | None = None
    ) -> Iterator[None]:
        start = self.offset
        yield
        end = self.offset
        if start_node is not None:
            start = self.offsets[id(start_node)][0]
        if end_node is not None:
            end = self.offsets[id(end_node)][1]
        self.offsets[id(node)] = (start, end)


def extents(module: cst.Module) -> Offsets:
    """The extent of each node with its parentheses and what space it owns."""
    state = CountingState(module)
    module._codegen(state)
    return state.offsets


def offsets(module: cst.Module) -> tuple[Offsets, str]:
    """The extent of each node without what is around it, as `PositionProvider` has it; and the code."""
    state = _SyntacticState(module)
    module._codegen(state)
    return state.offsets, "".join(state.tokens)


class Place:
    """Turns places in the code of a slice into places in its file."""

    def __init__(self, code: str, piece: Slice) -> None:
        self._slice = piece
        self._line_starts = [0, *(line_end.end() for line_end in LINE_END.finditer(code))]

    def span(self, start: int, end: int) -> Span:
        """The span in the file of a stretch of the code."""
        return Span(*self._at(start), *self._at(end))

    def _at(self, offset: int) -> tuple[int, int]:
        line = bisect_right(self._line_starts, offset)
        column = offset - self._line_starts[line - 1] + self._slice.shifts.get(line, 0)
        return self._slice.line(line), column + 1


class Positions:
    """The spans in the file of all nodes of a slice."""

    def __init__(self, module: cst.Module, piece: Slice) -> None:
        self._offsets, self._code = offsets(module)
        self._place = Place(self._code, piece)

    def span(self, node: cst.CSTNode) -> Span:
        """Where a node of the slice stands in the file."""
        return self._place.span(*self._offsets[id(node)])

    def offsets(self, node: cst.CSTNode) -> tuple[int, int]:
        """Where a node stands in the code of the slice."""
        return self._offsets[id(node)]

    def code(self, node: cst.CSTNode) -> str | None:
        """The code of a node without what is around it; None if it is no node of the slice."""
        extent = self._offsets.get(id(node))
        return None if extent is None else self._code[slice(*extent)]
