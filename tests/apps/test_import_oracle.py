"""What fails at import: statement by statement, FastAPI refuses what the suites say that it refuses, and nothing else."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from fastapi.exceptions import FastAPIError

from fastapi_lint.testing import read_suite
from fastapi_lint.testing.suite import Case

SUITES = Path(__file__).parent.parent / "rules" / "routing"
SAYING = {
    "prefix-slash": "",
    "response-in-union": "",
    "refused-parameter": r"^(?!.*by position)",  # that fails with the first request
    "path-without-slash": "refuses",
    "body-without-content": "annotated with|response_model",
    "flask-style-response": "refuses",
    "returned-exception": "refuses",
    "duplicate-operation-id": "refuses",
    "ignored-response-setting": "refuses",
}
"""Suites, and what of a message says that the import fails."""

LEFT_OUT = "in a dependency"  # the handler that has it fails, not the dependency
CASES = [
    pytest.param(case, words, id=f"{name}: {case.title}")
    for name, words in SAYING.items()
    for case in read_suite((SUITES / f"{name}.md").read_text(encoding="utf-8"), name).cases
    if [file.path for file in case.files] == ["main.py"] and LEFT_OUT not in case.title
]
ENVIRONMENT = {"PREFIX": "/prefix", "PATH_OF_ORDERS": "/orders", "BASE": "/base", "STATUS": "202"}
MODULE = "fastapi_lint_case"


@pytest.mark.parametrize(("case", "words"), CASES)
def test_fastapi_refuses_what_is_said_to_fail(case: Case, words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    source = case.files[0].text
    said = {one.line for one in case.expected if one.is_finding and re.search(words, one.text)}
    try:
        refused = list(refused_statements(source, monkeypatch))
    except ModuleNotFoundError as error:
        pytest.skip(str(error))
    assert [first for first, last in refused if not any(first <= line <= last for line in said)] == []
    assert [line for line in sorted(said) if not any(first <= line <= last for first, last in refused)] == []


def refused_statements(source: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[int, int]]:
    """First and last line of the statements that FastAPI or Starlette does not take, decorators included."""
    module = ModuleType(MODULE)
    monkeypatch.setitem(sys.modules, MODULE, module)
    for statement in ast.parse(source).body:
        first = min([statement.lineno, *(one.lineno for one in getattr(statement, "decorator_list", ()))])
        code = compile(ast.Module([statement], []), "<case>", "exec")
        try:
            exec(code, module.__dict__)
        except (AssertionError, FastAPIError):
            yield first, statement.end_lineno or first
