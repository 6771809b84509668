"""The output formats: for each a module of this package, which is imported when a report is to be written in it.

A format is a function `rendered(report, context)` that gives the text in pieces.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:  # the help lists the formats, and needs no more
    from collections.abc import Callable, Iterable

    from fastapi_lint.model.report import Report
    from fastapi_lint.render.context import Context

    Rendering = Callable[[Report, Context], Iterable[str]]


class Format(NamedTuple):
    """Where a format is made. What is for people goes to a stream in the encoding of that stream, and may be followed
    by statistics; what is for programs is UTF-8 wherever it goes, and nothing comes after it. `needs_routes` if it
    shows the route table."""

    module: str
    is_for_people: bool = False
    needs_routes: bool = False

    @property
    def rendered(self) -> Rendering:
        """The function that makes it."""
        function: Rendering = import_module(f"fastapi_lint.render.{self.module}").rendered
        return function


FORMATS: dict[str, Format] = {
    "rich": Format("text", is_for_people=True),
    "concise": Format("concise", is_for_people=True),
    "json": Format("json"),
    "jsonl": Format("jsonl"),
    "sarif": Format("sarif.log", needs_routes=True),
    "github": Format("github"),
    "gitlab": Format("gitlab"),
    "junit": Format("junit"),
    "html": Format("html.audit", needs_routes=True),
}
"""By name, in the order in which they are listed."""
