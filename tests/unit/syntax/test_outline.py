"""What stands at the top of a module is the same whether its definitions are read or not."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import pytest

import fastapi_lint
from fastapi_lint.syntax.imports import names as names_module
from fastapi_lint.syntax.imports.names import Names
from fastapi_lint.syntax.imports.outline import Definition, Outline, first_line
from fastapi_lint.syntax.imports.parsing import parsed

FILES = sorted([*Path(fastapi_lint.__file__).parent.rglob("*.py"), *Path(json.__file__).parent.rglob("*.py")])

HARD = {
    "a string with code at the margin": 'X = """\ndef f():\n    pass\nimport a\n"""\nimport b\n',
    "one within a function": 'def f():\n    """Doc.\nimport a\ndef g(): ...\n    """\n    x = 1\nimport b\n',
    "quotes in a comment": 'def f():\n    # """\n    x = 1\nimport a\ndef g():\n    # """\n    pass\n',
    "quotes in strings": 'def f():\n    x = \'"""\'\nimport a\ny = \'\\\'"""\'\ndef g(): ...\nimport b\n',
    "brackets closed at the margin": "def f(\n    a,\n):\n    return [\n    1,\n]\nimport a\n",
    "brackets that go on at the margin": "def f():\n    return (\na,\nb)\nimport a\ndef g(): ...\n",
    "a line that goes on at the margin": "def f():\n    from a \\\nimport b\nimport c\ndef g(): ...\n",
    "a string that goes on": "def f():\n    x = 'a\\\nimport b'\nimport c\n",
    "form feeds": "def f():\n    pass\n\fimport a\n\fdef g():\n    import b\n",
    "decorators": "@a\n@b(\n    c,\n)\nasync def f():\n    import d\n\n@e\nclass F:\n    def g(self):\n        h = 1\n",
    "statements on one line": "def f(): import a; import b\nclass G: import c\nimport d; x = 1\n",
    "definitions under a condition": "if x:\n    def f():\n        y = 1\nelse:\n    import a\n    class F: z = 1\n",
    "a comment at the margin": "def f():\n    x = 1\n# about y\n    y = 1\n# about a\nimport a\n",
    "other ends of lines": "def f():\r\n    x = 1\r\nimport a\r\n",
}


class _Whole(Outline):
    """The oracle: everything is read."""

    def __init__(self, text: str) -> None:
        self._lines, self._ends, self._found, self.tree = [], {}, {}, parsed(text)


def seen(text: str) -> list[object]:
    """All that is known of a module."""
    names = Names(text, "shop.orders", is_package=False)
    imported = [
        (one[:3], one.statement.lineno, one.statement.end_lineno, one.is_plain, one.is_typing_only, one.may_not_run)
        for one in names.imported
    ]
    top = [(isinstance(one, Definition), one.lineno, first_line(one)) for one in names.top]
    lines = [names.enclosing(line) for line in range(1, text.count("\n") + 2)]
    return [imported, names.others, [star.lineno for star in names.stars], top, lines]


def check(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    outlined = seen(text)
    monkeypatch.setattr(names_module, "Outline", _Whole)
    assert outlined == seen(text)


@pytest.mark.parametrize("what", HARD)
def test_hard_cases(what: str, monkeypatch: pytest.MonkeyPatch):
    ast.parse(HARD[what])
    check(HARD[what], monkeypatch)


@pytest.mark.parametrize("path", FILES[:: len(FILES) // 40], ids=lambda path: path.stem)
def test_real_files(path: Path, monkeypatch: pytest.MonkeyPatch):
    check(path.read_text(encoding="utf-8"), monkeypatch)


def test_bodies_are_left_out():
    outline = Outline("import a\ndef f():\n    import b\n\nclass G:\n    x = 1\n\ny = 1\n")
    assert [ast.unparse(one) for one in outline.top] == [
        "import a",
        "def f():\n    pass",
        "class G:\n    pass",
        "y = 1",
    ]
    assert [ast.unparse(one) for one in outline.around(3)] == ["def f():\n    import b"]


def test_a_module_that_cannot_be_read_has_no_top():
    assert Outline("def f(:\nimport a\n)\n").top == []


def test_a_name_that_is_not_mentioned_is_not_looked_for():
    text = "def f(a):\n    b = 1\n\n\ndef g():\n    \ufb01 = a\n"
    names = Names(text, "shop.orders", is_package=False)
    assert [names.hides(name, 1) for name in ("a", "b", "c")] == [True, True, False]
    assert [names.hides(name, 5) for name in ("fi", "a")] == [True, False]
