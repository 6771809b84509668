"""What names, attributes and items are bound to."""

import pytest


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("import a.b", ["a = import a"]),
        ("import a.b as c", ["c = import a.b"]),
        ("from a import b as c, d", ["c = from a import b", "d = from a import d"]),
        ("from . import a", ["a = from . import a"]),
        ("from ..a import *", ["* = from ..a import *"]),
        ("try: import a\nexcept ImportError: a = None", ["a = import a", "a = None"]),
        ("a = b = f()", ["a = #0", "b = #0"]),
        ("a, (b, c) = f()", ["a = Item(#0, 0)", "b = Item(Item(#0, 1), 0)", "c = Item(Item(#0, 1), 1)"]),
        (
            "a, *b, c = f()",
            ["a = Item(#0, 0)", "b = Collection('list', (Starred(#0)))", "c = Item(#0, -1)"],
        ),
        ("a, b = b, a", ["a = b", "b = a"]),
        ("a, b = x, *y", ["a = x", "b = Item((x, Starred(y),), 1)"]),
        ("a: int = 1", ["a: int = 1"]),
        ("a: int", ["a: int = Unknown()"]),
        ("a: TypeAlias = 'list[User]'", ["a: TypeAlias = list[User]"]),
        ("a += 1", ["a = (a + 1)"]),
        ("for a, b in f(): pass", ["a = Item(Element(#0, False), 0)", "b = Item(Element(#0, False), 1)"]),
        ("async for a in b: pass", ["a = Element(b, True)"]),
        ("with f() as a: pass", ["a = Entered(#0, False)"]),
        ("async with f() as (a, b): pass", ["a = Item(Entered(#0, True), 0)", "b = Item(Entered(#0, True), 1)"]),
        ("try: pass\nexcept (A, B) as a: pass", ["a = Caught((A, B,))"]),
        ("(a := f())", ["a = #0"]),
        ("[a for a in b]", ["a = Element(b, False)"]),
        ("def a(): pass", ["a = definition 1"]),
        ("class a: pass", ["a = definition 1"]),
        ("del a", []),
        ("if isinstance(a, A): pass", ["a = Narrowed(a, A)"]),
        ("if b and isinstance(a, (A, B)): pass", ["a = Narrowed(a, (A, B,))"]),
        ("if b or isinstance(a, A): pass", []),
        ("if not isinstance(a, A): pass", ["a = Narrowed(a, Operation('not', (A)))"]),
        ("if isinstance(a, A): pass\nelse: pass", ["a = Narrowed(a, A)", "a = Narrowed(a, Operation('not', (A)))"]),
        (
            "if not (isinstance(a, A) or isinstance(b, B)): pass",
            ["a = Narrowed(a, Operation('not', (A)))", "b = Narrowed(b, Operation('not', (B)))"],
        ),
        ("if b or not isinstance(a, A): raise", ["a = Narrowed(a, A)"]),
        ("assert isinstance(a, A), b", ["a = Narrowed(a, A)"]),
    ],
)
def test_names(read, shown, source, expected):
    assert _bindings(read(f"{source}").definitions[0].body, shown) == expected


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("x", ["x = s"]),
        ("_", []),
        ("A()", ["s = Narrowed(s, A)"]),
        ("A() as x", ["s = Narrowed(s, A)", "x = Narrowed(s, A)"]),
        ("str(x)", ["s = Narrowed(s, str)", "x = Narrowed(s, str)"]),
        ("A(x)", ["s = Narrowed(s, A)", "x = Unknown()"]),
        ("A(b=x)", ["s = Narrowed(s, A)", "x = Narrowed(s, A).b"]),
        ("A() | B()", ["s = Narrowed(s, (A, B,))"]),
        ("A() | None", []),
        ("[x, *y, z]", ["x = Item(s, 0)", "y = Collection('list', (Starred(s)))", "z = Item(s, -1)"]),
        ("{'k': x, **y}", ["x = s['k']", "y = Mapping(((None, s)))"]),
        ("1 | x.y", []),
    ],
)
def test_captures(read, shown, pattern, expected):
    assert _bindings(read(f"match s:\n case {pattern}: pass").definitions[0].body, shown) == expected


def test_narrowing_holds_within_its_block(read):
    body = read("if isinstance(a, A): a.b()").definitions[0].body
    assert [binding.block for binding in body.bindings] == [body.calls[1].block]


def test_walrus_binds_outside_of_comprehensions(read):
    body = read("[y := f(x) for x in z]").definitions[0].body
    assert {binding.target: binding.block for binding in body.bindings} == {"x": 1, "y": 0}


def test_walrus_binds_within_a_lambda(read):
    body = read("lambda: [y := x for x in z]").definitions[0].body
    assert {binding.target: str(body.blocks[binding.block].kind) for binding in body.bindings} == {
        "x": "comprehension",
        "y": "lambda",
    }


def test_attributes_and_items(read, shown):
    body = read("self.a: int = f(); x.y += 1; d['k'], o.p = g()").definitions[0].body
    assert [
        (shown(each.owner), each.attr, shown(each.value), shown(each.annotation)) for each in body.attribute_bindings
    ] == [("self", "a", "#0", "int"), ("x", "y", "(x.y + 1)", "None"), ("o", "p", "Item(#1, 1)", "None")]
    assert [(shown(each.owner), shown(each.key), shown(each.value)) for each in body.item_bindings] == [
        ("d", "'k'", "Item(#1, 0)")
    ]
    assert [annotation.target for annotation in body.annotations] == ["self.a"]
    assert body.bindings == ()


def test_global_and_nonlocal(read):
    body = read("def f():\n global a, b\n global a\n nonlocal c").definitions[1].body
    assert (body.globals, body.nonlocals) == (("a", "b"), ("c",))


def test_places(read):
    bindings = read("import os, a as b\nx, y = z").definitions[0].body.bindings
    assert [(each.target, each.line, each.column) for each in bindings] == [
        ("os", 1, 8),
        ("b", 1, 12),
        ("x", 2, 1),
        ("y", 2, 4),
    ]


def _bindings(body, shown):
    return [
        f"{each.target}{f': {shown(each.annotation)}' if each.annotation else ''} = {shown(each.value)}"
        for each in body.bindings
    ]


def test_an_import_tells_which_module_it_runs(read):
    bindings = read("import a.b.c\nimport d\nimport e.f as g\nfrom h.i import j").definitions[0].body.bindings
    assert [binding.value.runs for binding in bindings] == ["a.b.c", "", "", ""]
