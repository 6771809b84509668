"""The manual of a rule: its docstring, what was measured of its examples, how to silence it; and its page's address.

What was measured stands beside the rule, in the folder `evidence` of its package: `evidence/FAL101.md`, Markdown.
`bench/evidence.py` writes it for the built-in rules.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace

from fastapi_lint.engine.own_codes import OWN_RULES
from fastapi_lint.engine.select import on_by_default
from fastapi_lint.model.finding import Finding
from fastapi_lint.model.rule import Rule, RuleDocs, docs_of
from fastapi_lint.model.versions import conditions_of

DOCUMENTATION = "https://fastapi-lint.readthedocs.io"
"""Where `docs/` is published: the address that findings name. `pyproject.toml` and `mkdocs.yml` repeat it."""

EVIDENCE = "What was measured"
SILENCING = "How to silence it"
_REFERENCES = "References"
_COMES_AFTER = "Use instead"

FAMILIES = {
    "FAL0": "The tool itself",
    "FAL1": "Event loop and thread pool",
    "FAL2": "Types and validation",
    "FAL3": "Payloads and serialization",
    "FAL4": "Routing and OpenAPI",
    "FAL5": "Dependencies and lifecycle",
    "FAL6": "Pydantic models",
    "FAL7": "Middleware and errors",
    "FAL8": "Security",
    "FAL9": "Tests and upgrades",
}
"""What the rules with codes that begin like this are about."""


def family_of(rule: type[Rule] | Rule) -> tuple[str, str]:
    """How the codes of the rule's family begin, and what they are about: `("FAL1", "Event loop and thread pool")`.

    Of a third party's rule it is the letters alone, and nothing is known about them.
    """
    prefix = rule.code[:4]
    return (prefix, FAMILIES[prefix]) if prefix in FAMILIES else (rule.code.rstrip("0123456789"), "")


def url_of(rule: type[Rule] | Rule) -> str:
    """The address of the rule's page; empty for a third party's rule that names none."""
    return rule.url or (f"{DOCUMENTATION}/rules/{rule.code}/" if rule.code.startswith("FAL") else "")


def with_urls(findings: Iterable[Finding], rules: Iterable[Rule]) -> Iterator[Finding]:
    """The findings with the addresses of their rules' pages."""
    urls = {rule.code: url_of(rule) for rule in rules}
    return (replace(finding, url=urls.get(finding.code, "")) for finding in findings)


def manual_of(rule: type[Rule] | Rule) -> RuleDocs:
    """Title and sections, with the evidence after the examples that it was measured on, and how to silence the rule."""
    docs, measured = docs_of(rule), evidence_of(rule)
    sections: dict[str, str] = {}
    for title, text in docs.sections.items():
        if title == _REFERENCES:
            sections[SILENCING] = silencing(rule)
        sections[title] = text
        if title == _COMES_AFTER and measured:
            sections[EVIDENCE] = measured
    sections.setdefault(SILENCING, silencing(rule))
    return RuleDocs(docs.title, sections)


def page_of(rule: type[Rule] | Rule) -> str:
    """The manual in Markdown: what its docstring says and what was measured, under its code, name and facts."""
    docs = manual_of(rule)
    runs = "on by default" if on_by_default(rule) else f"off by default: `--extend-select {rule.code}` turns it on"
    facts = f"Severity: {rule.severity}. Confidence: {rule.confidence}. Since {rule.since}, {runs}."
    if versions := versions_of(rule):
        facts += f" {versions}"
    sections = [f"## {title}\n\n{text}" for title, text in docs.sections.items()]
    return "\n\n".join([f"# {rule.code} {rule.name}", docs.title, facts, *sections]) + "\n"


def versions_of(rule: type[Rule] | Rule) -> str:
    """For which versions of FastAPI and of what it stands on the rule is, in a sentence; nothing if a third party's
    rule does not say."""
    if not rule.applies_to:
        return "For all versions of FastAPI." if rule.code.startswith("FAL") else ""
    return f"For {' with '.join(map(str, conditions_of(rule.applies_to)))}."


def silencing(rule: type[Rule] | Rule) -> str:
    """How to silence the rule at a place, for some files or everywhere. What the tool says of itself has no comment."""
    code = rule.code
    everywhere = f'```toml\n[tool.fastapi-lint]\nignore = ["{code}"]\n'
    if code in {own.code for own in OWN_RULES}:
        return f"Everywhere, in `pyproject.toml`:\n\n{everywhere}```"
    return (
        "At one place, with the reason for whoever reads it next:\n\n"
        f"```python\n...  # fastapi-lint: ignore[{code}] the reason\n```\n\n"
        "For some files or everywhere, in `pyproject.toml`:\n\n"
        f'{everywhere}per-path-ignores = {{ "scripts/*" = ["{code}"] }}\n```'
    )


def evidence_of(rule: type[Rule] | Rule) -> str:
    """What was measured of the rule's examples, in Markdown; empty if nothing was."""
    package = getattr(sys.modules.get(rule.__module__), "__package__", None)
    if not package:
        return ""
    from importlib.resources import files  # noqa: PLC0415 - slow to import, and a check does not need it

    file = files(package) / "evidence" / f"{rule.code}.md"
    return file.read_text(encoding="utf-8").strip() if file.is_file() else ""
