"""What the readable report is written on: its width, its signs, and where source text comes from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rich.cells import cell_len
from rich.style import Style
from rich.text import Text

from fastapi_lint.render.context import LinesOf, no_lines
from fastapi_lint.render.glyphs import UNICODE, Glyphs
from fastapi_lint.render.links import NO_LINKS, Links
from fastapi_lint.render.places import AT_THE_ROOT, Standpoint
from fastapi_lint.render.printable import printable

_NARROWEST = 20  # cells: text is never squeezed into less, however deep it hangs
_WORD = re.compile(r"(?:[A-Z]+ (?=/))?\S+\s*")  # `GET /orders` is one word


@dataclass(frozen=True, slots=True)
class Page:
    """Width in cells, signs, encoding, and the two things that only the caller knows: source text and shown paths."""

    width: int = 80
    glyphs: Glyphs = UNICODE
    encoding: str = "utf-8"
    lines_of: LinesOf = no_lines
    standpoint: Standpoint = AT_THE_ROOT
    links: Links = NO_LINKS

    def clean(self, text: str) -> str:
        """Text of the project, safe to print here."""
        return printable(text, self.encoding)

    def path(self, path: str) -> str:
        """A path of the report, as the reader's working directory sees it."""
        return self.clean(self.standpoint.path(path))

    def place(self, path: str, line: int | None, column: int | None = None, style: str = "cyan") -> Text:
        """`path:line:column`, which leads to the file."""
        place = ":".join(str(part) for part in (self.path(path), line, column) if part is not None)
        return linked(Text(place, style=style), self.links.file(path, line or 1))

    def prose(self, text: str, style: str = "") -> Text:
        """A sentence with its `names` set off."""
        prose = Text(self.clean(text), style=style)
        prose.highlight_regex(r"`[^`]+`", "bold")
        return prose

    def hanging(self, lead: Text, body: Text, indent: int) -> Iterator[Text]:
        """`lead` and `body` on as many lines as they need, all but the first at `indent` cells."""
        lines = broken(body, self.width - indent, first=self.width - lead.cell_len)
        for position, line in enumerate(lines):
            yield Text.assemble(lead if position == 0 else " " * indent, line)

    def line_across(self) -> Text:
        """A line as wide as the page."""
        return Text(self.glyphs.rule * self.width, style="dim")


def linked(text: Text, address: str) -> Text:
    """The same text, leading to an address; empty: nowhere."""
    if address:
        text.stylize(Style(link=address))
    return text


def broken(text: Text, width: int, first: int | None = None) -> Iterator[Text]:
    """The text in lines of at most `width` cells (the first of at most `first`), broken between words.

    A longer word keeps its line for itself: a path stays whole, and so can be clicked, however narrow the page is.
    """
    offsets: list[int] = []
    used, room = 0, max(width if first is None else first, _NARROWEST)
    for word in _WORD.finditer(text.plain):
        if used and used + cell_len(word[0].rstrip()) > room:
            offsets.append(word.start())
            used, room = 0, max(width, _NARROWEST)
        used += cell_len(word[0])
    for line in text.divide(offsets):
        line.rstrip()
        yield line
