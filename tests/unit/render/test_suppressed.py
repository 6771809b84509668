"""What is silenced, as people and programs see it."""

from __future__ import annotations

from dataclasses import replace

import jsonschema
import pytest

from fastapi_lint.model.baseline import Baseline, Entry
from fastapi_lint.model.report import Report, Suppressed
from fastapi_lint.render.page import Page
from fastapi_lint.render.suppressed import suppressed_object, suppressed_schema, suppressed_table

COMMENTS = (
    Suppressed("a.py", 3, "ignore", ("FAL101", "FAL102"), "once a day", (("FAL101", 2),)),
    Suppressed("a.py", 9, "noqa", (), "", (("FAL201", 1),)),
    Suppressed("b.py", 1, "ignore-file", ("FAL104",), "", ()),
)
ENTRIES = (Entry("a.py", "f", "FAL101", "k", "x()", "m", 3), Entry("b.py", "f", "FAL104", "k", "x()", "m"))


@pytest.fixture
def audited(report: Report) -> Report:
    """A report with suppressions and a baseline of which a part is stale."""
    return replace(report, suppressions=COMMENTS, baseline=Baseline("known.toml", (ENTRIES[0]._replace(times=2),)))


def test_the_schema_is_a_valid_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(suppressed_schema())


def test_as_the_schema_says(report: Report, audited: Report) -> None:
    jsonschema.validate(suppressed_object(audited, ENTRIES), suppressed_schema())
    jsonschema.validate(suppressed_object(report, ()), suppressed_schema())


def test_what_is_used_and_what_is_not(audited: Report) -> None:
    found = suppressed_object(audited, ENTRIES)
    assert [(each["used"], each["unused"]) for each in found["suppressions"]] == [
        ({"FAL101": 2}, ["FAL102"]),
        ({"FAL201": 1}, []),
        ({}, ["FAL104"]),
    ]
    assert found["baseline"] == {
        "path": "known.toml",
        "by_code": {"FAL101": 3, "FAL104": 1},
        "stale": {"FAL101": 2},
    }


def test_the_table(audited: Report) -> None:
    lines = [line.plain for line in suppressed_table(audited, ENTRIES, Page(width=70))]
    assert lines == [
        "a.py",
        "  line 3: ignore[FAL101, FAL102] silences 2 findings, none of FAL102",
        "      once a day",
        "  line 9: noqa[everything] silences 1 finding",
        "      no reason given",
        "b.py",
        "  line 1: ignore-file[FAL104] silences nothing",
        "      no reason given",
        "",
        "known.toml",
        "  FAL101  3 findings, 2 stale",
        "  FAL104  1 finding",
        "",
        "3 suppressions, 2 with a code that silences nothing, 2 without a",
        "  reason.",
    ]


def test_where_nothing_is_silenced(report: Report) -> None:
    empty = replace(report, suppressions=(), baseline=None)
    assert [line.plain for line in suppressed_table(empty, (), Page(width=70))] == ["0 suppressions."]
