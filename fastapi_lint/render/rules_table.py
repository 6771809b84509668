"""The table of rules, for people: by family, each rule with what the configuration makes of it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import groupby

from rich.cells import cell_len
from rich.text import Text

from fastapi_lint.engine.manual import family_of, url_of
from fastapi_lint.engine.select import on_by_default
from fastapi_lint.model.rule import docs_of
from fastapi_lint.render.block import STYLES
from fastapi_lint.render.page import Page, linked
from fastapi_lint.render.rules import AnyRule, by_code
from fastapi_lint.render.tally import counted

_ROOM_FOR_TITLES = 44  # cells: with less, the title takes a line of its own
_GAP = "  "


def rules_table(rules: Sequence[AnyRule], page: Page, selected: Collection[str] | None = None) -> Iterator[Text]:
    """The lines of the table, sorted by code. `selected` are the codes that run, None if that is not known."""
    listed = by_code(rules)
    for family, members in groupby(listed, key=family_of):
        yield _heading(*family)
        yield from _family(list(members), listed, page, selected)
        yield Text()
    yield from page.hanging(Text(), page.prose(_closing(listed, page, selected)), indent=2)


def _heading(prefix: str, title: str) -> Text:
    return Text.assemble((prefix, "bold"), f"{_GAP}{title}" if title else "")


def _family(
    members: Sequence[AnyRule], listed: Sequence[AnyRule], page: Page, selected: Collection[str] | None
) -> Iterator[Text]:
    widths = max(len(rule.code) for rule in listed), max(len(rule.name) for rule in listed)
    for rule in members:
        facts = _facts(rule, widths, page, selected)
        title = page.prose(docs_of(rule).title)
        if not on_by_default(rule):
            title += Text(" (off by default)", style="dim")
        if page.width - facts.cell_len - len(_GAP) >= _ROOM_FOR_TITLES:
            yield from page.hanging(facts + Text(_GAP), title, indent=facts.cell_len + len(_GAP))
        else:
            facts.rstrip()
            yield facts
            indent = 2 * len(_GAP)
            yield from page.hanging(Text(" " * indent), title, indent=indent)


def _facts(rule: AnyRule, widths: tuple[int, int], page: Page, selected: Collection[str] | None) -> Text:
    mark = _mark(rule, page, selected)
    return Text.assemble(
        f"{mark} " if mark else "",
        linked(Text(rule.code, style="bold"), page.links.page(url_of(rule))),
        " " * (widths[0] - len(rule.code)) + _GAP,
        f"{rule.name:<{widths[1]}}{_GAP}",
        (f"{rule.severity:<7}", STYLES[rule.severity]),
        (f"{_GAP}{rule.confidence:<6}", "dim"),
    )


def _mark(rule: AnyRule, page: Page, selected: Collection[str] | None) -> str:
    if selected is None:
        return ""
    mark = page.glyphs.on if rule.code in selected else page.glyphs.off
    return mark + " " * (max(cell_len(page.glyphs.on), cell_len(page.glyphs.off)) - cell_len(mark))


def _closing(listed: Sequence[AnyRule], page: Page, selected: Collection[str] | None) -> str:
    if not listed:
        return "No rules match."
    told = counted(len(listed), "rule")
    if selected is not None:
        on = sum(rule.code in selected for rule in listed)
        told += f", {on} of them selected ({page.glyphs.on})" if on < len(listed) else ", all selected"
    return f"{told}. `fastapi-lint explain CODE` tells more about one."
