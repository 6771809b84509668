"""Paths and codes that lead somewhere when they are clicked (OSC 8)."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace

import pytest

from fastapi_lint.engine.hyperlinks import FILES, LINES, NONE, PAGES
from fastapi_lint.model.report import Report
from fastapi_lint.render.context import Context
from fastapi_lint.render.links import Links
from fastapi_lint.render.text import rendered

PAGE = "https://fastapi-lint.readthedocs.io/rules/FAL101/"


def shown(report: Report, level: str, sources: dict[str, list[str]], color: bool | None = True) -> str:
    def lines_of(path: str) -> Sequence[str]:
        return sources.get(path, ())

    context = Context(stream=io.StringIO(), color=color, hyperlinks=level, lines_of=lines_of)
    return "".join(rendered(report, context))


def link(address: str, text: str) -> str:
    return f"\x1b]8;;{address}\x1b\\{text}\x1b]8;;\x1b\\"


def test_codes_lead_to_their_pages_and_paths_to_files(report: Report, sources: dict[str, list[str]]):
    text = shown(report, FILES, sources, color=False)
    assert link(PAGE, "error[FAL101]") in text
    assert link("file:///srv/shop/app/routers/orders.py", "app/routers/orders.py:3:12") in text
    assert link("file:///srv/shop/app/http.py", "app/http.py:121") in text


def test_a_terminal_that_opens_lines_is_told_them(report: Report, sources: dict[str, list[str]]):
    assert link("file:///srv/shop/app/http.py#121", "app/http.py:121") in shown(report, LINES, sources, color=False)


def test_a_terminal_that_finds_paths_itself_is_left_to_it(report: Report, sources: dict[str, list[str]]):
    text = shown(report, PAGES, sources, color=False)
    assert PAGE in text
    assert "file:" not in text


@pytest.mark.parametrize("color", [True, False])
def test_links_change_nothing_else(report: Report, sources: dict[str, list[str]], color: bool):
    with_links, without = (shown(report, level, sources, color) for level in (FILES, NONE))
    assert "\x1b]8;" not in without
    cut = with_links.split("\x1b]8;;")
    assert cut[0] + "".join(part.partition("\x1b\\")[2] for part in cut[1:]) == without


def test_the_same_report_has_the_same_links(report: Report, sources: dict[str, list[str]]):
    assert shown(report, FILES, sources) == shown(report, FILES, sources)
    assert "\x1b]8;id=" not in shown(report, FILES, sources)


def test_a_rule_without_a_page_has_no_link(report: Report, sources: dict[str, list[str]]):
    without = replace(report, findings=tuple(replace(finding, url="") for finding in report.findings))
    assert "\x1b]8;" not in shown(without, PAGES, sources)


def test_addresses_are_quoted():
    links = Links(FILES, "/srv/my shop")
    assert links.file("caf\udce9;1.py", 3) == "file:///srv/my%20shop/caf%E9%3B1.py"


def test_files_without_a_root_have_no_address():
    assert Links(FILES).file("main.py", 1) == ""
