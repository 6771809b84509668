"""Both sides must match: what is expected and what is found."""

from __future__ import annotations

import pytest

from fastapi_lint.model.effect import Hop
from fastapi_lint.model.finding import Confidence, Finding, Severity
from fastapi_lint.model.location import Location, Span
from fastapi_lint.model.problem import Problem, ProblemKind
from fastapi_lint.model.report import Report
from fastapi_lint.testing import read_suite
from fastapi_lint.testing.judging import judge


def found(line: int, message: str = "calls `get`", code: str = "FAL101", **changes) -> Finding:
    place = Location("main.py", Span(line, 1, line, 2))
    values = {"severity": Severity.ERROR, "confidence": Confidence.HIGH, **changes}
    return Finding(code=code, name="rule", message=message, location=place, **values)


def judged(source: str, *findings: Finding, problems: tuple[Problem, ...] = (), extra: str = "") -> list[str]:
    title = "case" if "# " in source or extra else "fine"
    (case,) = read_suite(f"# {title}\n```py\n{source}\n```\n{extra}", "suite.md").cases
    report = Report("0", "/", findings, problems)
    return [str(each) for each in judge(case, frozenset({"FAL101", "FAL102"}), report)]


@pytest.mark.parametrize(
    ("source", "finding"),
    [
        ('x()  # error: [FAL101] "get"', found(1)),
        ("x()  # error: [FAL101]", found(1)),
        ("x()  # error: [FAL101] confidence=low", found(1, confidence=Confidence.LOW)),
        ("x()  # warning: [FAL102]", found(1, code="FAL102", severity=Severity.WARNING)),
    ],
)
def test_what_is_expected_and_found_is_fine(source, finding):
    assert judged(source, finding) == []


def test_what_is_not_found_is_told_with_what_stands_there_instead():
    lacking, surplus = judged('x()  # error: [FAL101] "post"', found(1))
    here = 'error: [FAL101] "calls `get`" confidence=high'
    assert lacking == f'main.py:1: expected and not found: # error: [FAL101] "post"\n    on this line: {here}'
    assert surplus == f"main.py:1: found and not expected: {here}"


@pytest.mark.parametrize(
    "finding",
    [
        found(2),
        found(1, severity=Severity.WARNING),
        found(1, code="FAL102"),
        found(1, confidence=Confidence.LOW),
    ],
)
def test_line_severity_code_and_confidence_must_agree(finding):
    assert len(judged("x()  # error: [FAL101] confidence=high\ny()", finding)) == 2


def test_what_is_found_and_not_expected_fails():
    assert judged("x()", found(1)) == [
        'main.py:1: found and not expected: error: [FAL101] "calls `get`" confidence=high'
    ]


def test_one_expectation_takes_one_finding():
    assert len(judged("x()  # error: [FAL101]", found(1), found(1, "again"))) == 1


def test_the_more_particular_expectation_chooses_first():
    source = 'x()  # error: [FAL101] # error: [FAL101] "get"'
    assert judged(source, found(1), found(1, "calls `post`")) == []


def test_findings_of_other_rules_do_not_count():
    assert judged("x()", found(1, code="FAL201")) == []


class TestMissed:
    def test_a_known_miss_is_fine_as_long_as_it_is_missed(self):
        assert judged("x()  # missed: [FAL101] behind getattr") == []

    def test_one_that_is_found_is_to_be_promoted(self):
        assert judged("x()  # missed: [FAL101] behind getattr", found(1)) == [
            'main.py:1: no longer missed; promote it to `# error: [FAL101] "calls `get`" confidence=high`'
        ]


class TestRoutes:
    def test_the_finding_of_the_line_names_exactly_these(self):
        source = "x()  # error: [FAL101] # routes: GET /b, GET /a"
        assert judged(source, found(1, routes=("GET /a", "GET /b"))) == []

    def test_others_are_told(self):
        source = "x()  # error: [FAL101] # routes: GET /b"
        assert judged(source, found(1, routes=("GET /a",))) == [
            "main.py:1: expected # routes: GET /b\n    found: GET /a"
        ]


class TestChains:
    EXTRA = "```trace\nmain.py:1 read -> load()\ndb.py:2 load -> get()\n```\n"
    HOPS = (Hop("main.py", 1, 1, "read", "load()"), Hop("db.py", 2, 5, "load", "get()"))
    SOURCE = "x()  # error: [FAL101]"

    def test_a_finding_has_the_chain(self):
        assert judged(self.SOURCE, found(1, trace=self.HOPS), extra=self.EXTRA) == []

    def test_none_has_it(self):
        (difference,) = judged(self.SOURCE, found(1, trace=self.HOPS[:1]), extra=self.EXTRA)
        assert difference.startswith("no finding has this chain:\n    main.py:1 read -> load()\n    db.py:2")
        assert difference.endswith("found:\n    main.py:1 read -> load()")


class TestProblems:
    PROBLEM = Problem(ProblemKind.SYNTAX_ERROR, "invalid syntax", "main.py", 3)

    def test_silence_proves_nothing_where_the_analysis_is_incomplete(self):
        assert judged("x()", problems=(self.PROBLEM,)) == ["main.py:3: syntax-error: invalid syntax"]

    def test_what_cannot_be_resolved_is_no_failure(self):
        assert judged("x()", problems=(Problem(ProblemKind.UNRESOLVED, "which router?", "main.py", 3),)) == []

    def test_a_problem_whose_code_is_under_test_is_judged_as_a_finding(self):
        (case,) = read_suite("# fine\n```py\nx\n```\n", "suite.md").cases
        assert list(judge(case, frozenset({"FAL001"}), Report("0", "/", (), (self.PROBLEM,)))) == []
