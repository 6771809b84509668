"""Expectations are comments; what is nearly one is refused, and what is none is left alone."""

from __future__ import annotations

import pytest

from fastapi_lint.testing.expectations import Slip, expected_in


def read(source: str, *directives: str) -> list[str]:
    return [f"{each.line} {each}" for each in expected_in("main.py", source, frozenset(directives))]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('x()  # error: [FAL101] "get"', ['1 # error: [FAL101] "get"']),
        ("x()  # info: [FAL101]", ["1 # info: [FAL101]"]),
        ('x()  # warning: [FAL101] "a" confidence=low', ['1 # warning: [FAL101] "a" confidence=low']),
        ('x()  # error: [A001] "a b" # error: [B002] "c"', ['1 # error: [A001] "a b"', '1 # error: [B002] "c"']),
        ('x()  # error: [A001] "say # error: [B002]"', ['1 # error: [A001] "say # error: [B002]"']),
        ("x()  # missed: [FAL101] behind getattr", ["1 # missed: [FAL101] behind getattr"]),
        ("x()  # error: [FAL101] # routes: GET /a, GET /b", ["1 # error: [FAL101]", "1 # routes: GET /a, GET /b"]),
        ('# error: [FAL101] "a"\n\n# prose\nx()', ['4 # error: [FAL101] "a"']),
        ("f(\n    # error: [FAL101]\n    x(),\n)", ["3 # error: [FAL101]"]),
        ("x()  # thread: loop", []),
        ("x()  # type: ignore[arg-type]  # noqa: E501", []),
        ("x()  # a note: nothing else", []),
        ('x("# error: [FAL101]")', []),
        ("x()  # noqa: FAL101 # error: [FAL102]", ["1 # error: [FAL102]"]),
        ('x()  # error: [FAL101] "ok"\ndef broken(:\n', ['1 # error: [FAL101] "ok"']),
    ],
)
def test_expectations_of_a_file(source, expected):
    assert read(source) == expected


def test_directives_are_read_if_they_are_known():
    assert read("def f(): ...  # thread: loop, pool", "thread") == ["1 # thread: loop, pool"]


@pytest.mark.parametrize(
    ("source", "line", "complaint"),
    [
        ("\nx()  # error: FAL101", 2, "must be `# error: [CODE]"),
        ("x()  # error: [FAL101] text", 1, "must be `# error: [CODE]"),
        ("x()  # error: [FAL101] confidence=sure", 1, "must be `# error: [CODE]"),
        ("x()  # missed: [FAL101]", 1, "must be `# missed: [CODE] why`"),
        ("x()  # eror: [FAL101]", 1, "unknown expectation `# eror:`; did you mean `# error:`?"),
        ("x()\n# error: [FAL101]\n", 2, "no code follows this expectation"),
    ],
)
def test_what_is_nearly_an_expectation_is_refused(source, line, complaint):
    with pytest.raises(Slip) as raised:
        read(source)
    assert raised.value.line == line
    assert complaint in raised.value.message
