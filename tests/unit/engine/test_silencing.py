"""Suppressions are written so that they silence, and change nothing but comments."""

from __future__ import annotations

import ast
from textwrap import dedent

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fastapi_lint.engine.silencing import says_the_same, silenced
from fastapi_lint.engine.statements import Statements
from fastapi_lint.engine.suppress import Commented, suppress
from fastapi_lint.facts.comments import suppressions
from fastapi_lint.model.finding import Confidence, Finding, Severity
from fastapi_lint.model.location import Location, Span

KNOWN = frozenset({"FAL101", "FAL102"})


def write(text: str, *lines: int, code: str = "FAL101", reason: str = "so", longest: int = 88) -> str:
    return silenced(dedent(text).lstrip("\n"), {line: [code] for line in lines}, reason, longest).text


def test_behind_the_line() -> None:
    assert write("first()\nsecond()\n", 2) == "first()\nsecond()  # fastapi-lint: ignore[FAL101] so\n"


def test_without_a_reason() -> None:
    assert write("first()", 1, reason="") == "first()  # fastapi-lint: ignore[FAL101]"


def test_behind_another_comment() -> None:
    assert write("first()  # noqa: E501\n", 1) == "first()  # noqa: E501  # fastapi-lint: ignore[FAL101] so\n"


def test_above_where_the_line_would_become_too_long() -> None:
    text = "if x:\n    first()\n"
    expected = "if x:\n    # fastapi-lint: ignore-next-line[FAL101] so\n    first()\n"
    assert write(text, 2, longest=40) == expected


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("first()  # fastapi-lint: ignore[FAL102] why\n", "first()  # fastapi-lint: ignore[FAL102, FAL101] why\n"),
        ("# fastapi-lint: ignore[FAL102] why\nfirst()\n", "# fastapi-lint: ignore[FAL102, FAL101] why\nfirst()\n"),
        (
            "# fastapi-lint: ignore-next-line[FAL102]\nfirst()\n",
            "# fastapi-lint: ignore-next-line[FAL102, FAL101]\nfirst()\n",
        ),
        ("a[0]  # fastapi-lint: ignore[FAL102,] [why]\n", "a[0]  # fastapi-lint: ignore[FAL102,] [why]  # "),
    ],
)
def test_into_a_comment_that_is_there(before: str, after: str) -> None:
    assert write(before, before.count("\n")).startswith(after)


def test_a_decorator_and_a_header() -> None:
    text = '@app.get("/")\nasync def read(\n    a: int,\n): ...\n'
    assert write(text, 2).split("\n")[1] == "async def read(  # fastapi-lint: ignore[FAL101] so"


def test_never_into_a_text_or_behind_a_backslash() -> None:
    text = 'x = first("""\n  one\n  two""", second())\ny = 1 + \\\n    third()\n'
    assert write(text, 1, 4) == (
        'x = first("""\n  one\n  two""", second())  # fastapi-lint: ignore[FAL101] so\n'
        "y = 1 + \\\n    third()  # fastapi-lint: ignore[FAL101] so\n"
    )


def test_above_a_statement_on_several_lines_where_no_line_has_room() -> None:
    text = 'x = first("""\n  one\n  two""", second())\ny = 1 + \\\n    third()\n'
    assert write(text, 1, 5, longest=20) == (
        '# fastapi-lint: ignore-next-line[FAL101] so\nx = first("""\n  one\n  two""", second())\n'
        "# fastapi-lint: ignore-next-line[FAL101] so\ny = 1 + \\\n    third()\n"
    )


def test_line_ends_are_kept() -> None:
    text = "first()\r\nsecond()\nthird()\rfourth()"
    assert silenced(text, {1: ["FAL101"], 3: ["FAL101"], 4: ["FAL101"]}, "", 60).text == (
        "first()  # fastapi-lint: ignore[FAL101]\r\nsecond()\nthird()  # fastapi-lint: ignore[FAL101]\r"
        "fourth()  # fastapi-lint: ignore[FAL101]"
    )
    assert silenced(text, {1: ["FAL101"], 4: ["FAL101"]}, "", 20).text == (
        "# fastapi-lint: ignore-next-line[FAL101]\r\nfirst()\r\nsecond()\nthird()\r"
        "# fastapi-lint: ignore-next-line[FAL101]\r\nfourth()"
    )


def test_lines_that_were_written_are_told() -> None:
    assert silenced("a()\nb()\n", {1: ["FAL101"], 2: ["FAL101"]}, "", 20).lines == (1, 3)


def test_what_differs_in_more_than_comments() -> None:
    assert says_the_same("a()\n", "a()  # x\n")
    assert says_the_same("a()\nb()\n", "a()\n# x\nb()\n")
    assert not says_the_same("a()\n", "b()\n")
    assert not says_the_same("'''\na'''\n", "'''\n# x\na'''\n")
    assert not says_the_same("(", "(")


PIECES = (
    "first()",
    "x = second(1, [2, 3])",
    'x = """one\ntwo"""',
    "x = first(\n    second(),\n    third(),\n)",
    "x = 1 + \\\n    second()",
    "x = first('''one\n''', \\\n    second())",
    "@decorated\n@again(\n    1\n)\ndef function(\n    a: int,\n) -> None:\n    first()\n    return second()",
    "if x:\n    first()\nelif second():\n    pass\nelse:\n    third()",
    "first()  # a remark",
    "first()  # fastapi-lint: ignore[FAL102] why",
    "# fastapi-lint: ignore[FAL102] why\nfirst()",
    "# fastapi-lint: ignore-next-line[FAL102] why\nfirst(\n    second()\n)",
    "first()  # noqa: FAL102",
    "for x in y: first(); second()",
    "with a() as b, \\\n     c() as d:\n    first()",
    'x = f"""{first()}\n{second()}\n"""',
    "class A:\n    x: int = first()\n    '''A text.\n    '''",
    "\n\n",
)


@settings(max_examples=120, deadline=None)
@given(
    st.lists(st.sampled_from(PIECES), min_size=1, max_size=5),
    st.sets(st.integers(1, 40), min_size=1, max_size=6),
    st.sampled_from([20, 60, 200]),
    st.sampled_from(["\n", "\r\n"]),
)
def test_any_line_that_begins_something_can_be_silenced(
    pieces: list[str], chosen: set[int], longest: int, newline: str
) -> None:
    text = "\n".join(pieces) + "\n"
    starts = {node.lineno for node in ast.walk(ast.parse(text)) if isinstance(node, (ast.Call, ast.stmt))}
    wanted = sorted(chosen & starts)
    written = silenced(text.replace("\n", newline), {line: ["FAL101"] for line in wanted}, "so", longest).text
    assert written.count("\n") == written.count(newline)
    written = written.replace(newline, "\n")
    assert says_the_same(text, written)
    assert ast.dump(ast.parse(text)) == ast.dump(ast.parse(written))
    again = silenced(written, {}, "so", longest).text
    assert again == written
    moved = _where(text, written)
    left = suppress(
        [_finding(moved[line]) for line in wanted],
        {"m.py": Commented(suppressions(written), lambda: written)},
        KNOWN,
        frozenset({"FAL101"}),
    )
    assert [each.span.line for each in left.kept] == []


def _where(before: str, after: str) -> dict[int, int]:
    """Where the lines of a text are after comments were put between them."""
    found: dict[int, int] = {}
    rest = enumerate(after.split("\n"), 1)
    for number, line in enumerate(before.split("\n"), 1):
        found[number] = next(at for at, other in rest if other == line or _bare(other) == _bare(line))
    return found


def _bare(line: str) -> str:
    """A line without comments of ours; one that stands alone is like no other."""
    code, mark, rest = line.partition("# fastapi-lint:")
    return code.rstrip() if code.strip() or not mark else f"#{rest.partition('[')[0]}[" + "FAL102" * ("FAL102" in rest)


def _finding(line: int) -> Finding:
    place = Location("m.py", Span(line, 1, line, 2))
    return Finding("FAL101", "r", Severity.ERROR, Confidence.HIGH, "m", place)


def test_statements_are_those_of_the_text() -> None:
    assert Statements('x = """a\nb"""\n').at(2).first == 1
