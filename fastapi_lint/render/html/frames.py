"""Frames: the stretches of source that the audit shows, each line of a file once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from fastapi_lint.model.location import Span
from fastapi_lint.render.context import LinesOf
from fastapi_lint.render.html.escaping import source

CONTEXT = 5  # lines shown before and after
_NEAR = 3  # stretches that are so near to each other are one
_LONGEST_SPAN = 30  # lines of a reported span that are shown
_LONGEST_LINE = 400  # characters
_HEADER_WITHIN = 400  # lines above a call in which the header of its function is looked for
_HEADER = re.compile(r"\s*(?:async\s+)?def\s+(\w+)")
_QUOTED = re.compile(r"#[^\n]*|\"{3}|'{3}|\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'")


class Region(NamedTuple):
    """A stretch of a file from its line `start`. `quote` are those of the string in which it begins, or nothing."""

    start: int
    quote: str
    text: str


class Frames:
    """Collects the lines that findings and calls ask for, and cuts them out of the files."""

    def __init__(self, lines_of: LinesOf) -> None:
        self._lines_of = lines_of
        self._wanted: dict[str, set[tuple[int, int]]] = {}
        self._lines: dict[str, Sequence[str]] = {}

    def lines(self, path: str) -> Sequence[str]:
        """The lines of a file, read once: chains lead from one file to the other and back."""
        if path not in self._lines:
            self._lines[path] = self._lines_of(path)
        return self._lines[path]

    def want(self, path: str, first: int, last: int | None = None) -> None:
        """Ask for lines with those around them."""
        last = min(last or first, first + _LONGEST_SPAN)
        self._wanted.setdefault(path, set()).add((max(1, first - CONTEXT), last + CONTEXT))

    def want_alone(self, path: str, line: int) -> None:
        """Ask for one line."""
        self._wanted.setdefault(path, set()).add((line, line))

    def regions(self) -> Iterator[tuple[str, list[Region]]]:
        """The stretches of each file, by path and line."""
        for path in sorted(self._wanted):
            lines = self.lines(path)
            stretches = [(first, min(last, len(lines))) for first, last in _joined(self._wanted[path])]
            stretches = [(first, last) for first, last in stretches if first <= last]
            quotes = _quotes(lines, [first for first, _ in stretches])
            yield (
                path,
                [
                    Region(first, quote, "\n".join(map(_cut, lines[first - 1 : last])))
                    for (first, last), quote in zip(stretches, quotes, strict=True)
                ],
            )

    def header(self, path: str, line: int, function: str) -> int:
        """The line of the `def` around a line, 0 if it is not found above it."""
        name = function.rpartition(".")[2]
        lines = self.lines(path)
        if not name.isidentifier() or not 0 < line <= len(lines):
            return 0
        for number in range(line, max(0, line - _HEADER_WITHIN), -1):
            header = _HEADER.match(lines[number - 1])
            if header and header[1] == name:
                return number
        return 0

    def end_of_call(self, path: str, line: int, column: int, call: str) -> int:
        """The column behind what is called at a place, as far as `call` (shortened source) tells."""
        lines = self.lines(path)
        if not 0 < line <= len(lines):
            return column
        text = lines[line - 1]
        head = re.split(r"\(|…|\[", call, maxsplit=1)[0].rstrip()
        if head and text.startswith(head, column - 1):
            return column + len(head)
        return max(column, len(text.rstrip()) + 1)


def settled(span: Span) -> Span:
    """A span that is not empty, without the rows of a long one that no frame shows."""
    line, column, end_line, end_column = span
    if end_line > line + _LONGEST_SPAN:
        end_line, end_column = line + _LONGEST_SPAN, 1
    if (end_line, end_column) <= (line, column):
        end_line, end_column = line, column + 1
    return Span(line, column, end_line, end_column)


def _joined(stretches: set[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for first, last in sorted(stretches):
        if joined and first <= joined[-1][1] + _NEAR:
            joined[-1] = (joined[-1][0], max(joined[-1][1], last))
        else:
            joined.append((first, last))
    return joined


def _cut(line: str) -> str:
    return source(line if len(line) <= _LONGEST_LINE else f"{line[:_LONGEST_LINE]}…")


def _quotes(lines: Sequence[str], starts: Sequence[int]) -> list[str]:
    """The quotes of the string of several lines in which each of these lines begins (ascending), or nothing."""
    if not starts:
        return []
    text = "\n".join(lines[: starts[-1] - 1]) + "\n"
    begins = [0]
    for line in lines[: starts[-1] - 1]:
        begins.append(begins[-1] + len(line) + 1)
    strings = list(_long_strings(text))
    return [
        next((quote for first, last, quote in strings if first < begins[start - 1] <= last), "") for start in starts
    ]


def _long_strings(text: str) -> Iterator[tuple[int, int, str]]:
    """Where strings in three quotes begin and end; one that does not end here goes on behind."""
    position = 0
    while found := _QUOTED.search(text, position):
        position = found.end()
        if found[0] in ('"""', "'''"):
            end = _end_of_string(text, position, found[0])
            yield found.start(), end, found[0]
            position = end


def _end_of_string(text: str, position: int, quote: str) -> int:
    while (end := text.find(quote, position)) >= 0:
        start = end
        while start > position and text[start - 1] == "\\":
            start -= 1
        if (end - start) % 2 == 0:
            return end + len(quote)
        position = end + 1
    return len(text)
