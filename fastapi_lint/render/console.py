"""The console that a readable report is printed on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import IO, Literal

from rich.console import Console
from rich.text import Text

WIDEST = 140  # cells: longer lines are hard to read, however wide the terminal is


def console_for(stream: IO[str], *, color: bool | None = None, width: int | None = None) -> Console:
    """A console that writes nothing but text and colour: no markup, no emoji codes, no guessed highlights.

    `color` None leaves colour to the terminal, `NO_COLOR` and `FORCE_COLOR`; False means no control codes at all.
    `width` None leaves the width to the terminal, or to `COLUMNS`, else it is 80 cells.
    """
    system: Literal["auto", "256"] | None = "auto" if color is None else ("256" if color else None)
    return Console(
        file=stream,
        width=width,
        markup=False,
        emoji=False,
        highlight=False,
        color_system=system,
        force_terminal=True if color else None,
        no_color=False if color else None,
        legacy_windows=False,
    )


def print_lines(console: Console, lines: Iterable[Text]) -> None:
    """Print lines as they are: broken already, so never wrapped or cropped again."""
    for line in lines:
        console.print(line, soft_wrap=True)
