"""The table of rules, for people."""

from __future__ import annotations

from collections.abc import Iterable

from rich.table import Table
from rich.text import Text

from fastapi_lint.model.rule import docs_of
from fastapi_lint.render.block import STYLES
from fastapi_lint.render.page import Page
from fastapi_lint.render.rules import AnyRule, by_code


def rules_table(rules: Iterable[AnyRule], page: Page) -> Table:
    """One row a rule, sorted by code. Rules that run only when selected say so in the last column."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for heading in ("code", "name", "severity"):
        table.add_column(heading, no_wrap=True)
    table.add_column("what it reports", ratio=1)
    table.add_column("runs", no_wrap=True)
    for rule in by_code(rules):
        table.add_row(
            Text(rule.code, style="bold"),
            rule.name,
            Text(rule.severity, style=STYLES[rule.severity]),
            page.prose(docs_of(rule).title),
            "always" if rule.default else "opt-in",
        )
    return table
