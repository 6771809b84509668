"""The report as workflow commands, of which GitHub makes annotations at the lines of a pull request.

GitHub shows ten annotations of each level a step, so the gravest come first. The log has them all, without their
places: therefore each message names its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from fastapi_lint.model.finding import Finding, Severity
from fastapi_lint.model.problem import Problem, ProblemKind
from fastapi_lint.model.report import Report
from fastapi_lint.render.concise import count
from fastapi_lint.render.context import Context
from fastapi_lint.render.plain import details
from fastapi_lint.render.printable import printable
from fastapi_lint.render.tally import advised_findings, gravest_first, untold_problems

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def rendered(report: Report, context: Context) -> Iterator[str]:
    """The output format `github`."""
    problems = untold_problems(report)
    yield from (_problem(problem, context) for problem in problems if problem.is_incomplete)
    yield from (_finding(finding, context) for finding in gravest_first(advised_findings(report)))
    yield from (_problem(problem, context) for problem in problems if not problem.is_incomplete)
    if not context.quiet:
        yield f"{count(report)}\n"


def _finding(finding: Finding, context: Context) -> str:
    line, column, end_line, end_column = finding.span
    place = {"file": context.repository.path(finding.location.path), "line": str(line)}
    if end_line == line:  # columns are for annotations of one line
        place |= {"col": str(column), "endColumn": str(max(end_column, column))}
    else:
        place["endLine"] = str(end_line)
    title = f"{finding.code} {finding.name}"
    return _command(
        _LEVELS[finding.severity], place | {"title": title}, finding.message, *details(finding, context.repository)
    )


def _problem(problem: Problem, context: Context) -> str:
    level = "error" if problem.is_incomplete else "notice" if problem.kind is ProblemKind.UNRESOLVED else "warning"
    place = {}
    if problem.path is not None:
        place = {"file": context.repository.path(problem.path), "line": str(problem.line or 1)}
    said = [f"{':'.join(place.values())}: {problem.message}" if place else problem.message]
    if problem.hint:
        said.append(f"Help: {problem.hint}")
    return _command(level, place | {"title": f"fastapi-lint: {problem.kind}"}, *said)


def _command(level: str, properties: Mapping[str, str], *lines: str) -> str:
    """A workflow command. The runner reads one a line, ends its properties at `::`, and undoes the escapes."""
    told = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    shown = [printable(part) for line in lines for part in line.splitlines()]
    return f"::{level} {told}::{_data(chr(10).join(shown))}\n"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(printable(text)).replace(":", "%3A").replace(",", "%2C")
