"""The list of rules for programs, described by `schema/rules.schema.json`, and what all lists share."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from fastapi_lint.engine.manual import family_of, manual_of, url_of
from fastapi_lint.engine.select import on_by_default
from fastapi_lint.model.rule import Rule

AnyRule = Rule | type[Rule]


def rules_object(
    rules: Iterable[AnyRule],
    version: str,
    *,
    packages: Mapping[str, str] | None = None,
    selected: Collection[str] | None = None,
) -> dict[str, Any]:
    """The rules as plain data: what a table has no room for is in `sections` (Markdown).

    `packages` are the distributions by code, `selected` the codes that the project's configuration selects, None if
    none was read.
    """
    return {
        "version": version,
        "rules": [
            _rule(rule, (packages or {}).get(rule.code), None if selected is None else rule.code in selected)
            for rule in rules
        ],
    }


def rules_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of `rules --output-format json` and `explain --output-format json`."""
    from importlib.resources import files  # noqa: PLC0415 - slow to import

    text = files("fastapi_lint.render").joinpath("schema/rules.schema.json").read_text(encoding="utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema


def by_code(rules: Iterable[AnyRule]) -> list[AnyRule]:
    """Rules in the order of every list."""
    return sorted(rules, key=lambda rule: rule.code)


def _rule(rule: AnyRule, package: str | None, selected: bool | None) -> dict[str, Any]:
    docs = manual_of(rule)
    return {
        "code": rule.code,
        "name": rule.name,
        "title": docs.title,
        "severity": str(rule.severity),
        "confidence": str(rule.confidence),
        "default": on_by_default(rule),
        "selected": selected,
        "since": rule.since,
        "applies_to": rule.applies_to,
        "family": family_of(rule)[0],
        "package": package,
        "url": url_of(rule) or None,
        "sections": docs.sections,
    }
