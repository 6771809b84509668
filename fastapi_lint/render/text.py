"""The readable report: findings file by file, then problems, then the summary. A tech lead reads it top to bottom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import groupby

from rich.text import Text

from fastapi_lint.model.finding import Finding, Severity
from fastapi_lint.model.report import Report
from fastapi_lint.render.block import block, brief
from fastapi_lint.render.console import WIDEST, as_printed, console_for
from fastapi_lint.render.context import Context
from fastapi_lint.render.glyphs import glyphs_for
from fastapi_lint.render.links import Links
from fastapi_lint.render.page import Page
from fastapi_lint.render.summary import problem_block, summary
from fastapi_lint.render.tally import advised_findings, counted, untold_problems


def rendered(report: Report, context: Context) -> Iterator[str]:
    """The output format `rich`."""
    console = console_for(context.stream, color=context.color)
    width, encoding = min(console.width, WIDEST), console.encoding
    links = Links(context.hyperlinks, report.root)
    page = Page(width, glyphs_for(encoding), encoding, context.lines_of, context.here, links)
    for line in text(report, page):
        yield as_printed(console, line)


def text(report: Report, page: Page) -> Iterator[Text]:
    """The lines of the report; none ends in white space. Same report and page, same lines."""
    yield from findings(report, page)
    for problem in untold_problems(report):
        yield from problem_block(problem, page)
        yield Text()
    yield from summary(report, page)


FRAMES = 10
"""Warnings and remarks of one code that are shown in full; the rest takes a line each. Errors are all shown in full."""


def findings(report: Report, page: Page) -> Iterator[Text]:
    """The findings alone, file by file, those with the gravest first."""
    by_path = groupby(advised_findings(report), key=lambda finding: finding.location.path)
    files = [(path, list(group)) for path, group in by_path]
    framed: Counter[str] = Counter()
    for path, found in sorted(files, key=lambda file: (min(f.severity.rank for f in file[1]), file[0])):
        yield from _file(path, found, page, framed)


def _file(path: str, found: list[Finding], page: Page, framed: Counter[str]) -> Iterator[Text]:
    yield _heading(page.path(path), counted(len(found), "finding"), page)
    yield Text()
    short: list[Finding] = []
    for finding in found:
        framed[finding.code] += finding.severity is not Severity.ERROR
        if finding.severity is not Severity.ERROR and framed[finding.code] > FRAMES:
            short.append(finding)
        else:
            yield from block(finding, page)
            yield Text()
    for finding in short:
        yield from brief(finding, page)
    if short:
        yield Text()


def _heading(path: str, count: str, page: Page) -> Text:
    """The path at the left, the count at the right, a line between them."""
    title = Text(path, style="bold")
    rule = page.glyphs.rule * max(page.width - title.cell_len - len(count) - 2, 2)
    return Text.assemble(title, (f" {rule} ", "dim"), (count, "dim"))
