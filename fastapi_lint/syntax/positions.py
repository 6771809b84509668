"""Exact positions of nodes. LibCST's nodes have none: they come from writing the code anew and counting characters.

Agrees with LibCST's `PositionProvider`, at a tenth of its cost. It rests on LibCST's code generation state, which is
not public; the tests hold it against `PositionProvider`.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TypeAlias

import libcst as cst
from libcst._nodes.internal import CodegenState

from fastapi_lint.model.location import Span
from fastapi_lint.syntax.slices import LINE_END, Slice

Offsets: TypeAlias = dict[int, tuple[int, int]]
"""Where nodes start and end, in characters of the code, by the `id` of the node."""


class CountingState(CodegenState):
    """Counts the characters that are written."""

    def __init__(self, module: cst.Module) -> None:
        super().__init__(module.default_indent, module.default_newline)
        self.offset = 0

    def add_token(self, value: str) -> None:
        self.tokens.append(value)
        self.offset += len(value)

    def add_indent_tokens(self) -> None:
        self.tokens.extend(self.indent_tokens)
        self.offset += sum(map(len, self.indent_tokens))


class Written(CountingState):
    """The code of a module, and where each node stands in it: written once, since that takes as long as to parse it.

    `extents` are those with all that a node owns (parentheses, comma, comments, space), `offsets` those without what is
    around it, as `PositionProvider` has them.
    """

    def __init__(self, module: cst.Module) -> None:
        super().__init__(module)
        self.module = module
        self.extents: Offsets = {}
        self._inner: Offsets = {}  # where LibCST says that it is not the extent
        self._indents: dict[int, str] = {}
        self._starts: list[int] = []
        self._indent = ""
        module._codegen(self)
        self.code = "".join(self.tokens)

    @property
    def offsets(self) -> Offsets:
        """The places of all nodes without what is around them."""
        return {**self.extents, **self._inner}

    def inner(self, node: cst.CSTNode) -> tuple[int, int]:
        """Where a node stands without what is around it."""
        return self._inner.get(id(node)) or self.extents[id(node)]

    def indent_at(self, node: cst.CSTNode) -> str:
        """How far the lines are indented that a node goes on upon."""
        return self._indents[id(node)]

    def increase_indent(self, value: str) -> None:
        super().increase_indent(value)
        self._indent = "".join(self.indent_tokens)

    def decrease_indent(self) -> None:
        super().decrease_indent()
        self._indent = "".join(self.indent_tokens)

    def before_codegen(self, node: cst.CSTNode) -> None:
        self._starts.append(self.offset)
        self._indents.setdefault(id(node), self._indent)

    def after_codegen(self, node: cst.CSTNode) -> None:
        self.extents.setdefault(id(node), (self._starts.pop(), self.offset))

    def record_syntactic_position(  # type: ignore[override]  # a lighter context manager than a generator's
        self, node: cst.CSTNode, *, start_node: cst.CSTNode | None = None, end_node: cst.CSTNode | None = None
    ) -> _Recording:
        return _Recording(self, node, start_node, end_node)

    def record(self, node: cst.CSTNode, start: int, first: cst.CSTNode | None, last: cst.CSTNode | None) -> None:
        """Note where a node stands: from a place or the start of another node, to here or the end of one."""
        begins = start if first is None else self.inner(first)[0]
        self._inner[id(node)] = (begins, self.offset if last is None else self.inner(last)[1])


class _Recording:
    """While a node is written without what is around it."""

    __slots__ = ("_first", "_last", "_node", "_start", "_written")

    def __init__(self, written: Written, node: cst.CSTNode, first: cst.CSTNode | None, last: cst.CSTNode | None):
        self._written = written
        self._node = node
        self._first = first
        self._last = last
        self._start = 0

    def __enter__(self) -> None:
        self._start = self._written.offset

    def __exit__(self, *_: object) -> None:
        self._written.record(self._node, self._start, self._first, self._last)


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

    def __init__(self, written: Written, piece: Slice) -> None:
        self._written = written
        self._place = Place(written.code, piece)

    def span(self, node: cst.CSTNode) -> Span:
        """Where a node of the slice stands in the file."""
        return self._place.span(*self._written.inner(node))

    def offsets(self, node: cst.CSTNode) -> tuple[int, int]:
        """Where a node stands in the code of the slice."""
        return self._written.inner(node)

    def code(self, node: cst.CSTNode) -> str | None:
        """The code of a node without what is around it; None if it is no node of the slice."""
        return self._written.code[slice(*self.offsets(node))] if id(node) in self._written.extents else None
