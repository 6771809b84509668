"""What applications answer before and after fixes, under the real FastAPI: to the byte, headers included."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from tests.fixes.documents import Case, read_cases
from tests.fixes.running import run

ALL = list(read_cases(Path(__file__).parent))
SAFE = [one for one in ALL if one.document in ("body-without-content", "slow-response-class") and one.section == "Safe"]
ENCODED = [one for one in ALL if one.document == "double-encoding" and one.section == "Unsafe"]
TEXTS = [one for one in ENCODED if "text" in one.title.lower()]


def title(case: Case) -> str:
    return f"{case.document}: {case.title}"


@pytest.mark.parametrize("case", [*SAFE, *(one for one in ENCODED if one not in TEXTS)], ids=title)
def test_the_answers_are_the_same(case: Case):
    assert answers(case.before) == answers(case.after) != []


@pytest.mark.parametrize("case", TEXTS, ids=title)
def test_a_text_of_json_was_written_as_json_once_more(case: Case):
    before, after = answers(case.before), answers(case.after)
    assert [json.loads(json.loads(one[-1])) for one in before] == [json.loads(one[-1]) for one in after] != []


def answers(source: str) -> list[tuple[str, int, dict[str, str], bytes]]:
    app = run(source).app
    found = []
    with TestClient(app) as client:
        for path, operations in app.openapi()["paths"].items():
            for method in operations:
                answer = client.request(method, path.replace("{number}", "1"))
                found.append((path, answer.status_code, dict(answer.headers), answer.content))
    return found
