"""The manual of a rule: Markdown, to be read as it is or shown by a terminal."""

from __future__ import annotations

from fastapi_lint.engine.manual import manual_of
from fastapi_lint.render.rules import AnyRule


def manual(rule: AnyRule) -> str:
    """The page of a rule in Markdown: what its docstring says and what was measured, under its code, name and facts."""
    docs = manual_of(rule)
    runs = "in the default set" if rule.default else f"opt-in: `--extend-select {rule.code}`"
    facts = f"Severity: {rule.severity}. Confidence: {rule.confidence}. Since {rule.since}, {runs}."
    sections = [f"## {title}\n\n{text}" for title, text in docs.sections.items()]
    return "\n\n".join([f"# {rule.code} {rule.name}", docs.title, facts, *sections]) + "\n"
