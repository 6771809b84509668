"""The signs that draw a report, in the character sets that streams can show."""

from __future__ import annotations

from typing import NamedTuple


class Glyphs(NamedTuple):
    """Signs of the report: each is one cell wide, except `ellipsis` and `hop` in ASCII."""

    bar: str  # between line numbers and code
    top: str  # margin of a span of several lines: first, middle, last
    side: str
    bottom: str
    rule: str  # a line across the page
    hop: str  # leads from one call to the next
    leaf: str  # the call that blocks or burns
    dot: str  # separates short facts
    ellipsis: str
    on: str  # selected, and not
    off: str


UNICODE = Glyphs("│", "╭", "│", "╰", "─", "↳", "■", "·", "…", "●", "○")
ASCII = Glyphs("|", "/", "|", "\\", "-", "->", "*", "-", "...", "*", "-")


def can_show(text: str, encoding: str | None) -> bool:
    """True if a stream of this encoding can show the text; streams without one can show all."""
    try:
        text.encode(encoding or "utf-8")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def glyphs_for(encoding: str | None) -> Glyphs:
    """Box drawing where the encoding has it, plain ASCII where it has not."""
    return UNICODE if can_show("".join(UNICODE), encoding) else ASCII
