"""The pages of the documentation that are made from the code: those of rules, their list, and the forms of JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Mapping
from importlib.resources import files
from itertools import groupby
from pathlib import Path
from typing import Any

from fastapi_lint.dev import configuration_page, coverage_page
from fastapi_lint.dev.schema_page import schema_section
from fastapi_lint.engine.manual import family_of, page_of
from fastapi_lint.engine.select import on_by_default
from fastapi_lint.model.rule import Rule, docs_of

RULES = "rules"
INDEX = f"{RULES}/index.md"
JSON = "json.md"
_CODE_OR_LINK = re.compile(r"```.*?^```|`[^`\n]+`|\[[^]]*\]\([^)]*\)|\b[A-Z]{2,6}\d{3,4}\b", re.DOTALL | re.MULTILINE)


def pages_of(rules: Iterable[Rule]) -> dict[str, str]:
    """All pages by their path below `docs/`."""
    ordered = sorted(rules, key=lambda rule: rule.code)
    codes = {rule.code for rule in ordered}
    pages = {f"{RULES}/{rule.code}.md": linked(page_of(rule), codes - {rule.code}) for rule in ordered}
    return pages | {INDEX: index(ordered), JSON: json_page(_schemas())}


def linked(text: str, codes: Collection[str]) -> str:
    """Markdown in which each of these codes leads to its page, unless it stands in code or in a link."""

    def link(found: re.Match[str]) -> str:
        return f"[{found[0]}]({found[0]}.md)" if found[0] in codes else found[0]

    return _CODE_OR_LINK.sub(link, text)


def index(rules: Iterable[Rule]) -> str:
    """The list of all rules by family, with links to their pages."""
    parts = [_head("rules.md")]
    for (prefix, title), family in groupby(rules, key=family_of):
        rows = (
            f"| [{rule.code}]({rule.code}.md) | {rule.name} | {docs_of(rule).title} "
            f"| {rule.severity} | {rule.confidence} | {'on' if on_by_default(rule) else 'off'} |"
            for rule in family
        )
        head = ["| code | name | what it finds | severity | confidence | by default |", "|---|---|---|---|---|---|"]
        parts.append("\n".join([f"## {prefix} {title}".rstrip(), "", *head, *rows, ""]))
    return "\n".join(parts)


def json_page(schemas: Mapping[str, dict[str, Any]]) -> str:
    """The page about the forms of JSON, one section a schema."""
    return "\n".join([_head("json.md"), *(schema_section(name, schema) for name, schema in schemas.items())])


def write_pages(rules: Iterable[Rule], folder: Path) -> tuple[Path, ...]:
    """Writes all pages below `folder` and removes those of rules that are no more; returns what there is now."""
    rules = tuple(rules)
    pages = pages_of(rules)
    for stale in folder.glob(f"{RULES}/*.md"):
        if stale.relative_to(folder).as_posix() not in pages:
            stale.unlink()
    guide = folder / configuration_page.PAGE
    if guide.is_file():
        pages[guide.name] = configuration_page.with_keys(guide.read_text(encoding="utf-8"))
    record = folder / coverage_page.RECORD
    if record.is_file():
        coverage = coverage_page.read_coverage(record.read_text(encoding="utf-8"))
        pages[coverage_page.PAGE] = coverage_page.coverage_page(coverage)
    for name, text in pages.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    return tuple(folder / name for name in pages)


def _schemas() -> dict[str, dict[str, Any]]:
    """The published schemas by name, `check` first."""
    folder = files("fastapi_lint.render").joinpath("schema")
    texts = {file.name.partition(".")[0]: file.read_text(encoding="utf-8") for file in folder.iterdir()}
    return {name: json.loads(texts[name]) for name in sorted(texts, key=lambda name: (name != "check", name))}


def _head(name: str) -> str:
    return files("fastapi_lint.dev").joinpath("templates", name).read_text(encoding="utf-8")
