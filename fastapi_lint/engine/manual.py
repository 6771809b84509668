"""The manual of a rule: its docstring, and what was measured of its examples.

What was measured stands beside the rule, in the folder `evidence` of its package: `evidence/FAL101.md`, Markdown.
`bench/evidence.py` writes it for the built-in rules.
"""

from __future__ import annotations

import sys
from importlib.resources import files

from fastapi_lint.model.rule import Rule, RuleDocs, docs_of

EVIDENCE = "Evidence"
_COMES_AFTER = "Use instead"


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
    file = files(package) / "evidence" / f"{rule.code}.md"
    return file.read_text(encoding="utf-8").strip() if file.is_file() else ""
