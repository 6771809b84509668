"""Lists of rules and their manuals, with rules made by hand."""

from __future__ import annotations

import json
from textwrap import dedent

from fastapi_lint.model.finding import Confidence, Severity
from fastapi_lint.model.rule import Rule
from fastapi_lint.render.explain import manual
from fastapi_lint.render.json import encoded
from fastapi_lint.render.page import Page
from fastapi_lint.render.rules import rules_object
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

    code, name, since = "FAL999", "late-handler", "0.2"
    severity, confidence = Severity.WARNING, Confidence.HIGH


class Early(Rule):
    """A handler answers before it was asked, which no client of it can have wanted.

    ## What it does
    Looks ahead.
    """

    code, name, since = "FAL998", "early-handler", "0.1"
    severity, confidence = Severity.ERROR, Confidence.LOW
    default = False


def table(width: int) -> str:
    return "".join(f"{line.plain}\n" for line in rules_table([Late(), Early()], Page(width=width)))


def test_the_table_is_sorted_by_code_and_fits_80_columns():
    assert table(80) == dedent(
        """\
        FAL998  early-handler  error    A handler answers before it was asked, which no
                                        client of it can have wanted. (opt-in)
        FAL999  late-handler   warning  A `handler` is late.
        """
    )


def test_the_table_at_140_columns_needs_one_line_a_rule():
    assert len(table(140).splitlines()) == 2


def test_rules_for_programs():
    document = json.loads(encoded(rules_object([Late, Early], "1.2.3")))
    assert document["version"] == "1.2.3"
    assert [rule["code"] for rule in document["rules"]] == ["FAL998", "FAL999"]
    assert document["rules"][1] == {
        "code": "FAL999",
        "name": "late-handler",
        "title": "A `handler` is late.",
        "severity": "warning",
        "confidence": "high",
        "default": True,
        "since": "0.2",
        "sections": {"What it does": "Looks at the clock.", "Example": "```py\nlate()\n```"},
    }


def test_the_manual_is_markdown():
    assert manual(Late()) == dedent(
        """\
        # FAL999 late-handler

        A `handler` is late.

        Severity: warning. Confidence: high. Since 0.2, in the default set.

        ## What it does

        Looks at the clock.

        ## Example

        ```py
        late()
        ```
        """
    )


def test_the_manual_of_an_opt_in_rule_says_how_to_get_it():
    assert "Since 0.1, opt-in: `--extend-select FAL998`." in manual(Early)
