"""Writes the page of every rule and a list of all, from docstrings and evidence: `docs/rules/*.md`."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from fastapi_lint.engine.manual import manual_of
from fastapi_lint.model.rule import Rule, docs_of

INDEX = "index.md"


def pages_of(rules: Iterable[Rule]) -> dict[str, str]:
    """The pages by file name, that of the list included."""
    ordered = sorted(rules, key=lambda rule: rule.code)
    return {f"{rule.code}.md": page(rule) for rule in ordered} | {INDEX: index(ordered)}


def page(rule: Rule) -> str:
    """The manual of one rule as a page."""
    docs = manual_of(rule)
    facts = (
        "| code | severity | confidence | since | on by default |",
        "|---|---|---|---|---|",
        f"| {rule.code} | {rule.severity} | {rule.confidence} | {rule.since} | {'yes' if rule.default else 'no'} |",
    )
    sections = (f"## {title}\n\n{text}" for title, text in docs.sections.items())
    return "\n\n".join([f"# {rule.name} ({rule.code})", docs.title, "\n".join(facts), *sections]) + "\n"


def index(rules: Iterable[Rule]) -> str:
    """The list of all rules, with links to their pages."""
    rows = (f"| [{rule.code}]({rule.code}.md) | {rule.name} | {docs_of(rule).title} |" for rule in rules)
    return "\n".join(["# Rules", "", "| code | name | what it finds |", "|---|---|---|", *rows]) + "\n"


def write_pages(rules: Iterable[Rule], folder: Path) -> tuple[Path, ...]:
    """Writes all pages and removes those of rules that are no more; returns what there is now."""
    folder.mkdir(parents=True, exist_ok=True)
    pages = pages_of(rules)
    for stale in folder.glob("*.md"):
        if stale.name not in pages:
            stale.unlink()
    for name, text in pages.items():
        (folder / name).write_text(text, encoding="utf-8")
    return tuple(folder / name for name in pages)
