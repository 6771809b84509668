"""The route table for people: for each application its routes in matching order, then what they add up to."""

from __future__ import annotations

from collections.abc import Iterator

from rich.text import Text

from fastapi_lint.model.route import RouteReport
from fastapi_lint.render.page import Page
from fastapi_lint.render.routes_closing import closing
from fastapi_lint.render.routes_compact import compact
from fastapi_lint.render.routes_grid import WIDE, grid
from fastapi_lint.render.routes_parts import heading


def routes_table(report: RouteReport, page: Page) -> Iterator[Text]:
    """The lines of the report; none ends in white space."""
    for app in report.apps:
        yield heading(app, page)
        yield Text()
        if not any(app.routes):
            continue
        if page.width >= WIDE:
            yield from grid(app, page)
            yield Text()
        else:
            yield from compact(app, page)
    yield from closing(report, page)
