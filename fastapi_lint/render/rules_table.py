"""The table of rules, for people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.text import Text

from fastapi_lint.model.rule import docs_of
from fastapi_lint.render.block import STYLES
from fastapi_lint.render.page import Page
from fastapi_lint.render.rules import AnyRule, by_code


def rules_table(rules: Iterable[AnyRule], page: Page) -> Iterator[Text]:
    """The lines of the table, sorted by code. A rule that runs only when it is asked for says so at the end."""
    listed = by_code(rules)
    code_width = max((len(rule.code) for rule in listed), default=0)
    name_width = max((len(rule.name) for rule in listed), default=0)
    for rule in listed:
        lead = Text.assemble(
            (f"{rule.code:<{code_width}}", "bold"),
            f"  {rule.name:<{name_width}}  ",
            (f"{rule.severity:<7}  ", STYLES[rule.severity]),
        )
        title = page.prose(docs_of(rule).title)
        if not rule.default:
            title += Text(" (opt-in)", style="dim")
        yield from page.hanging(lead, title, indent=lead.cell_len)
