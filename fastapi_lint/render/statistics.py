"""`--statistics`: what was found and how much of the project the analysis understood, as plain text."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi_lint.model.report import Report, Statistics
from fastapi_lint.render.tally import by_rule, share


def statistics(report: Report) -> Iterator[str]:
    """The lines of the statistics: findings by rule, then sizes, then calls by why they could not be resolved."""
    yield "Statistics"
    rules = by_rule(report.findings)
    yield from _columns([(f"{rule.code} {rule.name}", f"{rule.findings:,}", rule.severity) for rule in rules])
    yield from _columns(_sizes(report.statistics, report))
    yield from _columns(_calls(report.statistics))


def _sizes(numbers: Statistics, report: Report) -> list[tuple[str, str, str]]:
    return [
        ("files", f"{numbers.files:,}", ""),
        ("lines", f"{numbers.lines:,}", ""),
        ("definitions", f"{numbers.definitions:,}", ""),
        ("routes", f"{numbers.routes:,}", ""),
        ("sites", f"{numbers.sites:,}", "definitions that a rule wanted to look at"),
        ("sites opened", f"{numbers.sites_opened:,}", "parsed in this run"),
        ("suppressed", f"{len(report.suppressed):,}", "findings silenced by a comment"),
        *([("known", f"{len(report.known):,}", "findings that the baseline hides")] if report.baseline else []),
    ]


def _calls(numbers: Statistics) -> list[tuple[str, str, str]]:
    reasons = sorted(numbers.unresolved, key=lambda item: (-item[1], item[0]))
    return [
        ("calls", f"{numbers.calls:,}", "of what is looked into"),
        ("resolved", f"{numbers.calls_resolved:,}", share(numbers.share_resolved)),
        *(
            (f"unresolved: {reason}", f"{number:,}", share(number / max(numbers.calls, 1)))
            for reason, number in reasons
        ),
    ]


def _columns(rows: list[tuple[str, str, str]]) -> Iterator[str]:
    """A paragraph of aligned rows after an empty line; nothing if there are none."""
    if not rows:
        return
    label_width = max(len(label) for label, _, _ in rows)
    number_width = max(len(number) for _, number, _ in rows)
    yield ""
    for label, number, remark in rows:
        yield f"  {label:<{label_width}}  {number:>{number_width}}  {remark}".rstrip()
