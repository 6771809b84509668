"""The page that GitHub shows for a step: counts, then findings with their chains, the gravest first, in Markdown."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from html import escape
from urllib.parse import quote

from fastapi_lint.model.finding import Finding
from fastapi_lint.model.problem import Problem
from fastapi_lint.model.report import Report
from fastapi_lint.render.context import Context
from fastapi_lint.render.coverage import coverage
from fastapi_lint.render.plain import caused, routes
from fastapi_lint.render.printable import printable
from fastapi_lint.render.tally import advised_findings, by_rule, by_severity, counted, gravest_first, untold_problems

MOST_BYTES = 1024 * 1024
"""What GitHub takes of a step; a longer page is not shown at all."""

_RESERVE = 200  # bytes for the line that says what was left out
_SIGNS = {"error": "🔴", "warning": "🟡", "info": "🔵"}
_CODE = re.compile(r"(`[^`]+`)")
_BACKTICKS = re.compile(r"`+")
_MARKUP = re.compile(r"[\\*_\[\]~|#!]")

LinkTo = Callable[[str, int], str]
"""Gives the address of a line of a file (path in the repository); empty if there is none."""


def no_link(_path: str, _line: int) -> str:
    """The addresses of files that nobody serves."""
    return ""


def links_below(address: str) -> LinkTo:
    """Addresses of lines below that of a tree of files."""
    return lambda path, line: f"{address}/{quote(path, errors='replace')}#L{line}"


def github_summary(report: Report, context: Context, link_to: LinkTo = no_link, room: int = MOST_BYTES) -> str:
    """The page in at most `room` bytes; empty if not even its head has room."""
    head = "".join(_head(report))
    used = len(head.encode()) + _RESERVE
    if used > room:
        return ""
    parts = [head]
    findings, problems = gravest_first(advised_findings(report)), untold_problems(report)
    total = len(findings) + len(problems)
    for position, block in enumerate(_blocks(findings, problems, context, link_to)):
        used += len(block.encode("utf-8", "replace"))
        if used > room:
            parts.append(f"\n… and {total - position:,} more, for which there is no room here.\n")
            break
        parts.append(block)
    return "".join(parts)


def _head(report: Report) -> Iterator[str]:
    numbers = [
        f"{counted(number, str(severity))}" for severity, number in by_severity(report.findings).items() if number
    ]
    verdict = f"{counted(len(report.findings), 'finding')} ({', '.join(numbers)})" if numbers else "no findings"
    yield f"## fastapi-lint: {verdict}\n\n"
    yield from (f"{_prose(line)}\n\n" for line in coverage(report))
    rules = by_rule(report.findings)
    if rules:
        yield "| | rule | findings | files |\n|---|---|---:|---:|\n"
        for rule in rules:
            severity = f"{_SIGNS[rule.severity]} {rule.severity}"
            yield f"| {severity} | {rule.code} {rule.name} | {rule.findings:,} | {rule.files:,} |\n"
        yield "\n"


def _blocks(
    findings: Iterable[Finding], problems: Sequence[Problem], context: Context, link_to: LinkTo
) -> Iterator[str]:
    """What makes the analysis incomplete, the findings, and what else is not known."""
    yield from (_problem(each, context, link_to) for each in problems if each.is_incomplete)
    yield from (_finding(each, context, link_to) for each in findings)
    yield from (_problem(each, context, link_to) for each in problems if not each.is_incomplete)


def _finding(finding: Finding, context: Context, link_to: LinkTo) -> str:
    path, line = context.repository.path(finding.location.path), finding.span.line
    code = _linked(finding.code, finding.url)
    lines = [f"- {_SIGNS[finding.severity]} {code} {_place(path, line, link_to)}: {_prose(finding.message)}"]
    if len(finding.trace) > 1:
        for position, hop in enumerate(finding.trace):
            place = _place(context.repository.path(hop.path), hop.line, link_to)
            lines.append(f"  {position + 1}. {place} {_code(hop.function)} calls {_code(hop.call)}")
    if cause := caused(finding, context.repository):
        lines.append(f"  - Cause: {_prose(cause)}")
    if finding.routes:
        lines.append(f"  - Routes: {_prose(routes(finding))}")
    if finding.advice:
        lines.append(f"  - Help: {_prose(finding.advice)}")
    return _joined(lines)


def _problem(problem: Problem, context: Context, link_to: LinkTo) -> str:
    sign = "⛔" if problem.is_incomplete else "⚪"
    place = ""
    if problem.path is not None:
        place = f" {_place(context.repository.path(problem.path), problem.line or 1, link_to)}"
    first = (problem.message.splitlines() or [""])[0]
    lines = [f"- {sign} {problem.kind}{place}: {_prose(first)}"]
    if problem.hint:
        lines.append(f"  - Help: {_prose(problem.hint)}")
    return _joined(lines)


def _joined(lines: Iterable[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


def _place(path: str, line: int, link_to: LinkTo) -> str:
    return _linked(_code(f"{path}:{line}"), link_to(path, line))


def _linked(text: str, address: str) -> str:
    return f"[{text}](<{address}>)" if address else text


def _code(text: str) -> str:
    """Text of the project as it is, between more backticks than it has in a row."""
    if not text:
        return "the module"
    text = printable(text)
    fence = "`" * (max((len(run) for run in _BACKTICKS.findall(text)), default=0) + 1)
    return f"{fence} {text} {fence}" if "`" in text else f"{fence}{text}{fence}"


def _prose(text: str) -> str:
    """A sentence with its `names` as code, and nothing else of it as markup."""
    parts = _CODE.split(printable(text))
    return "".join(_code(part[1:-1]) if position % 2 else _plain(part) for position, part in enumerate(parts))


def _plain(text: str) -> str:
    return _MARKUP.sub(r"\\\g<0>", escape(text, quote=False)).replace("`", "\\`").replace("@", "&#64;")
