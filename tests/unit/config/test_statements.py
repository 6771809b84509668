"""On which line of a TOML file a key is set."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fastapi_lint.config.statements import Key, line_of, statements

TEXT = '''# [tool.fastapi-lint]
[project]
dependencies = [
  "x",
  "[tool.fastapi-lint]",
]
description = """
[tool.fastapi-lint]
select = 1
"""
[tool.fastapi-lint]
select = ["FAL1"]
ignore = [
  "FAL2",
  'FAL3', # why
]
per-path-ignores = { "a/*" = ["F"], "b" = ["G"] }
target.python = "3.12"
[[tool.fastapi-lint.overrides]]
paths = ["x"]
[[ tool . "fastapi-lint".overrides ]]
paths = ["y"]
slect = []
'''
SECTION = ("tool", "fastapi-lint")


@pytest.mark.parametrize(
    ("key", "line"),
    [
        (SECTION, 11),
        ((*SECTION, "select"), 12),
        ((*SECTION, "select", 0), 12),
        ((*SECTION, "ignore"), 13),
        ((*SECTION, "ignore", 1), 15),
        ((*SECTION, "per-path-ignores", "b", 0), 17),
        ((*SECTION, "target"), 18),
        ((*SECTION, "target", "python"), 18),
        ((*SECTION, "overrides", 0, "paths", 0), 20),
        ((*SECTION, "overrides", 1), 21),
        ((*SECTION, "overrides", 1, "slect"), 23),
        ((*SECTION, "gone"), 11),
        (("build-system",), None),
    ],
    ids=str,
)
def test_where_a_key_stands(key: Key, line: int | None) -> None:
    assert line_of(TEXT, key) == line
    assert line_of(TEXT.replace("\n", "\r\n"), key) == line


VALUES = st.one_of(
    st.integers(0, 9),
    st.booleans(),
    st.sampled_from(['"a"', '"""\n[x]\ny = 1\n"""', "'''\n#'''", '[\n  "[z]",\n  # [k]\n]', "{ p = 1, q = 2 }"]),
)


@given(st.lists(st.tuples(st.sampled_from(["a", "b", "c.d", '"e.f"']), VALUES, st.integers(0, 2)), max_size=12))
def test_statements_say_together_what_the_file_says(rows: list[tuple[str, object, int]]) -> None:
    lines = []
    for number, (key, value, gap) in enumerate(rows):
        lines += ["# [c]", ""][:gap]
        shown = str(value).lower() if isinstance(value, bool) else str(value)
        lines.append(f"[[{key}]]" if number % 3 == 0 else f"k{number} = {shown}")
    text = "\n".join(lines)
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return
    for each in statements(text):
        found = document
        for step in each.key:
            found = found[step]  # type: ignore[index]
        assert found == each.value or each.is_header
        assert text.split("\n")[each.line - 1].lstrip()[:1] not in ("", "#")
