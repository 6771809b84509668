"""One line a finding, for editors and logs."""

from __future__ import annotations

from dataclasses import replace

from fastapi_lint.model.finding import Edit, Fix, Safety
from fastapi_lint.model.location import Location, Span
from fastapi_lint.model.report import Report
from fastapi_lint.render.concise import concise
from fastapi_lint.render.places import Standpoint

FINDINGS = [
    (
        "app/routers/orders.py:3:12: FAL101 `read_order` runs on the event loop and waits for `requests.get` "
        "through `load` and `fetch`"
    ),
    "app/routers/orders.py:7:12: FAL104 `create_order` waits for the database in one of 40 pool threads",
]
PROBLEM = "app/legacy.py:4: unreadable: `app/legacy.py` is not UTF-8: byte 0xe9 in line 4"
COUNT = "2 findings (1 error, 1 warning) in 38 files. 1 fixable with `--fix --unsafe-fixes`."


def test_findings_then_problems_then_counts_and_what_was_not_analysed(report: Report):
    not_analysed = "Not analysed: 1 file that cannot be read."
    assert list(concise(report)) == [*FINDINGS, PROBLEM, COUNT, not_analysed]


def test_what_a_safe_fix_mends_is_marked(report: Report):
    fix = Fix("call `b`", Safety.SAFE, (Edit(report.findings[0].location, "b"),))
    first, *rest = concise(replace(report, findings=(replace(report.findings[0], fix=fix),), problems=()))
    assert " FAL104 [*] `create_order` waits" in first
    assert rest == ["1 finding (1 warning) in 38 files. 1 fixable with `--fix`."]


def test_quiet_leaves_out_the_counts(report: Report):
    assert list(concise(report, quiet=True)) == [*FINDINGS, PROBLEM]


def test_a_clean_report_says_so_unless_quiet(report: Report):
    clean = replace(report, findings=(), problems=())
    assert list(concise(clean)) == ["No findings in 38 files."]
    assert list(concise(clean, quiet=True)) == []


def test_paths_are_shown_from_the_working_directory(report: Report):
    assert next(concise(report, here=Standpoint(inside="app"))).startswith("routers/orders.py:3:12: ")


def test_a_finding_is_one_line_whatever_is_in_its_names(report: Report):
    finding = replace(
        report.findings[0], message="`a\nb` is\x1b[31m red", location=Location("a\rb.py", Span(1, 2, 1, 3))
    )
    assert list(concise(replace(report, findings=(finding,), problems=()), quiet=True)) == [
        r"a\rb.py:1:2: FAL104 `a\nb` is\x1b[31m red"
    ]


def test_streams_get_only_what_their_encoding_has(report: Report):
    finding = replace(report.findings[0], message="takes ≥ 5 s for `漢字` …")
    (line,) = concise(replace(report, findings=(finding,), problems=()), encoding="ascii", quiet=True)
    assert line.endswith("FAL104 takes >= 5 s for `??` ...")
