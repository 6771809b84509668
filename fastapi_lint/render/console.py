"""The console that a readable report is printed on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import IO

from rich.console import Console
from rich.text import Text

_PIPED_WIDTH = 80


def console_for(stream: IO[str], *, color: bool | None = None, width: int | None = None) -> Console:
    """A console that writes nothing but text and colour: no markup, no emoji codes, no guessed highlights.

    `color` None leaves it to the terminal; `width` None to the terminal, or to `COLUMNS`, else 80 cells.
    """
    return Console(
        file=stream,
        width=width,
        markup=False,
        emoji=False,
        highlight=False,
        force_terminal=color,
        no_color=False if color else (True if color is False else None),
        legacy_windows=False,
    )


def print_lines(console: Console, lines: Iterable[Text]) -> None:
    """Print lines as they are: broken already, so never wrapped or cropped again."""
    for line in lines:
        console.print(line, soft_wrap=True)
