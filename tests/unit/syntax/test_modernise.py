"""Newer syntax in older forms: every line stays, every call keeps its number and, but for `except`, its column."""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable
from pathlib import Path

import libcst as cst
import pytest

from fastapi_lint.facts.extract import extract_facts
from fastapi_lint.model.dossier import CallView, Dossier
from fastapi_lint.model.facts import ModuleFacts
from fastapi_lint.model.location import Location, Span
from fastapi_lint.syntax.modernise import modernise
from fastapi_lint.syntax.positions import Positions, Written
from fastapi_lint.syntax.slices import Slice
from fastapi_lint.syntax.tree import Tree
from fastapi_lint.syntax.walk import collect

ANY_HOST = {
    "an unparenthesised except": (
        "try:\n    a()\nexcept A, b.B:\n    c()\n",
        "try:\n    a()\nexcept(A, b.B):\n    c()\n",
    ),
    "an unparenthesised except*": (
        "try:\n    a()\nexcept*A, B:\n    c()\n",
        "try:\n    a()\nexcept*(A, B):\n    c()\n",
    ),
    "a parenthesised except is left alone": (
        "try:\n    a()\nexcept (A, B) as e:\n    c()\n",
        "try:\n    a()\nexcept (A, B) as e:\n    c()\n",
    ),
    "type parameters of a function": (
        "def f[T: int = str, *Ts, **P](x: T) -> T: ...\n",
        "def f                        (x: T) -> T: ...\n",
    ),
    "type parameters on several lines": (
        "class A[\n    T,  # any\n](B[T]): ...\n",
        "class A \\\n             \\\n (B[T]): ...\n",
    ),
    "a type alias": ("type Pair[T] = tuple[T, T]\n", "Pair         = tuple[T, T]\n"),
    "a type alias within a block": ("if x:\n    type A = f()\n", "if x:\n    A      = f()\n"),
    "a lazy import": ("lazy import json\n", "pass;import json\n"),
    "a lazy import from": ("x = 1; lazy from a import b\n", "x = 1; pass;from a import b\n"),
    "stars in comprehensions": (
        "x = [*f(a) for a in b] + list((*a for a in b))\ny = {**a for a in b}\n",
        "x = [ f(a) for a in b] + list(( a for a in b))\ny = {  a for a in b}\n",
    ),
    "names that are keywords elsewhere": (
        "type = lazy = match = 1\ntype(lazy)\n",
        "type = lazy = match = 1\ntype(lazy)\n",
    ),
}

BEFORE_3_12 = {
    "the same quotes within": (
        'x = f"a {b["c"]} {d()!r:>{e()}} f"\n',
        'x = (    b["c"],  d(),    e(),   )\n',
    ),
    "a backslash within": (
        "x = f'{\"\\n\".join(a)}'\n",
        'x = (  "\\n".join(a),)\n',
    ),
    "line breaks and comments within": (
        "x = f'{\n    a()  # why\n} {b()}'\n",
        "x = (  \n    a(),      \n   b(),)\n",
    ),
    "a triple-quoted text": (
        'x = f"""\n{a["""b"""]}\n  text {c()=}\n"""\n',
        'x = (   \n a["""b"""],\n        c(), \n  )\n',
    ),
    "a concatenation": (
        'x = ("a" f"{b["c"]}"  # why\n     f"{d()}" "e")\n',
        'x = ((      b["c"],        \n        d(),    ))\n',
    ),
    "one within another": (
        'x = f"{f"{f(a["b"])}"}"\n',
        'x = (  (  f(a["b"]),),)\n',
    ),
    "no replaced quotes: left alone": (
        "x = f'{a[\"b\"]}'\n",
        "x = f'{a[\"b\"]}'\n",
    ),
}

TEMPLATES = {
    "a t-string": ('x = t"a {b()}"\n', "x = (    b(),)\n"),
    "a t-string of text only": ("x = t'a'\n", "x = (  )\n"),
}


def cases() -> dict[str, tuple[str, str]]:
    found = dict(ANY_HOST)
    if sys.version_info < (3, 12):
        found |= BEFORE_3_12
    if sys.version_info < (3, 14):
        found |= TEMPLATES
    return found


def calls_in_syntax(text: str) -> list[tuple[int, str]]:
    module = cst.parse_module(text)
    positions = Positions(Written(module), Slice(text, range(1, 100), False, {}))
    calls = [node for node in collect(module, {cst.Call})[0] if isinstance(node, cst.Call)]
    return [(positions.span(call).line, module.code_for_node(call.func)) for call in calls]


@pytest.mark.parametrize("case", cases().values(), ids=cases().keys())
def test_newer_forms_in_older_ones(case: tuple[str, str]) -> None:
    newer, older = case
    assert modernise(newer) == older
    ast.parse(older)
    assert calls_in_syntax(older) == calls_in_syntax(newer)
    assert [len(line) for line in older.split("\n")] == pytest.approx([len(line) for line in newer.split("\n")], abs=2)


ALL_AT_ONCE = """\
lazy import json
type Rows[T] = list[T]

class Page[T](Base):
    rows: list[T]

    async def read[
        K,
    ](self, key: K, *, limit: int = Query(10)) -> Rows[T]:
        try:
            found = await self.load(f"{key["id"]} {quote("\\n")}", t"{limit}")
        except KeyError, ValueError:
            log.warning(f"none: {
                describe(key)  # at length
            }")
            return [*row for row in backup()]
        return [decode(row) for row in found]
"""


def test_facts_of_the_older_form_fit_the_newer_source(make_dossier: Callable[..., Dossier]) -> None:
    facts = extract_facts(ALL_AT_ONCE, "a.py", modernise)
    assert isinstance(facts, ModuleFacts)
    (read,) = [definition for definition in facts.definitions if definition.name == "read"]
    calls = tuple(CallView("", call.span) for call in read.body.calls)
    extent = make_dossier(location=Location("a.py", read.span), calls=calls)
    tree = Tree(ALL_AT_ONCE.split("\n"), extent)
    found = [node for node in collect(tree.root, {cst.Call})[0] if isinstance(node, cst.Call)]
    assert [tree.module.code_for_node(call.func) for call in found] == [
        "Query", "self.load", "quote", "log.warning", "describe", "backup", "decode",
    ]  # fmt: skip
    assert [tree.positions.span(call) for call in found] == [call.span for call in read.body.calls]
    assert read.span == Span(7, 5, 17, 46)


def test_text_that_libcst_refuses_too() -> None:
    assert modernise("def f(:\n") is None
    assert modernise("print 'a'\n") is None


def test_text_that_would_end_the_process_is_not_parsed() -> None:
    assert modernise("x = " + "(" * 100_000 + "\n") is None
    assert modernise("x = " + "a + " * 100_000 + "b\n") is None


def test_code_that_needs_nothing_is_not_changed(real_files: list[Path]) -> None:
    for file in real_files[::10]:
        text = file.read_bytes().decode()
        if "\f" not in text:
            assert modernise(text) == text
