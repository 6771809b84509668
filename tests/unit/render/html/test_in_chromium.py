"""What people do with an audit: filter, search, open a finding, follow its chain, link to what they see, print it."""

from __future__ import annotations

import base64
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fastapi_lint.engine.run import load_rules
from fastapi_lint.model.finding import Finding, Severity
from fastapi_lint.model.report import Report
from fastapi_lint.render.html.audit import audit

from .conftest import hostile_source

Page = Any
ARROW_DOWN, ENTER, ESCAPE = "\ue015", "\ue007", "\ue00c"  # as WebDriver names keys
Open = Callable[..., Any]


def all_of(page: Page, selector: str) -> list[Any]:
    return list(page.find_elements("css selector", selector))


def one(page: Page, selector: str) -> Any:
    return page.find_element("css selector", selector)


def eventually(page: Page, condition: Callable[[], bool]) -> None:
    from selenium.webdriver.support.wait import WebDriverWait

    WebDriverWait(page, 10, poll_frequency=0.05).until(lambda _: condition())


def press(page: Page, *keys: str) -> None:
    from selenium.webdriver.common.action_chains import ActionChains

    ActionChains(page).send_keys(*keys).perform()


def rows(page: Page) -> list[str]:
    found: list[str] = page.execute_script("return [...document.querySelectorAll('.finding')].map((row) => row.id)")
    return found


def count(page: Page) -> str:
    return str(one(page, "#findings-count").text)


def fragment(page: Page) -> str:
    return str(page.execute_script("return decodeURIComponent(location.hash)"))


def click(page: Page, element: Any) -> None:
    """Click what may be below the bar at the top."""
    page.execute_script("arguments[0].click()", element)


def choose(page: Page, facet: str, value: str) -> None:
    click(page, one(page, f'[data-facet="{facet}"] input[data-value="{value}"]'))


def deepest(report: Report) -> Finding:
    return max(
        report.findings, key=lambda finding: (len(finding.trace) if not finding.also else 0, finding.fingerprint)
    )


def selected(page: Page) -> str:
    return str(one(page, '.chain .node[aria-pressed="true"]').get_attribute("title"))


def marked(page: Page) -> str:
    return "".join(mark.text for mark in all_of(page, ".chain .source > figure mark"))


class TestFilters:
    def test_all_findings_are_there_at_first(self, page: Page, found: Report) -> None:
        assert count(page) == str(len(found.findings))
        assert sorted(rows(page)) == sorted(finding.fingerprint for finding in found.findings)

    def test_by_severity(self, page: Page, found: Report) -> None:
        errors = [finding.fingerprint for finding in found.findings if finding.severity is Severity.ERROR]
        choose(page, "severity", "error")
        assert sorted(rows(page)) == sorted(errors)
        assert count(page) == f"{len(errors)} of {len(found.findings)}"
        assert fragment(page) == "#severity=error"

    def test_by_several_rules_and_a_severity(self, page: Page, found: Report) -> None:
        codes = ("FAL103", "FAL201")
        for code in codes:
            choose(page, "rule", code)
        choose(page, "severity", "warning")
        expected = [f.fingerprint for f in found.findings if f.code in codes and f.severity is Severity.WARNING]
        assert sorted(rows(page)) == sorted(expected)
        assert expected

    def test_by_folder(self, page: Page, found: Report) -> None:
        choose(page, "folder", "bookshop/routers")
        expected = [f.fingerprint for f in found.findings if f.location.path.startswith("bookshop/routers/")]
        assert sorted(rows(page)) == sorted(expected)
        assert all_of(page, '[data-facet="folder"] input[data-value="bookshop"]') == [], "all are in there"

    def test_the_counts_of_a_facet_heed_the_other_filters(self, page: Page, found: Report) -> None:
        choose(page, "rule", "FAL103")
        told = one(page, '[data-facet="severity"] li:first-child .count').text
        errors = [f for f in found.findings if f.code == "FAL103" and f.severity is Severity.ERROR]
        assert told == str(len(errors))

    def test_search_in_all_that_is_told(self, page: Page, found: Report) -> None:
        one(page, "#search").send_keys("PBKDF2 post")
        eventually(page, lambda: count(page) != str(len(found.findings)))
        assert rows(page)
        assert all("hashlib.pbkdf2_hmac" in row.text for row in all_of(page, ".finding"))
        assert fragment(page) == "#q=PBKDF2+post"

    def test_what_fits_nothing_can_be_undone(self, page: Page, found: Report) -> None:
        one(page, "#search").send_keys("no such thing")
        eventually(page, lambda: rows(page) == [])
        one(page, "#finding-list .empty button").click()
        assert count(page) == str(len(found.findings))

    def test_groups(self, page: Page, found: Report) -> None:
        one(page, '#group option[value="rule"]').click()
        told = [heading.text.split()[0] for heading in all_of(page, ".group")]
        assert sorted(told) == sorted({finding.code for finding in found.findings})
        assert fragment(page) == "#group=rule"

    def test_the_number_in_the_overview_leads_to_the_findings(self, page: Page) -> None:
        one(page, '.keys a[href="#severity=warning"]').click()
        eventually(page, lambda: "of" in count(page))
        assert {mark.get_attribute("aria-label") for mark in all_of(page, ".finding .head > i")} == {"warning"}


class TestAFinding:
    def test_it_opens_and_closes(self, page: Page) -> None:
        head = one(page, ".finding .head")
        head.click()
        assert head.get_attribute("aria-expanded") == "true"
        assert one(page, ".finding .details .advice").is_displayed()
        head.click()
        assert all_of(page, ".details") == []

    def test_its_chain_leads_to_the_leaf(self, open_page: Open, bookshop: Path, found: Report) -> None:
        finding = deepest(found)
        page = open_page(bookshop, f"#{finding.fingerprint}")
        assert len(finding.trace) > 3
        assert finding.location.path in selected(page)
        for hop in finding.trace[1:]:
            one(page, '.node[aria-pressed="true"]').send_keys(ARROW_DOWN)
            assert f"{hop.path}:{hop.line}" in one(page, ".chain .source figcaption").text
            assert marked(page) == hop.call.partition("(")[0]
        one(page, '.node[aria-pressed="true"]').send_keys(ARROW_DOWN)
        assert selected(page).startswith(finding.leaf_name)

    def test_a_click_on_a_node_shows_its_source(self, open_page: Open, bookshop: Path, found: Report) -> None:
        finding = deepest(found)
        page = open_page(bookshop, f"#{finding.fingerprint}")
        before = one(page, ".chain .source").text
        all_of(page, ".chain .node.call")[-1].click()
        assert one(page, ".chain .source").text != before
        assert f"{finding.trace[-1].path}:{finding.trace[-1].line}" in one(page, ".chain .source").text

    def test_several_leaves_are_drawn_together(self, open_page: Open, bookshop: Path, found: Report) -> None:
        finding = next(finding for finding in found.findings if finding.also)
        page = open_page(bookshop, f"#{finding.fingerprint}")
        leaves = {finding.leaf_name, *(chain.leaf for chain in finding.also)}
        assert len(all_of(page, ".chain .node.leaf")) == len(leaves)

    def test_the_rule_explains_itself_in_the_same_file(self, page: Page) -> None:
        one(page, ".finding .head").click()
        link = one(page, '.details a[href^="#FAL"]')
        code = link.get_attribute("href").rpartition("#")[2]
        link.click()
        eventually(page, lambda: one(page, f"#{code}").get_attribute("open") is not None)
        assert one(page, f"#{code} h4").text == "What it does"


class TestAddresses:
    def test_a_view_can_be_linked(self, open_page: Open, bookshop: Path, found: Report) -> None:
        page = open_page(bookshop, "#severity=error&rule=FAL101&q=database&sort=reach&group=file")
        expected = [
            finding.fingerprint
            for finding in found.findings
            if (finding.severity, finding.code) == (Severity.ERROR, "FAL101") and "database" in finding.message
        ]
        assert sorted(rows(page)) == sorted(expected)
        assert (one(page, "#search").get_attribute("value"), one(page, "#group").get_attribute("value")) == (
            "database",
            "file",
        )

    def test_a_finding_can_be_linked(self, open_page: Open, bookshop: Path, found: Report) -> None:
        finding = found.findings[-1]
        page = open_page(bookshop, f"#{finding.fingerprint}")
        row = one(page, f'[id="{finding.fingerprint}"]')
        assert row.find_element("css selector", ".details").is_displayed()
        assert page.execute_script("return arguments[0].getBoundingClientRect().top < innerHeight", row)

    def test_what_was_opened_by_hand_is_in_the_address(self, page: Page) -> None:
        choose(page, "severity", "error")
        row = one(page, ".finding")
        row.find_element("css selector", ".head").click()
        assert fragment(page) == f"#severity=error&finding={row.get_attribute('id')}"

    def test_a_finding_that_is_gone_is_told(self, open_page: Open, bookshop: Path, found: Report) -> None:
        page = open_page(bookshop, f"#{'0' * 32}")
        assert "it may be mended" in one(page, "#finding-list .empty").text
        assert count(page) == str(len(found.findings))

    def test_a_route_leads_to_its_findings_and_back(self, page: Page, found: Report) -> None:
        link = one(page, "table.routes a.chips")
        label = link.get_attribute("href").rpartition("#route=")[2]
        click(page, link)
        eventually(page, lambda: "of" in count(page))
        expected = [f.fingerprint for f in found.findings if label in [quoted(route) for route in f.routes]]
        assert sorted(rows(page)) == sorted(expected)


def quoted(label: str) -> str:
    from urllib.parse import quote

    return quote(label, safe="!'()*~")


class TestRoutes:
    def test_each_route_is_there(self, page: Page, found: Report) -> None:
        paths = [route.path for app in found.apps or () for route in app.routes]
        assert [cell.text for cell in all_of(page, "table.routes th[scope=row]")] == paths

    def test_they_can_be_searched_and_sorted(self, page: Page, found: Report) -> None:
        routes = [route for app in found.apps or () for route in app.routes]
        one(page, "#route-search").send_keys("post orders")
        shown = [cell.text for cell in all_of(page, "table.routes th[scope=row]")]
        assert shown == [route.path for route in routes if route.verb == "POST" and "orders" in route.path]
        one(page, "#route-search").clear()
        one(page, "#route-search").send_keys(" ")
        click(page, all_of(page, "table.routes thead button")[1])
        shown = [cell.text for cell in all_of(page, "table.routes th[scope=row]")]
        assert shown == sorted(shown)

    def test_the_worst_effect_is_that_of_the_table(self, page: Page, found: Report) -> None:
        told = [cell.text for cell in all_of(page, 'table.routes td[data-title="Worst effect"]')]
        worst = [route.worst_effect for app in found.apps or () for route in app.routes]
        assert told == ["—" if one is None else one.leaf for one in worst]


class TestCauses:
    def test_what_leads_to_a_leaf_is_drawn_on_demand(self, page: Page, found: Report) -> None:
        row = one(page, "tr[data-cause]")
        row.find_element("css selector", "button").click()
        leaf = row.find_element("css selector", "th code").text
        leading = {f.function for f in found.findings if leaf in (f.leaf_name, *(chain.leaf for chain in f.also))}
        titles = {node.find_element("css selector", "b").text for node in all_of(page, ".cause-graph .node.reported")}
        assert titles == leading
        assert all_of(page, ".cause-graph .node.off") == [], "all of them lead to the leaf, which is chosen at first"
        click(page, one(page, ".cause-graph .node.reported"))
        assert len(all_of(page, ".cause-graph .node.off")) == len(all_of(page, ".cause-graph .node")) - 3
        assert all_of(page, '.cause-graph .source a[href^="#"]')
        row.find_element("css selector", "button").click()
        assert all_of(page, ".cause-graph") == []

    def test_its_number_filters_the_findings(self, page: Page) -> None:
        link = one(page, "tr[data-cause] td a")
        number = link.text
        link.click()
        eventually(page, lambda: count(page).startswith(f"{number} of"))


class TestKeys:
    def test_j_and_k_move_and_enter_opens(self, page: Page) -> None:
        order = rows(page)
        press(page, "j", "j", "k", "j")
        assert one(page, ".finding[data-cursor]").get_attribute("id") == order[1]
        press(page, ENTER)
        assert one(page, ".details").is_displayed()
        press(page, ESCAPE)
        assert all_of(page, ".details") == []
        assert page.switch_to.active_element.get_attribute("class") == "head"

    def test_slash_searches_and_escape_empties(self, page: Page, found: Report) -> None:
        press(page, "/")
        press(page, "j", "s", "o", "n")
        eventually(page, lambda: count(page) != str(len(found.findings)))
        assert one(page, "#search").get_attribute("value") == "json", "letters are no commands while one types"
        press(page, ESCAPE)
        eventually(page, lambda: count(page) == str(len(found.findings)))

    def test_help(self, page: Page) -> None:
        press(page, "?")
        assert one(page, "dialog").is_displayed()
        press(page, ESCAPE)
        assert not one(page, "dialog").is_displayed()

    def test_the_focus_can_be_seen(self, page: Page) -> None:
        press(page, "j")
        style = "return getComputedStyle(document.activeElement).outlineStyle"
        assert page.execute_script(style) == "solid"


class TestColours:
    def test_they_follow_the_system_until_somebody_decides(self, page: Page) -> None:
        def ground() -> str:
            return str(page.execute_script("return getComputedStyle(document.body).backgroundColor"))

        def system(name: str) -> None:
            features = [{"name": "prefers-color-scheme", "value": name}]
            page.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})

        system("light")
        light = ground()
        system("dark")
        dark = ground()
        assert light != dark
        one(page, "#theme").click()
        assert (one(page, "#theme-name").text, ground()) == ("light", light)
        press(page, "t")
        assert (one(page, "#theme-name").text, ground()) == ("dark", dark)
        page.refresh()
        assert one(page, "#theme-name").text == "dark", "it is kept"
        press(page, "t")
        system("light")
        assert (one(page, "#theme-name").text, ground()) == ("auto", light)


@pytest.mark.parametrize("width", [360, 1600])
def test_nothing_is_wider_than_the_screen(width: int, open_page: Open, bookshop: Path, found: Report) -> None:
    finding = deepest(found)
    page = open_page(bookshop, f"#{finding.fingerprint}")
    metrics = {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": False}
    page.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    try:
        for button in all_of(page, "tr[data-cause] button")[:3]:
            click(page, button)
        assert page.execute_script("return document.documentElement.scrollWidth") == width
    finally:
        page.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def test_on_paper_each_finding_is_in_full(page: Page, found: Report) -> None:
    page.execute_script(
        "addEventListener('beforeprint', () => { window.printed = document.querySelectorAll('.details').length; })"
    )
    printed = base64.b64decode(page.execute_cdp_cmd("Page.printToPDF", {})["data"])
    assert printed.startswith(b"%PDF")
    assert page.execute_script("return window.printed") == len(found.findings)
    eventually(page, lambda: all_of(page, ".details") == [])


def test_texts_of_the_project_do_nothing(open_page: Open, hostile: Report, tmp_path: Path) -> None:
    file = tmp_path / "hostile.html"
    file.write_text(audit(hostile, hostile_source, load_rules().all))
    page = open_page(file)
    for head in all_of(page, ".finding .head"):
        head.click()
        for node in all_of(page, ".node"):
            click(page, node)
    for button in all_of(page, "tr[data-cause] button"):
        click(page, button)
        for node in all_of(page, ".cause-graph .node"):
            click(page, node)
    for facet in all_of(page, "#facet-lists input[type=checkbox]")[:1]:
        click(page, facet)
    page.execute_script("document.querySelectorAll('*').forEach((one) => one.dispatchEvent(new Event('mouseover')))")
    assert page.execute_script("return window.pwned") is None
    assert all_of(page, "img, [onmouseover], [onerror]") == []
    assert len(all_of(page, "script")) == 2


def test_thousands_of_findings_are_drawn_as_one_reads_on(open_page: Open, found: Report, tmp_path: Path) -> None:
    from dataclasses import replace

    many = tuple(
        replace(finding, fingerprint=f"{number:032x}")
        for number, finding in enumerate([*found.findings] * (3_000 // len(found.findings)))
    )
    file = tmp_path / "many.html"
    file.write_text(audit(replace(found, findings=many), lambda _: [], load_rules().all))
    page = open_page(file, f"#{many[-1].fingerprint}")
    assert one(page, f'[id="{many[-1].fingerprint}"] .details').is_displayed()
    page = open_page(file)
    assert count(page) == f"{len(many):,}"
    drawn = len(rows(page))
    assert drawn < 300
    all_of(page, "#finding-list .more button")[-1].click()
    assert len(rows(page)) > drawn
