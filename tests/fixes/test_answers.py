"""What applications answer before and after fixes that are said to be safe: to the byte, headers included."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from tests.fixes.documents import Case, read_cases
from tests.fixes.running import run

CASES = [
    case
    for case in read_cases(Path(__file__).parent)
    if case.document in ("body-without-content", "slow-response-class") and case.section == "Safe"
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.document}: {case.title}")
def test_a_safe_fix_changes_no_answer(case: Case):
    assert answers(case.before) == answers(case.after) != []


def answers(source: str) -> list[tuple[str, int, dict[str, str], bytes]]:
    app = run(source).app
    found = []
    with TestClient(app) as client:
        for path, operations in app.openapi()["paths"].items():
            for method in operations:
                answer = client.request(method, path.replace("{number}", "1"))
                found.append((path, answer.status_code, dict(answer.headers), answer.content))
    return found
