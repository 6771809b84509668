"""The walk: every structural node once, in source order, at any depth."""

from __future__ import annotations

import dataclasses
import inspect
from pathlib import Path

import libcst as cst
import pytest

from fastapi_lint.syntax.children import CHILDREN, structural_types
from fastapi_lint.syntax.positions import Written
from fastapi_lint.syntax.walk import children, collect, parents

NOT_STRUCTURE = ("whitespace", "op")
TOKENS = (
    cst.Asynchronous, cst.LeftParen, cst.RightParen, cst.LeftCurlyBrace, cst.RightCurlyBrace, cst.LeftSquareBracket,
    cst.RightSquareBracket, cst.ParamSlash, cst.ParamStar,
)  # fmt: skip

EVERY_FORM = '''
@first(a)
@second
async def f[T: int = str, *Ts, **P](a: A = a1, /, b: B = b1, *args: C, c: D = d1, **rest: E) -> R:
    """About."""
    global g1, g2
    x: int = 1 if t else 2
    y = z = w
    x[1:2:3] += i[*j] + (lambda p, *, q=r: p)
    async with m1() as n1, m2(k=v, *s, **u) as (n2, n3):
        async for i, j in await z():
            yield [e1 async for e1 in e2 if e3 if e4 for e5 in e6]
        else:
            yield from {k1: v1 for k1, v1 in w}
    while (n := next(it)) and not o or -p < q <= r is not s:
        return {**d1, d2: d3}, {*s1, s2}, (g3 for g4 in g5), {s3 for s4 in s5}
    try:
        raise A from b
    except (A, B) as e:
        assert c, d
    else:
        del a, b[0]
    finally:
        print(f"a{b!r:>{c}}d" "e" f"{g}", 1.0, 2j, ..., t"x{y:{z}}")
    match s:
        case {"a": 1, b.c: d, **e} if f:
            nonlocal h
        case A(b, c=d) | [*_, e] | (f, None) as g:
            pass
        case -1:
            if h: continue
            else: break
try:
    pass
except* A:
    import a.b as c, d
class A[T](B, metaclass=C, **kw): x: int; y = 1
type X[T] = list[T]
lazy import a
lazy from b import c
from ..d import *
z = [*a for a in b] + [{**c for c in d}]
'''


def structure(node: cst.CSTNode) -> list[cst.CSTNode]:
    """What a walk must see: all that LibCST itself calls children, less whitespace, tokens and operators."""
    found = [node]
    for child in node.children:
        if not type(child).__module__.endswith(NOT_STRUCTURE) and not isinstance(child, TOKENS):
            found += structure(child)
        elif isinstance(child, cst.ImportStar):
            found.append(child)
    return found


def assert_complete_and_ordered(module: cst.Module) -> None:
    walked, seen = collect(module, frozenset(CHILDREN))
    assert seen == len(walked)
    assert len({id(node) for node in walked}) == len(walked)
    assert {id(node) for node in walked} == {id(node) for node in structure(module)}
    places = Written(module).extents
    starts = [(places[id(node)][0], -places[id(node)][1]) for node in walked]
    assert [start for start, _ in starts] == sorted(start for start, _ in starts)


def test_every_form_is_visited_once_and_in_source_order() -> None:
    module = cst.parse_module(EVERY_FORM)
    assert_complete_and_ordered(module)
    met = {type(node) for node in collect(module, frozenset(CHILDREN))[0]}
    assert met == set(CHILDREN)


def test_names_come_in_the_order_in_which_they_are_written() -> None:
    module = cst.parse_module("@d\ndef f(a: b = c, *, e: g = h) -> i: return j if k else l\nm(n=o, *p)\n")
    names = [node.value for node in collect(module, {cst.Name})[0] if isinstance(node, cst.Name)]
    assert names == list("dfabceghijklmnop")


def test_real_files_are_visited_once_and_in_source_order(real_files: list[Path]) -> None:
    for file in real_files[::5]:
        assert_complete_and_ordered(cst.parse_module(file.read_bytes()))


def test_the_table_knows_every_field_that_can_hold_structure() -> None:
    punctuation = {
        "lpar", "rpar", "lbrace", "rbrace", "lbracket", "rbracket", "comma", "trailing_comma", "semicolon", "colon",
        "first_colon", "second_colon", "dot", "relative", "equal", "separator", "operator", "asynchronous",
        "posonly_ind", "header", "footer", "leading_lines", "lines_after_decorators", "trailing_whitespace",
    }  # fmt: skip
    for kind, names in CHILDREN.items():
        fields = {field.name for field in dataclasses.fields(kind) if holds_nodes(kind, field)}
        assert fields - punctuation - {name for name in fields if "whitespace" in name} == set(names), kind


def holds_nodes(kind: type[cst.CSTNode], field: dataclasses.Field[object]) -> bool:
    described = str(field.type)
    return described != "str" and any(word in described for word in ("_nodes", "ForwardRef", "Sequence["))


def test_the_table_knows_every_node_type() -> None:
    nodes = [kind for _, kind in inspect.getmembers(cst, inspect.isclass) if issubclass(kind, cst.CSTNode)]
    structural = {
        kind
        for kind in nodes
        if not inspect.isabstract(kind) and not kind.__module__.endswith(NOT_STRUCTURE) and kind not in TOKENS
    }
    assert set(CHILDREN) - {cst.ImportStar} == structural


def test_a_sum_of_900_terms_is_no_deeper_than_any_other() -> None:
    module = cst.parse_module("x = " + " + ".join(f"f{number}()" for number in range(900)) + "\n")
    calls, _ = collect(module, {cst.Call})
    assert [call.func.value for call in calls] == [f"f{number}" for number in range(900)]  # type: ignore[attr-defined]
    assert len(parents(module)) == len(collect(module, frozenset(CHILDREN))[0]) - 1


def test_parents_and_children_agree() -> None:
    module = cst.parse_module(EVERY_FORM)
    above = parents(module)
    for node in collect(module, frozenset(CHILDREN))[0]:
        assert all(above[id(child)] is node for child in children(node))


@pytest.mark.parametrize(
    ("asked", "met"),
    [
        (cst.Call, (cst.Call,)),
        (cst.BaseNumber, (cst.Float, cst.Imaginary, cst.Integer)),
        (cst.Comma, ()),
        (cst.SimpleWhitespace, ()),
    ],
)
def test_an_abstract_type_stands_for_those_that_derive_from_it(
    asked: type[cst.CSTNode], met: tuple[type[cst.CSTNode], ...]
) -> None:
    assert structural_types(asked) == met
