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
from fastapi_lint.render.summary import equal_problems, problem_block, summary
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
    for problems in equal_problems(untold_problems(report)):
        yield from problem_block(problems, page)
        yield Text()
    yield from summary(report, page)


FRAMES = 10
"""Warnings and remarks of one code that are shown in full; the rest takes a line each, as do findings whose chain ends
where that of one above them in their file does. All other errors are shown in full."""


def findings(report: Report, page: Page) -> Iterator[Text]:
    """The findings alone, file by file, those with the gravest first."""
    by_path = groupby(advised_findings(report), key=lambda finding: finding.location.path)
    files = [(path, list(group)) for path, group in by_path]
    told = _Told()
    for path, found in sorted(files, key=lambda file: (min(f.severity.rank for f in file[1]), file[0])):
        yield from _file(path, found, page, told)


class _Told:
    """What the report has shown so far: how much of each code, codes that were explained, ends of chains by file."""

    def __init__(self) -> None:
        self.framed: Counter[str] = Counter()
        self.explained: set[str] = set()
        self.ends: set[tuple[str, ...]] = set()

    def is_enough(self, finding: Finding) -> bool:
        """True if a line will do for a finding. Notes that it is told."""
        self.framed[finding.code] += finding.severity is not Severity.ERROR
        end = _end(finding)
        if end in self.ends or (finding.severity is not Severity.ERROR and self.framed[finding.code] > FRAMES):
            return True
        self.ends |= {end} if end else set()
        return False

    def is_new(self, code: str) -> bool:
        """True for the first finding of a code."""
        is_new = code not in self.explained
        self.explained.add(code)
        return is_new


def _end(finding: Finding) -> tuple[str, ...]:
    """Where the chain of a finding ends, if that is elsewhere: what is to be known of the way there is known of all."""
    if len(finding.trace) < 2:
        return ()
    last = finding.trace[-1]
    return (finding.location.path, finding.code, finding.severity, last.path, f"{last.line}:{last.column}")


def _file(path: str, found: list[Finding], page: Page, told: _Told) -> Iterator[Text]:
    yield _heading(page.path(path), counted(len(found), "finding"), page)
    yield Text()
    short: list[Finding] = []
    for finding in found:
        if told.is_enough(finding):
            short.append(finding)
        else:
            yield from block(finding, page, names_manual=told.is_new(finding.code))
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
