"""The console and the page of readable output. Imports rich: only for what is shown to people."""

from __future__ import annotations

from dataclasses import replace

from rich.console import Console

from fastapi_lint.cli.output import Output
from fastapi_lint.render.console import WIDEST, console_for
from fastapi_lint.render.context import LinesOf
from fastapi_lint.render.glyphs import glyphs_for
from fastapi_lint.render.page import Page
from fastapi_lint.render.places import AT_THE_ROOT, Standpoint

WIDEST_TABLE = 200  # a line of a table is looked at, not read


def console_of(output: Output, widest: int = WIDEST) -> Console:
    """A console on the output, never wider than people can read."""
    console = console_for(output.stream, color=output.color)
    console.width = min(console.width, widest)
    return console


def page_of(console: Console, lines_of: LinesOf | None = None, here: Standpoint = AT_THE_ROOT) -> Page:
    """A page as wide as the console, in the signs that its encoding has."""
    page = Page(console.width, glyphs_for(console.encoding), console.encoding, standpoint=here)
    return page if lines_of is None else replace(page, lines_of=lines_of)
