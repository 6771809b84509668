"""Rules in SARIF, with their manuals."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from fastapi_lint.engine.manual import family_of, manual_of, url_of
from fastapi_lint.model.finding import Finding, Severity
from fastapi_lint.model.rule import Rule
from fastapi_lint.render.explain import manual

LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_PROBLEMS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "recommendation"}
_LONGEST = 1024  # characters that GitHub takes of a description


def descriptors(rules: Iterable[Rule], findings: Iterable[Finding]) -> list[dict[str, Any]]:
    """The rules that the findings are of, by code. One that is not installed any more is known by its name alone."""
    named = {finding.code: finding.name for finding in findings}
    installed = {rule.code: rule for rule in rules}
    return [
        _descriptor(installed[code]) if code in installed else {"id": code, "name": name}
        for code, name in sorted(named.items())
    ]


def _descriptor(rule: Rule) -> dict[str, Any]:
    docs = manual_of(rule)
    page = manual(rule)
    descriptor: dict[str, Any] = {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": docs.title},
        "fullDescription": {"text": _shortened(" ".join(docs.sections.get("What it does", docs.title).split()))},
        "help": {"text": page, "markdown": page},
        "defaultConfiguration": {"enabled": rule.default, "level": LEVELS[rule.severity]},
        "properties": {
            "precision": str(rule.confidence),
            "problem.severity": _PROBLEMS[rule.severity],
            "tags": ["fastapi", _family(rule)],
        },
    }
    if url := url_of(rule):
        descriptor["helpUri"] = url
    return descriptor


def _family(rule: Rule) -> str:
    """What the family of the rule is about, as a word: `event-loop-and-thread-pool`."""
    prefix, about = family_of(rule)
    return (about or prefix).lower().replace(" ", "-")


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
