"""What is said of how much was analysed."""

from __future__ import annotations

from dataclasses import replace

from fastapi_lint.model.problem import Problem, ProblemKind
from fastapi_lint.model.report import Report, Statistics
from fastapi_lint.render.coverage import coverage


def said(report: Report, *problems: Problem, excluded: tuple[str, ...] = (), unknown: int = 0) -> list[str]:
    numbers = Statistics(files=2, routes=1, calls=10, calls_resolved=10 - unknown, excluded=excluded)
    return list(coverage(replace(report, problems=problems, statistics=numbers)))


def test_where_all_is_known_one_sentence_says_so(report: Report):
    assert said(report) == ["Analysed 2 files, 1 route and 10 calls (100 % of them resolved)."]


def test_nothing_at_all(report: Report):
    empty = replace(report, problems=(), statistics=Statistics())
    assert list(coverage(empty)) == ["Analysed 0 files, 0 routes and 0 calls."]


def test_what_is_missing_is_counted_by_why(report: Report):
    problems = [
        Problem(ProblemKind.UNREADABLE, "…", "a.py"),
        Problem(ProblemKind.UNREADABLE, "…", "a.py", 2),
        Problem(ProblemKind.SYNTAX_ERROR, "…", "b.py"),
        Problem(ProblemKind.SYNTAX_ERROR, "…", "c.py"),
        Problem(ProblemKind.TOO_DEEP, "…", "d.py"),
        Problem(ProblemKind.UNRESOLVED, "…", "e.py", 1),
        Problem(ProblemKind.UNRESOLVED, "…", "e.py", 2),
    ]
    assert said(report, *problems, excluded=("old/",), unknown=3)[1] == (
        "Not analysed: 1 file that cannot be read, 2 files with a syntax error, 1 file nested too deeply, "
        "routes that are known only at run time (2 places), what the configuration excludes (`old/`), "
        "3 calls to code that is not known, taken as harmless."
    )


def test_a_rule_that_failed_is_a_part_of_the_analysis_too(report: Report):
    crash = Problem(ProblemKind.RULE_CRASH, "rule FAL901 raised ValueError")
    assert said(report, crash)[1] == "Not analysed: what rules that failed would have found (1 failure)."


def test_four_excludes_are_all_named_rather_than_one_counted(report: Report):
    assert "(`a/`, `b/`, `c/`, `d/`)" in said(report, excluded=("a/", "b/", "c/", "d/"))[1]
    assert "(`a/`, `b/`, `c/` and 2 more)" in said(report, excluded=("a/", "b/", "c/", "d/", "e.py"))[1]
