"""The list of rules: a table for people, JSON for programs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from fastapi_lint.engine.manual import manual_of
from fastapi_lint.model.rule import Rule

AnyRule = Rule | type[Rule]


def rules_object(rules: Iterable[AnyRule], version: str) -> dict[str, Any]:
    """The rules as plain data, sorted by code: what a table has no room for is in `sections` (Markdown)."""
    return {"version": version, "rules": [_rule(rule) for rule in by_code(rules)]}


def by_code(rules: Iterable[AnyRule]) -> list[AnyRule]:
    """Rules in the order of every list."""
    return sorted(rules, key=lambda rule: rule.code)


def _rule(rule: AnyRule) -> dict[str, Any]:
    docs = manual_of(rule)
    return {
        "code": rule.code,
        "name": rule.name,
        "title": docs.title,
        "severity": str(rule.severity),
        "confidence": str(rule.confidence),
        "default": rule.default,
        "since": rule.since,
        "sections": docs.sections,
    }
