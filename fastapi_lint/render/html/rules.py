"""The manuals of the rules that occur, as a section of the audit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from fastapi_lint.engine.manual import manual_of, url_of
from fastapi_lint.model.report import Report
from fastapi_lint.render.html.escaping import prose, text
from fastapi_lint.render.html.manuals import reason_of, sections_of
from fastapi_lint.render.rules import AnyRule
from fastapi_lint.render.tally import counted


def occurring(report: Report, rules: Iterable[AnyRule]) -> dict[str, AnyRule]:
    """The rules of which there are findings, by code."""
    codes = {finding.code for finding in report.findings}
    return {rule.code: rule for rule in sorted(rules, key=lambda rule: rule.code) if rule.code in codes}


def manuals(report: Report, rules: Mapping[str, AnyRule]) -> str:
    """Each rule with its manual, folded."""
    counts = Counter(finding.code for finding in report.findings)
    return "\n".join(_manual(rule, counts[code]) for code, rule in rules.items())


def reasons(rules: Mapping[str, AnyRule]) -> dict[str, dict[str, str]]:
    """What a finding repeats of its rule: title, why it is bad (HTML) and the address of its page."""
    return {
        code: {"title": manual_of(rule).title, "why": reason_of(rule), "url": _of_the_web(url_of(rule))}
        for code, rule in rules.items()
    }


def _manual(rule: AnyRule, findings: int) -> str:
    address = _of_the_web(url_of(rule))
    link = f'<p><a href="{text(address)}" rel="noopener noreferrer">{text(address)}</a></p>' if address else ""
    return (
        f'<details class="manual" id="{text(rule.code)}"><summary><code>{text(rule.code)}</code> '
        f"<b>{text(rule.name)}</b> <span>{prose(manual_of(rule).title)}</span> "
        f'<a class="dim" href="#rule={text(rule.code)}">{counted(findings, "finding")}</a>'
        f'<span class="printed">{reason_of(rule)}</span></summary>\n'
        f'<div class="prose">\n{sections_of(rule)}\n{link}</div></details>'
    )


def _of_the_web(address: str) -> str:
    return address if address.startswith(("https://", "http://")) else ""
