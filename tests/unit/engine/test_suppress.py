"""What a comment silences, and what is said of comments that silence nothing."""

from __future__ import annotations

from textwrap import dedent

import pytest

from fastapi_lint.engine.suppress import Commented, Outcome, suppress
from fastapi_lint.facts.comments import suppressions
from fastapi_lint.model.finding import Confidence, Finding, Severity
from fastapi_lint.model.location import Location, Span

KNOWN = frozenset({"FAL101", "FAL102", "FAL201", "FAL004", "FAL006"})


def finding(line: int, code: str = "FAL101", end_line: int | None = None) -> Finding:
    span = Span(line, 5, end_line or line, 10)
    return Finding(code, "a-rule", Severity.ERROR, Confidence.HIGH, "found", Location("main.py", span))


def settle(text: str, *findings: Finding, selected: frozenset[str] = KNOWN, require_reason: bool = False) -> Outcome:
    text = dedent(text).lstrip("\n")
    files = {"main.py": Commented(suppressions(text), lambda: text)}
    return suppress(findings, files, KNOWN, selected, require_reason=require_reason)


def lines(findings: tuple[Finding, ...]) -> list[tuple[str, int]]:
    return [(each.code, each.span.line) for each in findings]


@pytest.mark.parametrize(
    "comment",
    ["# fastapi-lint: ignore[FAL101] legacy", "# noqa: FAL101", "# noqa", "# fastapi-lint: ignore[FAL102, FAL101]"],
)
def test_a_comment_behind_code_silences_what_starts_on_its_line(comment):
    outcome = settle(f"first()  {comment}\nsecond()", finding(1), finding(2), selected=frozenset({"FAL101"}))
    assert lines(outcome.silenced) == [("FAL101", 1)]
    assert lines(outcome.kept) == [("FAL101", 2)]


def test_a_comment_alone_speaks_for_the_next_code():
    outcome = settle("# fastapi-lint: ignore[FAL101] legacy\n\n# more\nfirst()\nsecond()", finding(4), finding(5))
    assert (lines(outcome.silenced), lines(outcome.kept)) == ([("FAL101", 4)], [("FAL101", 5)])


def test_other_codes_are_not_silenced():
    outcome = settle("first()  # fastapi-lint: ignore[FAL102] no", finding(1), selected=frozenset({"FAL101"}))
    assert lines(outcome.kept) == [("FAL101", 1)]


SPREAD = """
    first(
        second(),{inner}
        third(),
    ){last}
"""


def test_a_comment_on_the_last_line_of_a_statement_silences_all_of_it():
    text = SPREAD.format(inner="", last="  # noqa: FAL101")
    outcome = settle(text, finding(1, end_line=4), finding(2), finding(3))
    assert lines(outcome.silenced) == [("FAL101", 1), ("FAL101", 2), ("FAL101", 3)]


def test_a_comment_within_a_statement_silences_its_line_and_the_statement_itself():
    text = SPREAD.format(inner="  # noqa: FAL101", last="")
    outcome = settle(text, finding(1, end_line=4), finding(2), finding(3))
    assert lines(outcome.silenced) == [("FAL101", 1), ("FAL101", 2)]
    assert lines(outcome.kept) == [("FAL101", 3)]


def test_the_body_of_a_loop_is_not_its_header():
    text = "for x in y:  # noqa: FAL101\n    first()\n"
    assert lines(settle(text, finding(1, end_line=2), finding(2)).kept) == [("FAL101", 2)]


@pytest.mark.parametrize("place", ["above", "behind"])
def test_a_comment_at_a_decorator_silences_the_header_of_the_function(place):
    comment = "# fastapi-lint: ignore[FAL101] why"
    above, behind = (f"{comment}\n", "") if place == "above" else ("", f"  {comment}")
    first = 2 if place == "above" else 1
    text = f'{above}@app.get("/"){behind}\n@cached\nasync def read(\n    x: int,\n): ...\n'
    outcome = settle(text, finding(first), finding(first + 2), finding(first + 3))
    assert len(outcome.silenced) == 3
    assert outcome.kept == ()


def test_a_comment_for_the_file_silences_all_of_it():
    text = "# fastapi-lint: ignore-file[FAL101] generated\nfirst()\nsecond()"
    assert lines(settle(text, finding(2), finding(3)).silenced) == [("FAL101", 2), ("FAL101", 3)]


class TestUnused:
    def test_a_code_that_silences_nothing_is_reported_at_the_comment(self):
        kept = settle("first()  # fastapi-lint: ignore[FAL101, FAL102] why", finding(1)).kept
        assert [(each.code, each.message, each.span.column) for each in kept] == [
            ("FAL004", "nothing here has the code `FAL102`, so this suppression can go", 10)
        ]

    def test_a_code_that_was_not_selected_is_not_judged(self):
        assert settle("first()  # noqa: FAL102", selected=frozenset({"FAL101", "FAL004"})).kept == ()

    def test_a_bare_noqa_is_not_judged(self):
        assert settle("first()  # noqa").kept == ()

    def test_a_comment_for_the_file_is_judged(self):
        kept = settle("# fastapi-lint: ignore-file[FAL101] why\nfirst()").kept
        assert [each.message for each in kept] == [
            "nothing in this file has the code `FAL101`, so this suppression can go"
        ]

    def test_it_is_off_with_its_code(self):
        assert settle("first()  # noqa: FAL101", selected=frozenset({"FAL101"})).kept == ()

    def test_a_suppression_does_not_silence_what_is_said_about_itself(self):
        assert lines(settle("first()  # fastapi-lint: ignore[FAL101, FAL004] why").kept) == [("FAL004", 1)]

    def test_another_one_may(self):
        text = "# fastapi-lint: ignore-file[FAL004] being mended\nfirst()  # noqa: FAL101"
        outcome = settle(text)
        assert (lines(outcome.kept), lines(outcome.silenced)) == ([], [("FAL004", 2)])


class TestMalformed:
    def test_a_suppression_without_codes(self):
        kept = settle("first()  # fastapi-lint: ignore\n", finding(1)).kept
        assert lines(kept) == [("FAL101", 1), ("FAL006", 1)]
        assert kept[1].message == "suppression names no code; write `# fastapi-lint: ignore[FAL101] reason`"

    def test_a_code_that_no_rule_has(self):
        (remark,) = settle("first()  # fastapi-lint: ignore[FAL110] why").kept
        assert remark.code == "FAL006"
        assert remark.message.startswith("no rule has the code `FAL110`; did you mean `FAL10")

    def test_a_noqa_for_other_tools_is_left_alone(self):
        assert settle("first()  # noqa: E501").kept == ()

    def test_a_reason_can_be_required(self):
        text = "first()  # fastapi-lint: ignore[FAL101]"
        assert settle(text, finding(1)).kept == ()
        (remark,) = settle(text, finding(1), require_reason=True).kept
        assert remark.message == "suppression does not say why; write the reason after the brackets"


@pytest.mark.parametrize("code", ["FAL001", "FAL002", "FAL003", "FAL005"])
def test_an_incomplete_analysis_cannot_be_silenced(code):
    assert lines(settle("first()  # noqa", finding(1, code)).kept) == [(code, 1)]


class TestTheNextLine:
    def test_it_is_silenced_whatever_stands_before_the_comment(self):
        text = "first()  # fastapi-lint: ignore-next-line[FAL101] why\n\nsecond()"
        outcome = settle(text, finding(1), finding(3))
        assert (lines(outcome.silenced), lines(outcome.kept)) == ([("FAL101", 3)], [("FAL101", 1)])

    def test_within_a_statement_it_is_that_line_alone(self):
        text = "first(\n    # fastapi-lint: ignore-next-line[FAL101] why\n    second(),\n    third(),\n)"
        outcome = settle(text, finding(1, end_line=5), finding(3), finding(4))
        assert lines(outcome.silenced) == [("FAL101", 3)]

    def test_above_a_statement_it_is_all_of_it(self):
        text = "# fastapi-lint: ignore-next-line[FAL101] why\nfirst(\n    second(),\n)"
        assert lines(settle(text, finding(2, end_line=4), finding(3)).silenced) == [("FAL101", 2), ("FAL101", 3)]

    def test_above_decorators_it_is_the_header_too(self):
        text = "# fastapi-lint: ignore-next-line[FAL101] why\n@one\n@two\nasync def read(\n    x: int,\n): ...\n"
        assert settle(text, finding(2), finding(4), finding(5)).kept == ()

    def test_where_nothing_follows_it_is_unused(self):
        text = "first()\n# fastapi-lint: ignore-next-line[FAL101] why\n"
        assert lines(settle(text, finding(1)).kept) == [("FAL101", 1), ("FAL004", 2)]


@pytest.mark.parametrize(
    "comment", ["disable[FAL101]", "ignore-line[FAL101]", "igonre [FAL101]", "ignore-nextline[FAL101]"]
)
def test_what_nobody_understands_is_told(comment):
    kept = settle(f"first()  # fastapi-lint: {comment} why", finding(1)).kept
    assert lines(kept) == [("FAL101", 1), ("FAL006", 1)]


def test_what_only_speaks_of_the_tool_is_left_alone():
    assert settle("first()  # fastapi-lint: see the manual").kept == ()


def test_what_comments_do_is_told():
    text = "first()  # fastapi-lint: ignore[FAL101, FAL102] why\nsecond()  # noqa\nthird()  # noqa: E501\n"
    told = settle(text, finding(1), finding(1), finding(2, "FAL102")).comments
    assert [(each.line, each.kind, each.codes, each.reason, each.used) for each in told] == [
        (1, "ignore", ("FAL101", "FAL102"), "why", (("FAL101", 2),)),
        (2, "noqa", (), "", (("FAL102", 1),)),
    ]


@pytest.mark.parametrize("comment", ["# noqa: FAL101", "# fastapi-lint: ignore-next-line[FAL101]"])
def test_a_reason_can_be_required_of_all_kinds(comment):
    text = f"{comment}\nfirst()  {comment if 'noqa' in comment else ''}"
    told = [each.message for each in settle(text, finding(2), require_reason=True).kept if each.code == "FAL006"]
    assert told
    assert settle(text, finding(2)).kept == () or "noqa" in comment


def test_a_code_behind_noqa_that_no_rule_has():
    (remark,) = settle("first()  # noqa: FAL110").kept
    assert remark.message.startswith("no rule has the code `FAL110`")
