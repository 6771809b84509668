"""The readable report: findings file by file, then problems, then the summary. A tech lead reads it top to bottom."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from rich.text import Text

from fastapi_lint.model.finding import Finding
from fastapi_lint.model.report import Report
from fastapi_lint.render.block import block
from fastapi_lint.render.page import Page
from fastapi_lint.render.summary import problem_block, summary
from fastapi_lint.render.tally import advised_findings, counted, untold_problems


def text(report: Report, page: Page) -> Iterator[Text]:
    """The lines of the report; none ends in white space. Same report and page, same lines."""
    yield from findings(report, page)
    for problem in untold_problems(report):
        yield from problem_block(problem, page)
        yield Text()
    yield from summary(report, page)


def findings(report: Report, page: Page) -> Iterator[Text]:
    """The findings alone, file by file."""
    for path, group in groupby(advised_findings(report), key=lambda finding: finding.location.path):
        yield from _file(path, list(group), page)


def _file(path: str, found: list[Finding], page: Page) -> Iterator[Text]:
    yield _heading(page.path(path), counted(len(found), "finding"), page)
    yield Text()
    for finding in found:
        yield from block(finding, page)
        yield Text()


def _heading(path: str, count: str, page: Page) -> Text:
    """The path at the left, the count at the right, a line between them."""
    title = Text(path, style="bold")
    rule = page.glyphs.rule * max(page.width - title.cell_len - len(count) - 2, 2)
    return Text.assemble(title, (f" {rule} ", "dim"), (count, "dim"))
