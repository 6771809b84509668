"""What fixes make of code, case by case: see the documents beside this file."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from pydantic import BaseModel

from fastapi_lint.engine.fixing.rounds import Fixed
from fastapi_lint.engine.run import load_rules
from fastapi_lint.syntax.modelling import MODEL_NAMES
from tests.fixes.documents import Case, read_cases
from tests.fixes.new_models import new_models, with_dictionaries
from tests.fixes.running import fixed, openapi_of, run

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


MODELS = [case for case in CASES if case.document == "bare-collection-annotation" and case.before != case.after]


@pytest.mark.parametrize("case", MODELS, ids=lambda case: case.title)
def test_the_application_says_the_same_but_for_the_new_models(case: Case):
    before, after = openapi_of(case.before), openapi_of(case.after)
    assert new_models(after, before) == classes_in(case.after) - classes_in(case.before)
    assert with_dictionaries(after, before) == before


def test_what_models_have_themselves_is_no_name_of_a_field():
    own = {name for name in dir(BaseModel) if not name.startswith(("_", "model_"))}
    assert own <= MODEL_NAMES


def classes_in(code: str) -> set[str]:
    return set(re.findall(r"^class (\w+)", code, re.MULTILINE))


ORDERS = [
    {"title": "a", "lines": [{"book": "b"}], "note": " c ", "by": None},
    {"title": {"a": 1}, "lines": []},
    {"title": "a", "lines": [], "tags": ["b"]},
    {"copies": 2, "name": "a"},
    {"copies": 2},
    {},
]


@pytest.mark.parametrize("case", MODELS, ids=lambda case: case.title)
def test_the_answers_are_the_same_where_there_were_any(case: Case):
    old, new = answers(case.before), answers(case.after)
    assert any(status == 200 for status, _ in old)
    assert [(one, other) for one, other in zip(old, new, strict=True) if one[0] == 200 and one != other] == []
    assert {status for status, _ in new} <= {200, 422, 500}


def answers(code: str) -> list[tuple[int, str]]:
    """What an application answers to some orders."""
    client = TestClient(run(code).app, raise_server_exceptions=False)
    found = []
    for path, methods in openapi_of(code)["paths"].items():
        for method in methods:
            for order in ORDERS:
                more = {"payload": order, "note": {"text": "a"}}
                sent = {} if method == "get" else {"json": more if method == "post" and "note: Note" in code else order}
                response = client.request(method, f"{path}?deep={len(order) > 2}&shop=1", **sent)
                found.append((response.status_code, response.text))
    return found
