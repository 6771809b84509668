"""The console that a readable report is printed on."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from typing import IO, Literal

from rich.console import Console
from rich.segment import Segment
from rich.text import Text

WIDEST = 140  # cells: longer lines are hard to read, however wide the terminal is


def console_for(stream: IO[str], *, color: bool | None = None, width: int | None = None) -> Console:
    """A console that writes nothing but text and colour: no markup, no emoji codes, no guessed highlights.

    `color` None leaves colour to the terminal and to `NO_COLOR`, `FORCE_COLOR`, `CLICOLOR` and `CLICOLOR_FORCE`; False
    means no control codes at all.
    `width` None leaves the width to the terminal, or to `COLUMNS`, else it is 80 cells.
    """
    color = _as_variables_say(os.environ) if color is None else color
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


def _as_variables_say(environ: Mapping[str, str]) -> bool | None:
    """What the variables ask for that rich does not know; the two that it knows count more."""
    if environ.get("NO_COLOR") or environ.get("FORCE_COLOR"):
        return None
    if environ.get("CLICOLOR_FORCE", "0") != "0":
        return True
    return False if environ.get("CLICOLOR") == "0" else None


def print_lines(console: Console, lines: Iterable[Text]) -> None:
    """Print lines as they are: broken already, so never wrapped or cropped again."""
    for line in lines:
        console.file.write(as_printed(console, line))


def as_printed(console: Console, line: Text) -> str:
    """What the console writes for a line. The same line is the same text: rich gives each link another number."""
    if console.color_system is None:
        return "".join(map(_plain, console.render(line, console.options.update(no_wrap=True, overflow="ignore"))))
    with console.capture() as captured:
        console.print(line, soft_wrap=True)
    return _NUMBER.sub("\x1b]8;;", captured.get())


def _plain(segment: Segment) -> str:
    link = segment.style.link if segment.style is not None else None
    return f"\x1b]8;;{link}\x1b\\{segment.text}\x1b]8;;\x1b\\" if link else segment.text


_NUMBER = re.compile(r"\x1b]8;id=[^;]*;")
