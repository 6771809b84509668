"""The manual of a rule: its docstring, and what was measured of its examples; and the address of its page.

What was measured stands beside the rule, in the folder `evidence` of its package: `evidence/FAL101.md`, Markdown.
`bench/evidence.py` writes it for the built-in rules.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace

from fastapi_lint.model.finding import Finding
from fastapi_lint.model.rule import Rule, RuleDocs, docs_of

DOCUMENTATION = "https://fastapi-lint.readthedocs.io"
"""Where `docs/` is published: the address that findings name. `pyproject.toml` and `mkdocs.yml` repeat it."""

EVIDENCE = "Evidence"
_COMES_AFTER = "Use instead"


def url_of(rule: type[Rule] | Rule) -> str:
    """The address of the rule's page; empty for a third party's rule that names none."""
    return rule.url or (f"{DOCUMENTATION}/rules/{rule.code}/" if rule.code.startswith("FAL") else "")


def with_urls(findings: Iterable[Finding], rules: Iterable[Rule]) -> Iterator[Finding]:
    """The findings with the addresses of their rules' pages."""
    urls = {rule.code: url_of(rule) for rule in rules}
    return (replace(finding, url=urls.get(finding.code, "")) for finding in findings)


def manual_of(rule: type[Rule] | Rule) -> RuleDocs:
    """Title and sections, with the evidence after the examples that it was measured on."""
    docs, measured = docs_of(rule), evidence_of(rule)
    if not measured:
        return docs
    sections: dict[str, str] = {}
    for title, text in docs.sections.items():
        sections[title] = text
        if title == _COMES_AFTER:
            sections[EVIDENCE] = measured
    return RuleDocs(docs.title, sections | {EVIDENCE: measured})


def evidence_of(rule: type[Rule] | Rule) -> str:
    """What was measured of the rule's examples, in Markdown; empty if nothing was."""
    package = getattr(sys.modules.get(rule.__module__), "__package__", None)
    if not package:
        return ""
    from importlib.resources import files  # noqa: PLC0415 - slow to import, and a check does not need it

    file = files(package) / "evidence" / f"{rule.code}.md"
    return file.read_text(encoding="utf-8").strip() if file.is_file() else ""
