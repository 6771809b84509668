"""The scan that keeps deep text from LibCST's native parser."""

from __future__ import annotations

from pathlib import Path

import pytest

from fastapi_lint.syntax.guard import DEEPEST, LONGEST, first_line_too_deep


def nested(depth: int) -> str:
    return "x = 1\ny = " + "(" * depth + ")" * depth + "\n"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (nested(DEEPEST), None),
        (nested(DEEPEST + 1), 2),
        ("x = [\n" + "[\n" * 300, 201),
        ("x = " + "{'a': [" * 150, 1),
        ("x = " + "a + " * LONGEST + "b\n", 1),
        ("x = " + "not " * 600 + "b\n", 1),
        ("x = " + "lambda: " * 600 + "b\n", 1),
        ("x" + "()" * 600 + "\n", 1),
        ("x" + ".a" * 600 + "\n", 1),
        ("x = (" + "'a' " * 600 + ")\n", 1),
        ("x = f'" + "{(" * 150 + "\n", 1),
        ('x = f"{a:' + "{b:" * 150, 1),
        ("x = [" + "a + b, " * 5000 + "]\n", None),
        ("x = a + b; y = -c\n" * 5000, None),
        ("x = '" + "(" * 5000 + "'\n", None),
        ("# " + "(" * 5000 + "\n", None),
        ('"""' + "(" * 5000 + '"""\n', None),
        ("x = f'" + "{{(" * 500 + "'\n", None),
        ("x = f'{a['b']}" + "(" * 500 + "'\n", None),
        ("x = rf'\\N{" + "{a}" * 500 + "'\n", None),
        ("x = f'{a!r:>{b}}'" + '\ny = "("' * 5000, None),
        ("x = f'''" + "{a}\n'(" * 500 + "'''\n", None),
        ("x = )))\n", None),
    ],
)
def test_the_first_line_that_is_too_deep(text: str, line: int | None) -> None:
    assert first_line_too_deep(text) == line


def test_real_files_are_not_too_deep(real_files: list[Path]) -> None:
    assert [file for file in real_files if first_line_too_deep(file.read_bytes().decode()) is not None] == []
