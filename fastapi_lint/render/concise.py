"""One line a finding: `path:line:column: CODE message`. For editors, logs and pre-commit; needs no rich."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi_lint.model.finding import Cause, Finding, Introduced
from fastapi_lint.model.problem import Problem
from fastapi_lint.model.report import Report
from fastapi_lint.render.context import Context
from fastapi_lint.render.coverage import blind_spots
from fastapi_lint.render.fixes import fixable, mark
from fastapi_lint.render.places import AT_THE_ROOT, Standpoint
from fastapi_lint.render.printable import printable
from fastapi_lint.render.tally import (
    by_severity,
    counted,
    sorted_findings,
    told_of_baseline,
    told_of_change,
    untold_problems,
)


def rendered(report: Report, context: Context) -> Iterator[str]:
    """The output format `concise`."""
    for line in concise(report, here=context.here, encoding=context.encoding, quiet=context.quiet):
        yield f"{line}\n"


def concise(
    report: Report, *, here: Standpoint = AT_THE_ROOT, encoding: str | None = "utf-8", quiet: bool = False
) -> Iterator[str]:
    """The lines of the report: findings, problems, a line of counts and one of what was not analysed; `quiet` leaves
    out the last two."""
    lines = [_finding(finding, here) for finding in sorted_findings(report)]
    lines += [_problem(problem, here) for problem in untold_problems(report)]
    if not quiet:
        lines.append(" ".join([count(report), *told_of_baseline(report), *told_of_change(report)]))
        left_out = list(blind_spots(report))
        lines += [f"Not analysed: {', '.join(left_out)}."] if left_out else []
    for line in lines:
        yield printable(line, encoding)


def _finding(finding: Finding, here: Standpoint) -> str:
    path, span = here.path(finding.location.path), finding.span
    told = f"{mark(finding)}{finding.message}{_cause(finding.introduced, here)}"
    return f"{path}:{span.line}:{span.column}: {finding.code} {told}"


def _cause(introduced: Introduced | None, here: Standpoint) -> str:
    """Why a finding is told that stands on a line of before."""
    if introduced is None or introduced.cause is not Cause.CAUSED:
        return ""
    if introduced.path is None:
        return " [caused by this change]"
    return f" [caused by {here.path(introduced.path)}:{introduced.line}]"


def _problem(problem: Problem, here: Standpoint) -> str:
    path = here.path(problem.path) if problem.path is not None else None
    place = ":".join(str(part) for part in (path, problem.line, problem.column) if part)
    return f"{place}: {problem.kind}: {problem.message}" if place else f"{problem.kind}: {problem.message}"


def count(report: Report) -> str:
    """How many findings there are, in one line."""
    if not report.findings:
        new = "new " if report.known or report.comparison else ""
        return f"No {new}findings in {counted(report.statistics.files, 'file')}."
    counts = by_severity(report.findings)
    parts = ", ".join(f"{number:,} {severity}" for severity, number in counts.items() if number)
    count = f"{counted(len(report.findings), 'finding')} ({parts}) in {counted(report.statistics.files, 'file')}."
    return f"{count} {fixable(report)}".rstrip()
