"""Of a slice those statements are left in which rules suspect something; all that they ask of these stays the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import libcst as cst
import pytest

from fastapi_lint.facts.extract import extract_facts
from fastapi_lint.model.dossier import CallView, Dossier
from fastapi_lint.model.facts import DefinitionKind, ModuleFacts
from fastapi_lint.model.location import Span
from fastapi_lint.syntax import narrowing
from fastapi_lint.syntax.fate import Fate
from fastapi_lint.syntax.join import JOINED
from fastapi_lint.syntax.mismatch import TooNarrowError
from fastapi_lint.syntax.narrowing import narrow
from fastapi_lint.syntax.site import Site
from fastapi_lint.syntax.slices import Slice, cut, split_lines
from fastapi_lint.syntax.tree import Tree
from fastapi_lint.syntax.walk import collect

MakeDossier = Callable[..., Dossier]
DossiersOf = Callable[[ModuleFacts], Iterator[Dossier]]

SOURCE = """\
@app.get("/")
async def read(
    db: Db,
) -> int:
    '''Reads.'''
    a(); b()
    if c():
        d()
    elif e(
        f
    ):
        g()
    else:
        # about h
        h(\"\"\"

        \"\"\")
    async for i in j():
        k()
    else:
        l()
    with m(): n()
    try:
        o()
    except p():
        q()
    finally:
        r()
    match s():
        case t:
            u()
    v = 1; \\
    w()
    if x: \\
        y()
"""
LINES = split_lines(SOURCE)


def left(piece: Slice) -> list[tuple[int, str]]:
    return list(zip(piece.numbers, piece.text.splitlines(), strict=True))


@pytest.mark.parametrize(
    ("spots", "expected"),
    [
        ([1], [*enumerate(LINES[:4], 1), (5, "    pass")]),
        ([3], [*enumerate(LINES[:4], 1), (5, "    pass")]),
        ([6], [(4, "if 1:"), (6, "    a(); b()")]),
        ([7], [(4, "if 1:"), (7, "    if c():"), (8, "        pass")]),
        ([8], [(4, "if 1:"), (7, "    if 1:"), (8, "        d()")]),
        (
            [10],
            [(4, "if 1:"), (7, "    if 1:"), (8, "        pass"), *enumerate(LINES[8:11], 9), (12, "        pass")],
        ),
        ([12], [(4, "if 1:"), (11, "    if 1:"), (12, "        g()")]),
        (
            [10, 16],
            [
                (4, "if 1:"),
                (7, "    if 1:"),
                (8, "        pass"),
                *enumerate(LINES[8:11], 9),
                (12, "        pass"),
                (14, "    if 1:"),
                *enumerate(LINES[14:17], 15),
            ],
        ),
        ([18], [(4, "if 1:"), (18, "    async for i in j():"), (19, "        pass")]),
        ([19, 21], [(4, "if 1:"), (18, "    if 1:"), (19, "        k()"), (20, "    if 1:"), (21, "        l()")]),
        ([22], [(4, "if 1:"), (22, "    with m(): n()")]),
        ([24, 28], [(4, "if 1:"), (23, "    if 1:"), (24, "        o()"), (27, "    if 1:"), (28, "        r()")]),
        ([25], [(4, "if 1:"), *enumerate(LINES[22:28], 23)]),
        ([31], [(4, "if 1:"), *enumerate(LINES[28:31], 29)]),
        ([32], [(4, "if 1:"), *enumerate(LINES[31:33], 32)]),
        ([35], [(4, "if 1:"), *enumerate(LINES[33:35], 34)]),
        ([6, 19], [(4, "if 1:"), (6, "    a(); b()"), (18, "    if 1:"), (19, "        k()")]),
    ],
)
def test_what_is_left(spots: list[int], expected: list[tuple[int, str]], make_dossier: MakeDossier) -> None:
    piece = narrow(cut(LINES, make_dossier(1, len(LINES))), spots)
    assert piece is not None
    assert left(piece) == expected
    assert cst.parse_module(piece.text).code == piece.text
    stand_ins = {number for number, line in expected if line != LINES[number - 1]}
    assert piece.kept == {number for number, _ in expected} - stand_ins


def test_a_method_stays_where_it_is(make_dossier: MakeDossier) -> None:
    lines = [
        "class A:",
        "  \f    async def m(self):",
        "        x = 1",
        "  \f        y = await f(x)",
        "        return y",
    ]
    piece = narrow(cut(lines, make_dossier(2, 5)), [4])
    assert piece is not None
    assert left(piece) == [(1, "if 1:"), (2, "    if 1:"), (4, "        y = await f(x)")]
    assert piece.shifts[3] == 3


def test_syntax_that_the_host_cannot_read_is_left_whole(make_dossier: MakeDossier) -> None:
    lines = ["def f():", "    x = a() +", "    b()"]
    assert narrow(cut(lines, make_dossier(1, 3)), [3]) is None
    assert Tree(lines, make_dossier(1, 3), [3]).slice.kept is None


@pytest.fixture
def narrowed(make_dossier: MakeDossier) -> Site:
    calls = (CallView("a", Span(6, 5, 6, 8)), CallView("b", Span(6, 10, 6, 13)), CallView("y", Span(35, 9, 35, 12)))
    return Site(LINES, make_dossier(1, len(LINES), calls=calls), [35])


def test_what_lies_beyond_the_statement_is_not_to_be_had(narrowed: Site) -> None:
    (call,) = narrowed.tree.visit(["Call"]).nodes
    assert isinstance(call, cst.Call)
    assert (narrowed.call(call).callee, narrowed.ordinal(call)) == ("y", 2)
    assert narrowed.at(call).location.span == Span(35, 9, 35, 12)
    assert narrowed.at(call.func).location.span == Span(35, 9, 35, 10)
    assert narrowed.source(call) == "y()"
    assert narrowed.fate(call) == Fate("dropped", node=cst.ensure_type(narrowed.fate(call).node, cst.Expr))
    statement = narrowed.parent(call)
    assert isinstance(statement, cst.Expr)
    (branch, *_) = collect(narrowed.tree.module, (cst.If,))[0]
    asked: list[Callable[[], object]] = [
        lambda: narrowed.root,
        lambda: narrowed.module,
        lambda: narrowed.parent(statement),  # a suite on the line of its header
        lambda: narrowed.enclosing(call, cst.If),
        lambda: narrowed.source(branch),
        lambda: narrowed.at(branch),
        lambda: narrowed.ordinal(cst.parse_expression("lambda: 1")),
    ]
    for question in asked:
        narrowed.tree.is_too_narrow = False
        with pytest.raises(TooNarrowError):
            question()
        assert narrowed.tree.is_too_narrow


def test_statements_of_real_files_join_as_in_the_whole(real_files: list[Path], dossiers_of: DossiersOf) -> None:
    found = 0
    for file in real_files[::4]:
        text = file.read_bytes().decode().replace("\r\n", "\n")
        facts = extract_facts(text, "a.py")
        assert isinstance(facts, ModuleFacts)
        lines = split_lines(text)
        for dossier in dossiers_of(facts):
            views = [*dossier.calls, *dossier.annotations, *dossier.loops, *dossier.contexts]
            spots = [view.span.line for view in views][:: 1 + len(views) // 3]
            if spots and dossier.kind is not DefinitionKind.CLASS:
                found += _assert_same(Tree(lines, dossier), Tree(lines, dossier, spots), spots)
    assert found > 1_000


def _assert_same(whole: Tree, part: Tree, spots: list[int]) -> int:
    """The number of nodes that both have, and of which both say the same."""
    assert part.is_narrow
    joined = (*JOINED, cst.WithItem)
    left = collect(part.module, joined)[0]
    known = {
        (node.__class__, whole.positions.span(node)): node for node in collect(whole.root, (*JOINED, cst.WithItem))[0]
    }
    for node in left:
        if not isinstance(node, (cst.For, cst.While, cst.With)):
            same = known[node.__class__, part.positions.span(node)]
            assert part.join.views.get(id(node)) is whole.join.views.get(id(same))
    shown = {view.span.line for view in part.join.views.values()}
    assert shown.issuperset(spots)
    return len(left)


@pytest.mark.parametrize(
    ("text", "spot"),
    [
        ("@app.get(\n    a\n)\nasync def f(\n    b: c,\n) -> d:\n    # e\n\n    return g\n", 5),
        ("def f(a: b):\n\n    if c:\n        pass\n", 1),
        ("def f(\n    a: b,  # c:\n    d: e = {\n        1:\n        2\n    },\n):\n    g()\n", 2),
        ("def f(a: b): return c  # d:\n", 1),
        ("def f(a: b): c(); d[\n    1:\n]\n", 1),
        ("def f(a: b = '''\nc:\n'''):\n    pass\n", 1),
        ("def f(a: b): \\\n  c(\n    lambda:\n      0)\n", 1),
        ("class A:\n    def f(a: b):\n        return 1\n", 2),
        ("class A:\n\tdef f(\n\t\ta: b\n\t):\n\t\treturn 1\n", 3),
    ],
)
def test_a_head_is_told_apart_without_the_body(
    text: str, spot: int, make_dossier: MakeDossier, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = split_lines(text)
    cut_out = cut(lines, make_dossier(2 if text.startswith("class") else 1, len(lines)))
    quick = narrow(cut_out, [spot])
    monkeypatch.setattr(narrowing, "_head", lambda *_, **__: None)
    slow = narrow(cut_out, [spot])
    assert quick is not None
    assert slow is not None
    assert quick.kept is not None
    code = {number for number, line in enumerate(lines, 1) if line.strip() and not line.strip().startswith("#")}
    assert quick.kept & code == (slow.kept or set()) & code
    tops = [cst.parse_module(piece.text).body for piece in (quick, slow)]
    assert [type(one) for one in tops[0]] == [type(one) for one in tops[1]]


def test_a_body_that_is_not_looked_at_is_not_parsed(make_dossier: MakeDossier) -> None:
    lines = ["def f(a: b):", "    x = a() +"]
    piece = narrow(cut(lines, make_dossier(1, 2)), [1])
    assert piece is not None
    assert left(piece) == [(1, "def f(a: b):"), (2, "    pass")]
