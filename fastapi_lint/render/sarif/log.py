"""The whole of a SARIF log: one run, with its rules, results and what kept it from being complete."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from fastapi_lint.engine.manual import DOCUMENTATION
from fastapi_lint.model.problem import Problem, ProblemKind
from fastapi_lint.model.report import Report
from fastapi_lint.render.context import Context
from fastapi_lint.render.json import summary_object
from fastapi_lint.render.sarif.places import Places
from fastapi_lint.render.sarif.results import Results
from fastapi_lint.render.sarif.rules import descriptors
from fastapi_lint.render.sarif.text import message
from fastapi_lint.render.tally import advised_findings, counted, gravest_first, sorted_problems

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
MOST_RESULTS = 25_000
"""GitHub refuses a run with more."""

_EXITS = {0: "nothing at or above the threshold", 1: "findings", 3: "the analysis is incomplete"}
_KINDS = list(ProblemKind)


def rendered(report: Report, context: Context) -> Iterator[str]:
    """The output format `sarif`."""
    yield json.dumps(log(report, context), ensure_ascii=False) + "\n"


def log(report: Report, context: Context) -> dict[str, Any]:
    """The log as plain data.

    GitHub takes suppressed results for open alerts, and refuses too many results: what it reads has none of the first,
    and of the others the gravest.
    """
    places = Places(context)
    findings = advised_findings(report)
    kept = findings
    if context.for_github and len(findings) > MOST_RESULTS:
        kept = sorted(gravest_first(findings)[:MOST_RESULTS], key=lambda each: each.sort_key)
    suppressed, known = ((), ()) if context.for_github else (report.suppressed, report.known)
    rules = descriptors(context.rules(), (*kept, *suppressed, *known))
    index = {rule["id"]: number for number, rule in enumerate(rules)}
    results = Results(index, places, report.apps or ())
    told = [
        *(results.of(each) for each in kept),
        *(results.of(each, suppression="inSource") for each in suppressed),
        *(results.of(each, suppression="external") for each in known),
    ]
    run = {
        "tool": {"driver": _driver(report, rules)},
        "invocations": [_invocation(report, context, len(findings) - len(kept), places)],
        "originalUriBaseIds": places.bases,
        "artifacts": places.artifacts,
        "results": told,
        "columnKind": "unicodeCodePoints",
        "properties": {"summary": summary_object(report)},
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run if places.bases else _without_bases(run)]}


def _without_bases(run: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in run.items() if key != "originalUriBaseIds"}


def _driver(report: Report, rules: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "name": "fastapi-lint",
        "version": report.version,
        "semanticVersion": report.version,
        "informationUri": DOCUMENTATION,
        "rules": rules,
        "notifications": [{"id": str(kind), "shortDescription": {"text": _SAID[kind]}} for kind in _KINDS],
    }


def _invocation(report: Report, context: Context, left_out: int, places: Places) -> dict[str, Any]:
    problems = sorted_problems(report)
    notes = [_notification(problem, places) for problem in problems if problem.kind not in _OF_CONFIGURATION]
    settings = [_notification(problem, places) for problem in problems if problem.kind in _OF_CONFIGURATION]
    if left_out:
        said = (
            f"{counted(left_out, 'finding')} of the least severe are left out: GitHub takes {MOST_RESULTS:,} at most."
        )
        notes.append({"level": "warning", "message": message(said)})
    invocation = {
        "executionSuccessful": not any(problem.is_incomplete for problem in problems),
        "exitCode": context.exit_code,
        "toolExecutionNotifications": notes,
        "toolConfigurationNotifications": settings,
    }
    if context.exit_code in _EXITS:
        invocation["exitCodeDescription"] = _EXITS[context.exit_code]
    return invocation


_SAID = {
    ProblemKind.UNREADABLE: "A file or folder cannot be read.",
    ProblemKind.SYNTAX_ERROR: "A file is not valid Python.",
    ProblemKind.TOO_DEEP: "A file is nested too deeply to be analysed.",
    ProblemKind.RULE_CRASH: "A rule cannot be loaded, or failed.",
    ProblemKind.UNRESOLVED: "Some routes are known only at run time.",
    ProblemKind.UNUSED_SETTING: "A setting matches nothing.",
}
_OF_CONFIGURATION = frozenset({ProblemKind.UNUSED_SETTING})


def _notification(problem: Problem, places: Places) -> dict[str, Any]:
    told = f"{problem.message}; {problem.hint}" if problem.hint else problem.message
    level = "error" if problem.is_incomplete or problem.kind is ProblemKind.SYNTAX_ERROR else "warning"
    notification: dict[str, Any] = {
        "descriptor": {"id": str(problem.kind), "index": _KINDS.index(problem.kind)},
        "level": "note" if problem.kind is ProblemKind.UNRESOLVED else level,
        "message": message(told),
    }
    if problem.path is not None:
        notification["locations"] = [places.line(problem.path, problem.line or 1, "")]
    return notification
