"""What fixes make of code, case by case: see the documents beside this file."""

from __future__ import annotations

from pathlib import Path

import pytest

from fastapi_lint.engine.fixing.rounds import Fixed
from fastapi_lint.engine.run import load_rules
from tests.fixes.documents import Case, read_cases
from tests.fixes.running import fixed, openapi_of

CASES = list(read_cases(Path(__file__).parent))
RULES = {rule.name: rule for rule in load_rules().rules}
each_case = pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.document}: {case.title}")


def fixed_by_its_rule(case: Case, *, unsafe: bool) -> tuple[str, Fixed]:
    done = fixed({"main.py": case.before.encode()}, RULES[case.document], unsafe=unsafe)
    return (done.changes[0].after.decode() if done.changes else case.before), done


@each_case
def test_the_code_becomes_what_the_document_says(case: Case):
    text, done = fixed_by_its_rule(case, unsafe=True)
    assert text == case.after
    assert done.report.problems == ()
    assert bool(done.report.findings) == (case.section == "No fix")


@each_case
def test_only_what_is_safe_is_done_without_being_asked(case: Case):
    text, _ = fixed_by_its_rule(case, unsafe=False)
    assert text == (case.after if case.section == "Safe" else case.before)


@each_case
def test_a_second_time_changes_nothing(case: Case):
    again = fixed({"main.py": case.after.encode()}, RULES[case.document], unsafe=True)
    assert again.changes == ()


@each_case
def test_the_application_says_the_same_of_itself(case: Case):
    if "app = " in case.before:
        assert (openapi_of(case.after) == openapi_of(case.before)) is case.is_same
