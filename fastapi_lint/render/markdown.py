"""Markdown as a terminal shows it: lines of text that end in no white space."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from rich.console import Console, ConsoleOptions, RenderResult
from rich.markdown import CodeBlock, Heading, Markdown, MarkdownElement
from rich.padding import Padding
from rich.segment import Segment
from rich.text import Text
from rich.theme import Theme

from fastapi_lint.render.glyphs import UNICODE, glyphs_for
from fastapi_lint.render.printable import printable
from fastapi_lint.render.python_colors import colored

_PYTHON = ("py", "python")
_INDENT = 4  # cells
_THEME = Theme({"markdown.code": "bold", "markdown.link": "cyan", "markdown.link_url": "cyan"})
"""Styles without a background, which would be a hole in a terminal of another colour."""


def markdown_lines(text: str, console: Console) -> Iterator[Text]:
    """The lines of a document at the console's width; as it is written where the encoding lacks the signs for more."""
    if glyphs_for(console.encoding) is not UNICODE:
        yield from (Text(printable(line, console.encoding)) for line in text.splitlines())
        return
    with console.use_theme(_THEME):
        rendered = console.render_lines(_Document(text, hyperlinks=False), pad=False)
    for segments in rendered:
        yield _line(segments)


def _line(segments: list[Segment]) -> Text:
    line = Text.assemble(*((segment.text, segment.style or "") for segment in segments))
    line.rstrip()
    return line


class _Title(Heading):
    """A heading at the left margin."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        title = self.text.copy()
        title.style = "bold" if self.tag == "h1" else "bold blue"
        yield title


class _Listing(CodeBlock):
    """Code, set in, in the colours of code frames and without a background."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for line in str(self.text).rstrip().splitlines():
            shown = colored(line) if self.lexer_name in _PYTHON else Text(line)
            yield Padding(shown, (0, 0, 0, _INDENT))


class _Document(Markdown):
    elements: ClassVar[dict[str, type[MarkdownElement]]] = Markdown.elements | {
        "heading_open": _Title,
        "fence": _Listing,
        "code_block": _Listing,
    }
