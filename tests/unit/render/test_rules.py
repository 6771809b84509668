"""Lists of rules and their manuals, with rules made by hand."""

from __future__ import annotations

import io
import json
from textwrap import dedent

import jsonschema
import pytest

from fastapi_lint.engine.run import load_rules
from fastapi_lint.model.finding import Confidence, Severity
from fastapi_lint.model.rule import Rule
from fastapi_lint.render.console import console_for
from fastapi_lint.render.explain import manual, manuals
from fastapi_lint.render.glyphs import ASCII
from fastapi_lint.render.json import encoded
from fastapi_lint.render.markdown import markdown_lines
from fastapi_lint.render.page import Page
from fastapi_lint.render.rules import rules_object, rules_schema
from fastapi_lint.render.rules_filter import RulesFilter
from fastapi_lint.render.rules_table import rules_table


class Late(Rule):
    """A `handler` is late.

    ## What it does
    Looks at the clock.

    ## Example
    ```py
    late()
    ```
    """

    code, name, since = "ACME999", "late-handler", "0.2"
    severity, confidence = Severity.WARNING, Confidence.HIGH


class Early(Rule):
    """A handler answers before it was asked, which no client of it can have wanted.

    ## What it does
    Looks ahead.
    """

    code, name, since = "FAL998", "early-handler", "0.1"
    severity, confidence = Severity.ERROR, Confidence.LOW
    default = False
    url = "https://rules.example/FAL998"


def table(page: Page, selected: frozenset[str] | None = None) -> str:
    return "".join(f"{line.plain}\n" for line in rules_table([Late(), Early()], page, selected))


def test_the_table_is_sorted_by_code_and_fits_80_columns():
    assert table(Page(80)) == dedent(
        """\
        ACME
        ACME999  late-handler   warning  high
            A `handler` is late.

        FAL9  Tests and upgrades
        FAL998   early-handler  error    low
            A handler answers before it was asked, which no client of it can have
            wanted. (off by default)

        2 rules. `fastapi-lint explain CODE` tells more about one.
        """
    )


def test_a_wide_table_needs_one_line_a_rule_and_marks_what_is_selected():
    _, late, _, _, early, _, closing = table(Page(150), frozenset({"ACME999"})).splitlines()
    assert late == "● ACME999  late-handler   warning  high    A `handler` is late."
    assert early.startswith("○ FAL998   early-handler  error    low     A handler answers before")
    assert early.endswith("wanted. (off by default)")
    assert closing == "2 rules, 1 of them selected (●). `fastapi-lint explain CODE` tells more about one."


def test_a_stream_without_circles_gets_stars():
    assert "* ACME999  late" in table(Page(150, ASCII, "ascii"), frozenset({"ACME999"}))


def test_no_rules_are_no_table():
    assert [line.plain for line in rules_table([], Page(80))] == ["No rules match."]


@pytest.mark.parametrize(
    ("asked", "codes"),
    [
        (RulesFilter(), ["ACME999", "FAL998"]),
        (RulesFilter(codes=frozenset({"FAL998"})), ["FAL998"]),
        (RulesFilter(severity=Severity.WARNING), ["ACME999", "FAL998"]),
        (RulesFilter(severity=Severity.ERROR), ["FAL998"]),
        (RulesFilter(confidence=Confidence.MEDIUM), ["ACME999"]),
        (RulesFilter(default=True), ["ACME999"]),
        (RulesFilter(default=False), ["FAL998"]),
        (RulesFilter(selected=frozenset()), []),
        (RulesFilter(words=("LOOKS", "clock")), ["ACME999"]),
        (RulesFilter(words=("clock", "ahead")), []),
    ],
)
def test_all_that_is_asked_for_must_be_true_of_a_rule(asked: RulesFilter, codes: list[str]):
    assert [rule.code for rule in asked.of([Late(), Early()])] == codes


def test_rules_for_programs():
    packages = {"ACME999": "acme-rules 3"}
    document = json.loads(encoded(rules_object([Late, Early], "1.2.3", packages=packages, selected={"ACME999"})))
    assert document["version"] == "1.2.3"
    assert [rule["code"] for rule in document["rules"]] == ["ACME999", "FAL998"]
    late, early = document["rules"]
    silencing = late["sections"].pop("How to silence it")
    assert "ignore[ACME999]" in silencing
    assert late == {
        "code": "ACME999",
        "name": "late-handler",
        "title": "A `handler` is late.",
        "severity": "warning",
        "confidence": "high",
        "default": True,
        "selected": True,
        "since": "0.2",
        "applies_to": "",
        "family": "ACME",
        "package": "acme-rules 3",
        "url": None,
        "sections": {"What it does": "Looks at the clock.", "Example": "```py\nlate()\n```"},
    }
    assert (early["default"], early["selected"], early["url"]) == (False, False, "https://rules.example/FAL998")


def test_all_installed_rules_are_as_the_schema_says():
    jsonschema.Draft202012Validator.check_schema(rules_schema())
    jsonschema.validate(rules_object(load_rules().all, "1"), rules_schema())


def test_the_manual_is_markdown():
    assert manual(Late()).startswith(
        dedent(
            """\
            # ACME999 late-handler

            A `handler` is late.

            Severity: warning. Confidence: high. Since 0.2, on by default.

            ## What it does

            Looks at the clock.

            ## Example

            ```py
            late()
            ```

            ## How to silence it
            """
        )
    )


def test_the_manual_of_an_opt_in_rule_says_how_to_get_it_and_where_its_page_is():
    assert "Since 0.1, off by default: `--extend-select FAL998` turns it on." in manual(Early)
    assert manual(Early).endswith("\nOn the web: https://rules.example/FAL998\n")


def test_several_manuals_have_a_line_between_them():
    assert manuals([Late, Early]).count("\n---\n\n# FAL998") == 1


def shown(text: str, encoding: str = "utf-8", width: int = 40) -> list[str]:
    stream = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    return [line.plain for line in markdown_lines(text, console_for(stream, color=True, width=width))]


def test_a_terminal_shows_the_manual_formatted():
    lines = shown(manual(Late))
    assert lines[:6] == [
        "ACME999 late-handler",
        "",
        "A handler is late.",
        "",
        "Severity: warning. Confidence: high.",
        "Since 0.2, on by default.",
    ]
    assert lines[lines.index("Example") :][:3] == ["Example", "", "    late()"]
    assert not any(line.endswith(" ") for line in lines)


def test_a_terminal_without_signs_shows_it_as_it_is_written():
    assert shown("# Größe …\n\n- `x`", encoding="cp437") == ["# Größe ...", "", "- `x`"]
