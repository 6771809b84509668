"""The code frame: the reported lines with their numbers, some context, and the exact span marked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rich.cells import cell_len
from rich.text import Text

from fastapi_lint.model.location import Span
from fastapi_lint.render.page import Page
from fastapi_lint.render.python_colors import colored

_TAB = 4  # cells between tab stops
_CONTEXT = 1  # lines before and after
_LONGEST = 7  # a span of more lines shows its first and last ones only
_HEAD, _TAIL = 3, 2
_LEAD_IN = 8  # cells of code shown before a span that is far to the right


class _Row(NamedTuple):
    """One line of the frame. `mark` is the marked stretch in cells; `number` is None where lines are left out."""

    number: int | None
    text: str = ""
    mark: tuple[int, int] | None = None
    margin: str = ""


def gutter_width(span: Span) -> int:
    """Cells that the line numbers of a frame take."""
    return len(str(max(span.line, span.end_line) + _CONTEXT))


def frame(span: Span, lines: Sequence[str], page: Page, style: str) -> Iterator[Text]:
    """The lines around the span with the span underlined in `style`; nothing if the file does not have these lines."""
    if not 1 <= span.line <= len(lines):
        return
    rows = list(_rows(_settled(span, lines), lines, page))
    width = gutter_width(span)
    margin = max(len(row.margin) for row in rows)
    margin += 1 if margin else 0
    room = max(page.width - width - 3 - margin, 10)
    shift = _shift(rows, room)
    bar = f" {page.glyphs.bar}"
    yield Text(" " * width + bar, style="dim")
    for row in rows:
        if row.number is not None and row.mark is None and row.text and cell_len(row.text) <= shift:
            continue  # nothing of it would be seen
        yield from _drawn(row, _Pen(page, style, width, margin, shift, room))
    yield Text(" " * width + bar, style="dim")


class _Pen(NamedTuple):
    """What all lines of one frame are drawn with; widths in cells."""

    page: Page
    style: str
    gutter: int
    margin: int
    shift: int
    room: int


def _settled(span: Span, lines: Sequence[str]) -> Span:
    """The span within the file's lines; one that ends at the very start of a line ends with the line before."""
    line, column, end_line, end_column = span
    end_line = min(max(end_line, line), len(lines))
    if end_line > line and end_column <= 1:
        end_line, end_column = end_line - 1, len(lines[end_line - 2]) + 1
    if (end_line, end_column) <= (line, column):
        end_column = column + 1
    return Span(line, column, end_line, end_column)


def _rows(span: Span, lines: Sequence[str], page: Page) -> Iterator[_Row]:
    first, last = max(1, span.line - _CONTEXT), min(len(lines), span.end_line + _CONTEXT)
    several = span.end_line > span.line
    for number in range(first, last + 1):
        line = lines[number - 1]
        inside = span.line <= number <= span.end_line
        if not inside and not line.strip():
            continue
        if inside and _left_out(number, span):
            if number == span.line + _HEAD:
                yield _Row(None, margin=page.glyphs.side)
            continue
        margin = _margin(number, span, page) if several and inside else ""
        yield _Row(number, expanded(line, page).rstrip(), _mark(number, span, line, page), margin)


def _left_out(number: int, span: Span) -> bool:
    height = span.end_line - span.line + 1
    return height > _LONGEST and span.line + _HEAD <= number <= span.end_line - _TAIL


def _margin(number: int, span: Span, page: Page) -> str:
    if number == span.line:
        return page.glyphs.top
    return page.glyphs.bottom if number == span.end_line else page.glyphs.side


def _mark(number: int, span: Span, line: str, page: Page) -> tuple[int, int] | None:
    """The marked cells of the first and the last line of a span."""
    if number not in (span.line, span.end_line):
        return None
    indentation = len(line) - len(line.lstrip())
    start = span.column - 1 if number == span.line else indentation
    end = span.end_column - 1 if number == span.end_line else len(line.rstrip())
    first = cell_len(expanded(line[:start], page))
    return first, max(cell_len(expanded(line[:end], page)), first + 1)


def expanded(line: str, page: Page) -> str:
    """A line as the terminal shows it: tabs to the next stop, nothing that controls the terminal."""
    if "\t" not in line:
        return page.clean(line)
    shown = ""
    for position, part in enumerate(line.split("\t")):
        if position:
            shown += " " * (_TAB - cell_len(shown) % _TAB)
        shown += page.clean(part)
    return shown


def _shift(rows: Sequence[_Row], room: int) -> int:
    """How many cells to scroll so that the marks can be seen."""
    marks = [row.mark for row in rows if row.mark]
    if max(end for _, end in marks) <= room:
        return 0
    return max(0, min(start for start, _ in marks) - _LEAD_IN)


def _drawn(row: _Row, pen: _Pen) -> Iterator[Text]:
    glyphs = pen.page.glyphs
    number = "" if row.number is None else str(row.number)
    code = Text(glyphs.ellipsis) if row.number is None else colored(_cut(row.text, pen))
    yield _line(number, row.margin, code, pen)
    if row.mark is None:
        return
    start, end = (min(max(cell - pen.shift, 0), pen.room) for cell in row.mark)
    below = "" if row.margin in ("", glyphs.bottom) else glyphs.side
    yield _line("", below, Text(" " * start + "^" * max(end - start, 1), style=pen.style), pen)


def _line(number: str, margin: str, code: Text, pen: _Pen) -> Text:
    gutter = f"{number:>{pen.gutter}} {pen.page.glyphs.bar} "
    line = Text.assemble((gutter, "dim"), (margin.ljust(pen.margin), pen.style), code)
    line.rstrip()
    return line


def _cut(text: str, pen: _Pen) -> str:
    """The part of the line that the page has room for, with an ellipsis where it goes on."""
    if not pen.shift and cell_len(text) <= pen.room:
        return text
    ellipsis, shown, cell = pen.page.glyphs.ellipsis, "", 0
    dots = len(ellipsis)
    for character in text:
        width = cell_len(character)
        if pen.shift <= cell and cell + width <= pen.shift + pen.room:
            shown += character
        elif pen.shift < cell + width and cell < pen.shift:
            shown += " "  # half of a wide character
        cell += width
    if pen.shift and shown:
        shown = ellipsis + _without_cells(shown, dots)
    if cell > pen.shift + pen.room:
        shown = _first_cells(shown, pen.room - dots) + ellipsis
    return shown


def _first_cells(text: str, cells: int) -> str:
    while cell_len(text) > cells:
        text = text[:-1]
    return text


def _without_cells(text: str, cells: int) -> str:
    dropped = 0
    while text and dropped < cells:
        dropped += cell_len(text[0])
        text = text[1:]
    return " " * (dropped - cells) + text
