"""A finding is recognised from one commit to the next, and told from its neighbours."""

from __future__ import annotations

import pytest

from fastapi_lint.engine.fingerprint import excerpt, with_fingerprints
from fastapi_lint.model.finding import Confidence, Finding, Severity
from fastapi_lint.model.location import Location, Span


def fingerprint(text: str, call: str, **place: str) -> str:
    """That of a finding which stands at the first occurrence of `call` in a text."""
    return marked(text, call, **place).fingerprint


def marked(text: str, call: str, *, path: str = "main.py", function: str = "read", code: str = "FAL101") -> Finding:
    """A finding which stands at the first occurrence of `call` in a text."""
    start = text.index(call)
    line, end_line = text.count("\n", 0, start) + 1, text.count("\n", 0, start + len(call)) + 1
    column, end_column = start - text.rfind("\n", 0, start), start + len(call) - text.rfind("\n", 0, start + len(call))
    span = Span(line, column, end_line, end_column)
    found = Finding(code, "rule", Severity.ERROR, Confidence.HIGH, "found", Location(path, span), function)
    return with_fingerprints([found], lambda _: text)[0]


CALL = 'requests.get("x", timeout=1)'
BEFORE = f"def read():\n    return {CALL}\n"


def test_lines_above_do_not_change_it():
    assert fingerprint("import os\n\n\n" + BEFORE, CALL) == fingerprint(BEFORE, CALL)


def test_a_formatter_does_not_change_it():
    spread = 'requests.get(\n        "x",  # where\n        timeout=1,\n    )'
    assert fingerprint(f"def read():\n    return {spread}\n", spread) == fingerprint(BEFORE, CALL)


def test_the_body_of_a_loop_does_not_change_it():
    short, long = "for x in y:\n    a()", "for x in y:\n    a()\n    b()"
    assert fingerprint(short + "\n", short) == fingerprint(long + "\n", long)


@pytest.mark.parametrize("change", [{"path": "other.py"}, {"function": "write"}, {"code": "FAL102"}])
def test_another_file_function_or_code_changes_it(change):
    assert fingerprint(BEFORE, CALL, **change) != fingerprint(BEFORE, CALL)


def test_equal_statements_in_one_function_are_told_apart_by_their_order():
    text = "a()\na()\n"
    findings = [
        Finding("FAL101", "r", Severity.ERROR, Confidence.HIGH, "m", Location("m.py", Span(line, 1, line, 4)), "f")
        for line in (2, 1)
    ]
    marked = with_fingerprints(findings, lambda _: text)
    assert [each.span.line for each in marked] == [1, 2]
    assert len({each.fingerprint for each in marked}) == 2


def test_it_has_32_hexadecimal_digits():
    assert len(bytes.fromhex(fingerprint(BEFORE, CALL))) == 16


def test_a_place_outside_the_text_has_an_empty_excerpt():
    assert excerpt([""], Span(7, 1, 7, 1)) == ""


def test_an_identity_holds_in_any_file():
    assert marked(BEFORE, CALL, path="other.py").identity == marked(BEFORE, CALL).identity


@pytest.mark.parametrize("change", [{"function": "write"}, {"code": "FAL102"}])
def test_another_function_or_code_has_another_identity(change):
    assert marked(BEFORE, CALL, **change).identity != marked(BEFORE, CALL).identity


def test_equal_statements_in_one_function_have_one_identity():
    text = "a()\na()\n"
    spans = [Span(line, 1, line, 4) for line in (1, 2)]
    found = [
        Finding("FAL101", "r", Severity.ERROR, Confidence.HIGH, "m", Location("m.py", span), "f") for span in spans
    ]
    assert len({each.identity for each in with_fingerprints(found, lambda _: text)}) == 1
