"""The report for other programs: the public JSON, described by `schema/check.schema.json`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import msgspec.json

from fastapi_lint.model.effect import Hop
from fastapi_lint.model.finding import Edit, Finding, Fix, Introduced
from fastapi_lint.model.location import Location
from fastapi_lint.model.problem import Problem
from fastapi_lint.model.report import Comparison, Report
from fastapi_lint.render.context import Context
from fastapi_lint.render.tally import by_severity, fixable_by_safety, sorted_findings, sorted_problems

_NO_FINDINGS = '"findings": []'


def rendered(report: Report, _context: Context) -> Iterator[str]:
    """The output format `json`, finding by finding: thousands of them are never held as plain data at once."""
    document = as_json(_with_findings(report, []))
    before, _, after = document.partition(_NO_FINDINGS)  # only the root stands before it, in which quotes are escaped
    yield before + _NO_FINDINGS[:-1]
    separator = ""
    for finding in sorted_findings(report):
        text = as_json(finding_object(finding)).rstrip().replace("\n", "\n    ")
        yield f"{separator}\n    {text}"
        separator = ","
    yield f"\n  ]{after}" if separator else f"]{after}"


def check_json(report: Report) -> bytes:
    """The report as one JSON object, UTF-8, with a final line end. Same report, same bytes."""
    return encoded(check_object(report))


def encoded(document: object) -> bytes:
    """A document as it is written: UTF-8; what is not text (undecodable bytes in a file's name) as JSON escapes."""
    return as_json(document).encode("utf-8", "backslashreplace")


def as_json(document: object) -> str:
    """The same as text. Python would write lines of their own three times as slowly."""
    written = json.dumps(document, ensure_ascii=False)
    try:
        return msgspec.json.format(written, indent=2) + "\n"
    except UnicodeEncodeError:  # undecodable bytes in a file's name
        return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def check_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of `check --output-format json`."""
    from importlib.resources import files  # noqa: PLC0415 - takes longer to import than a report to be written

    text = files("fastapi_lint.render").joinpath("schema/check.schema.json").read_text(encoding="utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema


def check_object(report: Report) -> dict[str, Any]:
    """The report as plain data, in the order of its public form."""
    return _with_findings(report, [finding_object(finding) for finding in sorted_findings(report)])


def _with_findings(report: Report, findings: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "version": report.version,
        "root": report.root,
        "findings": findings,
        "problems": [problem_object(problem) for problem in sorted_problems(report)],
        "summary": summary_object(report),
    }


def finding_object(finding: Finding) -> dict[str, Any]:
    """A finding as plain data."""
    return {
        "code": finding.code,
        "name": finding.name,
        "severity": str(finding.severity),
        "confidence": str(finding.confidence),
        "message": finding.message,
        **_place(finding.location),
        "function": finding.function,
        "trace": [_hop(hop) for hop in finding.trace],
        "also": [
            {"leaf": chain.leaf, "kind": chain.kind, "trace": [_hop(hop) for hop in chain.trace]}
            for chain in finding.also
        ],
        "routes": list(finding.routes),
        "fix": _fix(finding.fix) if finding.fix else None,
        "fingerprint": finding.fingerprint,
        "introduced": _introduced(finding.introduced) if finding.introduced else None,
        "url": finding.url or None,
    }


def _introduced(introduced: Introduced) -> dict[str, Any]:
    return {"cause": str(introduced.cause), "path": introduced.path, "line": introduced.line}


def _hop(hop: Hop) -> dict[str, Any]:
    return {"path": hop.path, "line": hop.line, "function": hop.function, "call": hop.call}


def _place(location: Location) -> dict[str, Any]:
    path, span = location
    return {
        "path": path,
        "line": span.line,
        "column": span.column,
        "end_line": span.end_line,
        "end_column": span.end_column,
    }


def _fix(fix: Fix) -> dict[str, Any]:
    return {"title": fix.title, "safety": str(fix.safety), "edits": [_edit(edit) for edit in fix.edits]}


def _edit(edit: Edit) -> dict[str, Any]:
    return {**_place(edit.location), "replacement": edit.replacement}


def problem_object(problem: Problem) -> dict[str, Any]:
    """A problem as plain data."""
    return {
        "kind": str(problem.kind),
        "message": problem.message,
        "path": problem.path,
        "line": problem.line,
        "column": problem.column,
        "hint": problem.hint,
    }


def _comparison(comparison: Comparison) -> dict[str, Any]:
    return {
        "revision": comparison.revision,
        "commit": comparison.commit,
        "staged": comparison.is_staged,
        "before": comparison.before,
    }


def summary_object(report: Report) -> dict[str, Any]:
    """What the report adds up to, as plain data."""
    codes = [finding.code for finding in report.findings]
    return {
        "findings": len(codes),
        "by_severity": {str(severity): number for severity, number in by_severity(report.findings).items()},
        "by_code": {code: codes.count(code) for code in sorted(set(codes))},
        "fixable": {str(safety): number for safety, number in fixable_by_safety(report.findings).items()},
        "suppressed": len(report.suppressed),
        "known": len(report.known),
        "stale": sum(entry.times for entry in report.baseline.stale) if report.baseline else 0,
        "comparison": _comparison(report.comparison) if report.comparison else None,
        "files": report.statistics.files,
        "routes": report.statistics.routes,
        "calls": report.statistics.calls,
        "resolved": report.statistics.calls_resolved,
        "excluded": list(report.statistics.excluded),
        "unresolved": dict(report.statistics.unresolved),
    }
