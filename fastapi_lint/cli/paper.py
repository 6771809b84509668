"""The console and the page of readable output. Imports rich: only for what is shown to people."""

from __future__ import annotations

import os

from rich.console import Console

from fastapi_lint.cli.output import Output
from fastapi_lint.engine.hyperlinks import hyperlinks as shown_hyperlinks
from fastapi_lint.render.console import WIDEST, console_for
from fastapi_lint.render.glyphs import glyphs_for
from fastapi_lint.render.links import Links
from fastapi_lint.render.page import Page
from fastapi_lint.render.places import AT_THE_ROOT, Standpoint

WIDEST_TABLE = 200  # a line of a table is looked at, not read


def console_of(output: Output, widest: int = WIDEST) -> Console:
    """A console on the output, never wider than people can read."""
    console = console_for(output.stream, color=output.color)
    console.width = min(console.width, widest)
    return console


def page_of(console: Console, *, hyperlinks: str, root: str = "", here: Standpoint = AT_THE_ROOT) -> Page:
    """A page as wide as the console, in the signs that its encoding has. `hyperlinks` is what the option says."""
    level = shown_hyperlinks(hyperlinks, os.environ, is_terminal=console.file.isatty())
    encoding = console.encoding
    return Page(console.width, glyphs_for(encoding), encoding, standpoint=here, links=Links(level, root))
