"""The report for GitLab's code quality widget: an array of issues, as Code Climate describes them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fastapi_lint.model.digest import blake2b
from fastapi_lint.model.finding import Finding, Severity
from fastapi_lint.model.problem import Problem
from fastapi_lint.model.report import Report
from fastapi_lint.render.context import Context
from fastapi_lint.render.json import as_json
from fastapi_lint.render.places import Standpoint
from fastapi_lint.render.printable import printable
from fastapi_lint.render.tally import sorted_findings, untold_problems

_SEVERITIES = {Severity.ERROR: "critical", Severity.WARNING: "major", Severity.INFO: "info"}


def rendered(report: Report, context: Context) -> Iterator[str]:
    """The output format `gitlab`."""
    yield as_json(issues(report, context.repository))


def issues(report: Report, repository: Standpoint) -> list[dict[str, Any]]:
    """The issues as plain data. Paths are those of the repository: GitLab finds files by these."""
    findings = [_finding(finding, repository) for finding in sorted_findings(report)]
    return findings + [_problem(problem, repository) for problem in untold_problems(report)]


def _finding(finding: Finding, repository: Standpoint) -> dict[str, Any]:
    lines = {"begin": finding.span.line, "end": max(finding.span.line, finding.span.end_line)}
    return {
        "description": printable(f"{finding.code}: {finding.message}"),
        "check_name": finding.code,
        "fingerprint": finding.fingerprint,
        "severity": _SEVERITIES[finding.severity],
        "location": {"path": repository.path(finding.location.path), "lines": lines},
    }


def _problem(problem: Problem, repository: Standpoint) -> dict[str, Any]:
    """A problem as an issue: what could not be analysed blocks, for the other issues are not all there are."""
    told = problem.message if problem.hint is None else f"{problem.message}; {problem.hint}"
    identity = "\0".join((str(problem.kind), problem.path or "", str(problem.line or ""), problem.message))
    return {
        "description": printable(told),
        "check_name": str(problem.kind),
        "fingerprint": blake2b(identity.encode("utf-8", "surrogateescape"), digest_size=16).hexdigest(),
        "severity": "blocker" if problem.is_incomplete else "minor",
        "location": {"path": repository.path(problem.path or "."), "lines": {"begin": problem.line or 1}},
    }
