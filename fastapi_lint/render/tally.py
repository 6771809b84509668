"""What a report adds up to: numbers that the readable report, the JSON and the statistics share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

from fastapi_lint.model.finding import Cause, Finding, Safety, Severity
from fastapi_lint.model.problem import Problem
from fastapi_lint.model.report import Report


class RuleCount(NamedTuple):
    """How often one rule was broken with one severity."""

    severity: Severity
    code: str
    name: str
    findings: int
    files: int


def by_severity(findings: tuple[Finding, ...]) -> dict[Severity, int]:
    """The number of findings of every severity, gravest first; also those that are 0."""
    counts = Counter(finding.severity for finding in findings)
    return {severity: counts[severity] for severity in Severity}


def by_rule(findings: tuple[Finding, ...]) -> list[RuleCount]:
    """One entry a severity and rule, gravest first, then the most frequent, then by code."""
    groups: dict[tuple[Severity, str], list[Finding]] = {}
    for finding in findings:
        groups.setdefault((finding.severity, finding.code), []).append(finding)
    counts = [
        RuleCount(severity, code, group[0].name, len(group), len({finding.location.path for finding in group}))
        for (severity, code), group in groups.items()
    ]
    return sorted(counts, key=lambda count: (count.severity.rank, -count.findings, count.code))


def sorted_findings(report: Report) -> list[Finding]:
    """Findings in the order of every report: by path, place, code and message."""
    return sorted(report.findings, key=lambda finding: finding.sort_key)


def gravest_first(findings: Iterable[Finding]) -> list[Finding]:
    """Findings in the order in which a reader should meet them who may not see all: by severity, then the surest."""
    return sorted(findings, key=lambda each: (each.severity.rank, each.confidence.rank, *each.sort_key))


def sorted_problems(report: Report) -> list[Problem]:
    """Problems in the order of every report: by path, place and message; those without a place first."""
    return sorted(report.problems, key=_problem_key)


def untold_problems(report: Report) -> list[Problem]:
    """Problems that no finding tells already: a syntax error is a finding too, and need not be read twice."""
    told = {_told_by(finding) for finding in report.findings}
    return [problem for problem in sorted_problems(report) if _telling(problem) not in told]


def advised_findings(report: Report) -> list[Finding]:
    """Findings in order; those that tell a problem have its hint for advice."""
    hints = {_telling(problem): problem.hint for problem in report.problems if problem.hint}
    return [
        finding if finding.advice else replace(finding, advice=hints.get(_told_by(finding)) or "")
        for finding in sorted_findings(report)
    ]


def _told_by(finding: Finding) -> tuple[str | None, int, str]:
    return (finding.location.path, finding.span.line, finding.message)


def _telling(problem: Problem) -> tuple[str | None, int, str]:
    return (problem.path, problem.line or 1, problem.message)


def _problem_key(problem: Problem) -> tuple[str, int, int, str, str]:
    return (problem.path or "", problem.line or 0, problem.column or 0, problem.kind, problem.message)


def told_of_baseline(report: Report) -> list[str]:
    """Sentences on how many findings the baseline hides, and how much of it is stale."""
    told = []
    if report.known:
        told.append(f"{counted(len(report.known), 'known finding')} hidden by the baseline.")
    stale = sum(entry.times for entry in report.baseline.stale) if report.baseline else 0
    if stale:
        found = "1 finding that is" if stale == 1 else f"{stale:,} findings that are"
        told.append(f"The baseline has {found} no longer there: `fastapi-lint baseline prune` takes out what is stale.")
    return told


def fixable_by_safety(findings: Iterable[Finding]) -> dict[Safety, int]:
    """How many findings have a fix, by whether it is safe."""
    counts = Counter(finding.fix.safety for finding in findings if finding.fix is not None)
    return {safety: counts[safety] for safety in Safety}


_SHORT = 10  # digits of a commit that are shown


def told_of_change(report: Report) -> list[str]:
    """A sentence on what the report compares with, and how the findings came about."""
    comparison = report.comparison
    if comparison is None:
        return []
    causes = [finding.introduced.cause for finding in report.findings if finding.introduced is not None]
    on_lines, elsewhere = causes.count(Cause.CHANGED_LINE), causes.count(Cause.CAUSED)
    what = "What is staged" if comparison.is_staged else "The change"
    commit = f" ({comparison.commit[:_SHORT]})" if comparison.commit else ", before the first commit"
    told = f"{on_lines:,} on changed lines, {elsewhere:,} caused elsewhere"
    if before := comparison.before:
        were, are = ("was", "is") if before == 1 else ("were", "are")
        told += f"; {before:,} that {were} there before {are} not shown"
    return [f"{what} since `{comparison.revision}`{commit}: {told}."]


def counted(number: int, noun: str) -> str:
    """`1 file`, `1,204 files`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def share(part: float) -> str:
    """A share from 0 to 1 in per cent, rounded down: 100 % means all."""
    return f"{int(part * 100)} %"
