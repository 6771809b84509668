"""The record of what goes wrong knows every rule, and every row in it has one or says why not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from fastapi_lint.dev.coverage_page import PAGE, RECORD, Coverage, coverage_page, read_coverage
from fastapi_lint.dev.pages import write_pages
from fastapi_lint.engine.run import load_rules
from fastapi_lint.engine.select import on_by_default

OWN = {rule.code: rule for rule in load_rules().all if rule.code.startswith("FAL")}
FAMILIES = ("FAL2", "FAL3", "FAL4")
CODE = re.compile(r"\bFAL\d{3}\b")
RECORDED = """
[[group]]
title = "Lists"

[[group.row]]
what = "A `list | None` as a body"
others = ["ruff FAST999", "Sonar S1"]
ours = ["FAL201"]

[[group.row]]
what = "Nothing at all"
note = "Told by FAL201."
"""


@pytest.fixture(scope="module")
def coverage(root: Path) -> Coverage:
    """The record."""
    return read_coverage((root / "docs" / RECORD).read_text(encoding="utf-8"))


def test_every_code_is_a_rule(coverage: Coverage):
    named = {code for row in coverage.rows for code in [*row.ours, *CODE.findall(row.note), *CODE.findall(row.what)]}
    assert named - set(OWN) == set()


def test_every_rule_of_types_payloads_and_routes_is_there(coverage: Coverage):
    ours = {code for row in coverage.rows for code in row.ours}
    assert {code for code in OWN if code.startswith(FAMILIES)} - ours == set()


def test_every_row_has_a_rule_or_says_why_not(coverage: Coverage):
    assert [row.what for row in coverage.rows if not row.ours and not row.note] == []
    assert [row.note for row in coverage.rows if row.note and not row.note.endswith(".")] == []


def test_a_row_whose_rules_are_off_says_so(coverage: Coverage):
    silent = [row for row in coverage.rows if row.ours and not any(on_by_default(OWN[code]) for code in row.ours)]
    assert silent
    assert [row.what for row in silent if "Off by default" not in row.note] == []


def test_no_row_is_there_twice(coverage: Coverage):
    said = [row.what for row in coverage.rows]
    assert [what for what in said if said.count(what) > 1] == []


def test_the_page_is_in_step_with_the_record(root: Path, coverage: Coverage):
    """If not: `python -m fastapi_lint.dev docs` writes it anew."""
    assert (root / "docs" / PAGE).read_text(encoding="utf-8") == coverage_page(coverage)


def test_a_record_becomes_a_table(tmp_path: Path):
    (tmp_path / RECORD).write_text(RECORDED, encoding="utf-8")
    write_pages([], tmp_path)
    assert (tmp_path / PAGE).read_text(encoding="utf-8").splitlines()[-6:] == [
        "## Lists",
        "",
        "| | what goes wrong | other tools | fastapi-lint | |",
        "|---|---|---|---|---|",
        r"| 1 | A `list \| None` as a body | ruff FAST999, Sonar S1 | [FAL201](rules/FAL201.md) |  |",
        "| 2 | Nothing at all |  | none | Told by [FAL201](rules/FAL201.md). |",
    ]


def test_what_has_no_place_in_the_record_is_an_error():
    with pytest.raises(TypeError, match="rules"):
        read_coverage(RECORDED.replace("ours =", "rules ="))
