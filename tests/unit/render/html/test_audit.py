"""The file as a whole: valid HTML that needs nothing else and is the same each time."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256
from html.parser import HTMLParser

import pytest

from fastapi_lint.engine.own_codes import OWN_RULES
from fastapi_lint.engine.run import load_rules
from fastapi_lint.model.report import Comparison, Report, Statistics
from fastapi_lint.render.html.audit import audit

from .conftest import ATTACK, hostile_source

RULES = (*load_rules().all, *OWN_RULES)


class Page(HTMLParser):
    """Elements with their attributes, and the text of scripts, styles and all the rest."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, list[str]] = {"script": [], "style": []}
        self.shown: list[str] = []
        self._within = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag in self.texts:
            self._within = tag
            self.texts[tag].append("")

    def handle_endtag(self, tag: str) -> None:
        self._within = ""

    def handle_data(self, data: str) -> None:
        if self._within:
            self.texts[self._within][-1] += data
        else:
            self.shown.append(data)

    @property
    def data(self) -> dict[str, object]:
        """What the script reads."""
        read: dict[str, object] = json.loads(self.texts["script"][0])
        return read

    @property
    def words(self) -> str:
        """What people read without the script."""
        return " ".join(" ".join(self.shown).split())


def page_of(report: Report, sources: dict[str, list[str]] | None = None) -> Page:
    return Page(audit(report, lambda path: (sources or {}).get(path, []), RULES))


@pytest.mark.parametrize("name", ["report", "hostile", "empty"])
def test_it_is_valid(name: str, report: Report, hostile: Report, sources: dict[str, list[str]]) -> None:
    shown = {"report": report, "hostile": hostile, "empty": Report("1", "/", (), ())}[name]
    page = audit(shown, lambda path: sources.get(path) or hostile_source(path), RULES)
    html5lib = pytest.importorskip("html5lib")
    html5lib.HTMLParser(strict=True).parse(page)


def test_it_needs_nothing_else(report: Report) -> None:
    page = page_of(report)
    names = {"src", "srcset", "action", "background", "poster", "data", "style", "ping", "formaction"}
    assert [(tag, own) for tag, own in page.elements if names & own.keys()] == []
    assert [own["href"] for tag, own in page.elements if tag == "link"] == ["data:,"]
    addresses = {own["href"] for tag, own in page.elements if tag == "a"}
    assert all(str(address).startswith(("#", "https://")) for address in addresses)
    assert not re.search(r"url\(|@import|@font-face", page.texts["style"][0])
    assert not re.search(r"\bfetch\(|XMLHttpRequest|WebSocket|sendBeacon|import\(|\beval\(", page.texts["script"][1])


def test_nothing_but_its_own_style_and_script_is_let_run(report: Report) -> None:
    page = page_of(report)
    policy = next(own["content"] for tag, own in page.elements if own.get("http-equiv") == "Content-Security-Policy")
    digests = [
        f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"
        for text in (page.texts["style"][0], page.texts["script"][1])
    ]
    assert policy == (
        f"default-src 'none'; style-src {digests[0]}; script-src {digests[1]}; img-src data:; base-uri 'none'; "
        "form-action 'none'"
    )


def test_the_same_report_gives_the_same_bytes(report: Report, sources: dict[str, list[str]]) -> None:
    assert page_of(report, sources).texts == page_of(report, sources).texts
    made = [audit(report, lambda path: sources.get(path, []), RULES) for _ in range(2)]
    assert made[0] == made[1]


def test_texts_of_the_project_stay_texts(hostile: Report) -> None:
    page = Page(audit(hostile, hostile_source, RULES))
    assert len(page.texts["script"]) == 2
    assert [own for _, own in page.elements if any(name.startswith("on") for name in own)] == []
    assert [tag for tag, _ in page.elements if tag == "img"] == []
    assert ATTACK in page.words
    assert page.data["paths"] == [f"app/{ATTACK}.py"]


def test_the_opening_tells_how_the_project_stands(report: Report) -> None:
    words = page_of(report).words
    assert "1 error on every route , with 1 warning besides." in words
    assert "This audit is incomplete. 1 problem kept part of the project from being analysed" in words
    assert "1 place could not be read: what is in there is missing from this audit" in words
    assert "201 calls of 1,204 (16 %) could not be resolved and count as harmless" in words
    assert "attribute of an unknown type 150 · parameter without a type 51" in words
    assert "Suppressed 1 by comments in the code" in words


def test_each_rule_that_occurs_has_its_manual_and_no_other(report: Report) -> None:
    manuals = [own["id"] for tag, own in page_of(report).elements if own.get("class") == "manual"]
    assert manuals == ["FAL101", "FAL104"]


def test_a_frame_is_there_once_however_many_findings_show_it(report: Report, sources: dict[str, list[str]]) -> None:
    many = tuple(replace(report.findings[1], fingerprint=f"{number:032}") for number in range(50))
    page = page_of(replace(report, findings=many), sources)
    texts = [text for _, regions in page.data["sources"] for _, _, text in regions]  # type: ignore[attr-defined]
    assert "\n".join(texts).count("return load(order_id)") == 1


def test_what_is_hidden_by_a_baseline_or_was_there_before_is_told(report: Report) -> None:
    known = replace(report, findings=(), problems=(), known=report.findings)
    words = page_of(known).words
    assert "Nothing new was found." in words
    assert words.count("2 known findings hidden by the baseline.") == 2
    compared = replace(report, comparison=Comparison("main", "1" * 40, False, 7))
    told = "Only what the changes since main brought about is shown; 7 findings were there before."
    assert told in page_of(compared).words


def test_without_findings_it_says_so() -> None:
    page = page_of(Report("1", "/srv/shop", (), (), statistics=Statistics(files=3, lines=10, routes=2)))
    assert "Nothing was found." in page.words
    assert page.data["findings"] == []
