"""What a formatter may change does not count; all else does."""

from __future__ import annotations

import ast
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fastapi_lint.engine.canonical import canonical

SAME = [
    ('requests.get("x", timeout=1)', "requests.get(\n    'x',  # where\n    timeout=1,\n)"),
    ("load(a + b)", "load(\n    a\n    + b\n)"),
    ("load('it\\'s')", 'load("it\'s")'),
    ("load('a' 'b')", 'load(\n    "a"\n    "b"\n)'),
    ("load((a if b else c))", "load(a if b else c)"),
    ("load(0XFF, 1E5, 1_000)", "load(0xFF, 1e5, 1000)"),
    ("load(f'{a}-{b!r}')", 'load(f"{a}-{b!r}")'),
    ("load(u'x')", "load('x')"),
    ("for x in y: a()", "for x in y:\n    a()\n    "),
    ("for x in y:\n        a()", "for x in (y):\n        a()\n        b()"),
    ("async def read(a, b): ...", "async def read(\n    a,\n    b,\n): ..."),
    ("with a() as b:\n    c()", "with (\n    a() as b,\n):\n    c()"),
]
DIFFERENT = [
    ("load(1)", "load(2)"),
    ("load(1)", "load(True)"),
    ("load(1)", "load(1.0)"),
    ("load('1')", "load(1)"),
    ("load(b'1')", "load('1')"),
    ("load(x)", "load(x=x)"),
    ("load(*x)", "load(x)"),
    ("load(**x)", "load(*x)"),
    ("load(f'{a}')", "load('{a}')"),
    ("load(f'{a}')", "load(f'{a!r}')"),
    ("{**a}", "{a: a}"),
    ("for x in y: a()", "for x in z: a()"),
    ("def read(a): ...", "async def read(a): ..."),
    ("def read(a=1, *, b): ...", "def read(a, *, b=1): ..."),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_what_a_formatter_changes_does_not_count(one: str, other: str) -> None:
    assert canonical(one) == canonical(other)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_what_means_something_else_is_written_otherwise(one: str, other: str) -> None:
    assert canonical(one) != canonical(other)


def test_the_form_is_the_same_on_every_python() -> None:
    assert canonical("load(x, *y, z=f'{a!r:>{w}}é')") == (
        "Call(func=Name(id='load',),args=Name(id='x',);Starred(value=Name(id='y',),);,keywords=keyword(arg='z',"
        "value=JoinedStr(values=FormattedValue(value=Name(id='a',),conversion=114,format_spec=JoinedStr(values="
        "Constant(value='>',);FormattedValue(value=Name(id='w',),conversion=-1,);,),);Constant(value='\\xe9',);,),);,)"
    )


@pytest.mark.parametrize("text", ["'''  open   \n end", "except A:", "x[", "", "@cached", "print 'x'", "\0", "(" * 300])
def test_what_is_no_python_has_a_form_as_well(text: str) -> None:
    assert canonical(text) == canonical(text)


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="abx01(), .'\"\n#:=\\f{}", max_size=30))
def test_any_text_has_a_form(text: str) -> None:
    assert isinstance(canonical(text), str)


@pytest.mark.parametrize("width", [20, 60, 140])
def test_ruff_changes_no_form(width: int) -> None:
    source = (
        "value = load({'a': 1, 'b': [x for x in range(3) if x], **more}, lambda q: q and not q, key='it\\'s', "
        "other=await_me(1)[2:3, ::2], text=f'{a}{b:>10}', number=0XABCD if x else -1E3)\n"
    )
    ruff = [sys.executable, "-m", "ruff", "format", "--isolated", "--line-length", str(width), "-"]
    formatted = subprocess.run(ruff, input=source, capture_output=True, text=True, check=True).stdout
    assert formatted != source
    ast.parse(formatted)
    assert canonical(formatted) == canonical(source)
