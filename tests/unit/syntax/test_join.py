"""The join: the n-th call, loop, `with`, lambda, annotation of a slice is the n-th that `ast` has."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import libcst as cst
import pytest

from fastapi_lint.facts.extract import extract_facts
from fastapi_lint.model.dossier import AnnotationView, CallView, ContextView, Dossier, LoopView, TypeView
from fastapi_lint.model.facts import DefinitionKind, ModuleFacts
from fastapi_lint.model.location import Location, Span
from fastapi_lint.syntax.children import NodeType
from fastapi_lint.syntax.join import JOINED, Join, join
from fastapi_lint.syntax.mismatch import Mismatch
from fastapi_lint.syntax.positions import Positions, Written
from fastapi_lint.syntax.slices import cut, split_lines
from fastapi_lint.syntax.tree import Tree
from fastapi_lint.syntax.walk import collect

MakeDossier = Callable[..., Dossier]
DossiersOf = Callable[[ModuleFacts], Iterator[Dossier]]
Definition = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
NOWHERE = Span(1, 1, 1, 1)

# --- the oracle: what plain `ast` has in a definition's own part -----------------------------------------------------

KINDS: dict[type[ast.AST], NodeType] = {
    ast.Call: cst.Call,
    ast.For: cst.For,
    ast.AsyncFor: cst.For,
    ast.While: cst.While,
    ast.With: cst.With,
    ast.AsyncWith: cst.With,
    ast.comprehension: cst.CompFor,
    ast.Lambda: cst.Lambda,
}


class Seen(NamedTuple):
    kind: NodeType
    node: ast.AST  # what is at the place: of a comprehension clause its target, of an annotation its expression


def by_place(nodes: Sequence[Any]) -> list[Any]:
    return sorted(nodes, key=lambda node: (node.lineno, node.col_offset))


def parts(node: Any) -> Iterator[Any]:
    """The children of a node in the order in which they are written, where `ast` keeps them in another."""
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            yield from [*node.decorator_list, *getattr(node, "type_params", []), node.args, node.returns, *node.body]
        case ast.ClassDef():
            yield from [*node.decorator_list, *getattr(node, "type_params", [])]
            yield from [*by_place([*node.bases, *node.keywords]), *node.body]
        case ast.Call():
            yield from [node.func, *by_place([*node.args, *node.keywords])]
        case ast.arguments():
            plain = [*node.posonlyargs, *node.args]
            defaults = [None] * (len(plain) - len(node.defaults)) + node.defaults
            named = [*zip(plain, defaults, strict=True), (node.vararg, None)]
            for argument, default in [*named, *zip(node.kwonlyargs, node.kw_defaults, strict=True), (node.kwarg, None)]:
                yield from [argument, default]
        case ast.IfExp():
            yield from [node.body, node.test, node.orelse]
        case ast.Dict():
            for key, value in zip(node.keys, node.values, strict=True):
                yield from [key, value]
        case ast.ListComp() | ast.SetComp() | ast.GeneratorExp():
            yield from [node.elt, *node.generators]
        case ast.MatchMapping():
            for key, pattern in zip(node.keys, node.patterns, strict=True):
                yield from [key, pattern]
        case _:
            yield from ast.iter_child_nodes(node)


def annotation_of(node: Any) -> ast.AST | None:
    return getattr(node, "annotation", None) if isinstance(node, (ast.arg, ast.AnnAssign)) else None


def own(definition: Definition) -> tuple[list[Seen], list[Any]]:
    """What a definition's own part has, and the definitions nested in it."""
    seen: list[Seen] = []
    nested: list[Any] = []
    returns = getattr(definition, "returns", None)

    def visit(node: Any) -> None:
        kind = KINDS.get(type(node))
        if kind is not None:
            seen.append(Seen(kind, node.target if kind is cst.CompFor else node))
        for part in parts(node):
            if part is None:
                continue
            if isinstance(part, (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
                nested.append(part)
                continue
            if part is annotation_of(node) or part is returns:
                seen.append(Seen(cst.Annotation, part))
            visit(part)

    visit(definition)
    return seen, nested


def first_line(node: Any) -> int:
    return min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])


def definitions(tree: ast.Module) -> Iterator[tuple[Any, list[Seen], list[Any]]]:
    waiting: list[Any] = [tree]
    while waiting:
        definition = waiting.pop()
        seen, nested = own(definition)
        waiting += nested
        yield definition, seen, nested


# --- dossiers made from what the oracle saw --------------------------------------------------------------------------


def dossier_of(definition: Any, seen: list[Seen], nested: list[Any], lines: int, plain: Dossier) -> Dossier:
    is_module = isinstance(definition, ast.Module)
    first, last = (1, lines) if is_module else (first_line(definition), definition.end_lineno)
    kind = DefinitionKind.MODULE if is_module else DefinitionKind.FUNCTION
    found: dict[NodeType, list[Any]] = {node_type: [] for node_type in JOINED}
    for item in seen:
        found[item.kind].append(item.node)
    return plain._replace(
        kind=kind,
        location=Location("a.py", Span(first, 1, last, 1)),
        cut_out=tuple((first_line(inner), inner.end_lineno) for inner in nested),
        calls=tuple(CallView("", NOWHERE) for _ in found[cst.Call]),
        annotations=tuple(AnnotationView("", "none", TypeView(""), NOWHERE) for _ in found[cst.Annotation]),
        loops=tuple(
            LoopView(name, number, NOWHERE, None, "unknown", 1, 1, True, False)
            for node_type, name in ((cst.For, "for"), (cst.While, "while"), (cst.CompFor, "comprehension"))
            for number, _ in enumerate(found[node_type])
        ),
        contexts=tuple(
            ContextView("", NOWHERE, (), False, number, False)
            for number, node in enumerate(found[cst.With])
            for _ in node.items
        ),
    )


def assert_same(definition: Any, seen: list[Seen], tree: Tree, lines: Sequence[str]) -> int:
    nodes = collect(tree.root, JOINED)[0]
    tree.join  # noqa: B018 - raises if the counts differ
    positions = Positions(Written(tree.module), tree.slice)
    for kind in JOINED:
        ours = [node for node in nodes if type(node) is kind]
        theirs = [item for item in seen if item.kind is kind]
        assert len(ours) == len(theirs), (definition, kind)
        for node, item in zip(ours, theirs, strict=True):
            assert_same_place(node, item, positions, lines)
    return len(nodes)


def assert_same_place(node: cst.CSTNode, item: Seen, positions: Positions, lines: Sequence[str]) -> None:
    node = node.target if isinstance(node, cst.CompFor) else node
    node = node.annotation if isinstance(node, cst.Annotation) else node
    span = positions.span(node)
    expected: Any = item.node
    assert span.line == expected.lineno or isinstance(expected, ast.Tuple)
    if not isinstance(expected, ast.Tuple):  # its parentheses are its own in `ast`
        line = lines[expected.lineno - 1].encode()
        assert span.column == len(line[: expected.col_offset].decode()) + 1
    if isinstance(expected, ast.Call):
        end = lines[expected.end_lineno - 1].encode()  # type: ignore[operator]
        assert (span.end_line, span.end_column - 1) == (
            expected.end_lineno,
            len(end[: expected.end_col_offset].decode()),
        )


def test_real_files_join_with_ast(real_files: list[Path], make_dossier: MakeDossier) -> None:
    joined = 0
    for file in real_files:
        text = file.read_bytes().decode()
        lines = split_lines(text)
        for definition, seen, nested in definitions(ast.parse(text)):
            dossier = dossier_of(definition, seen, nested, len(lines), make_dossier())
            joined += assert_same(definition, seen, Tree(lines, dossier), lines)
    assert joined > 10_000


@pytest.mark.parametrize(
    "text",
    [
        'x = f"a() {a()!r:>{b()}} {c()=}"',
        'x = ("é" f"{a()}"\n  f"""é\n  é{b()} {\n  c()}""")',
        'x = f"{f\'{a(b())}\'}" "c()"',
        "x = [a() for b in c(d() for e in f()) if g() for h in [i() for j in k()]]",
        "x = a(b(), *c(), d=e(), **f())(g())[h()].i()",
        "x = {a(): b(), **c(), d(): e()} if f() else (g())",
        "x = lambda a=b(), *c, d=e(): [f() for g in h(lambda: i())]",
        "class A(b(), *c(), d=e()): f: g() = h()",
        "@a()\n@b(c())\nasync def f(g: h() = i(), /, *j: k(), l: m() = n(), **o: p()) -> q(): r()",
    ],
)
def test_what_is_nested_in_every_way_joins_with_ast(text: str, make_dossier: MakeDossier) -> None:
    lines = split_lines(text)
    for definition, seen, nested in definitions(ast.parse(text)):
        dossier = dossier_of(definition, seen, nested, len(lines), make_dossier())
        assert_same(definition, seen, Tree(lines, dossier), lines)


# --- the project's own facts -----------------------------------------------------------------------------------------


def test_real_files_join_with_facts(real_files: list[Path], dossiers_of: DossiersOf) -> None:
    for file in real_files[::3]:
        text = file.read_bytes().decode().replace("\r\n", "\n")
        facts = extract_facts(text, "a.py")
        assert isinstance(facts, ModuleFacts)
        lines = split_lines(text)
        for dossier in dossiers_of(facts):
            tree = Tree(lines, dossier)
            for node, ordinal in ((node, tree.join.ordinals[id(node)]) for node in collect(tree.root, (cst.Call,))[0]):
                assert tree.join.views[id(node)] is dossier.calls[ordinal]
                if id(node) not in tree.inexact:
                    assert tree.join.views[id(node)].span == tree.positions.span(node)


# --- what is joined with what ----------------------------------------------------------------------------------------

SOURCE = """\
async def read(ids: list[int], db: Db = Depends(get_db)) -> dict:
    async with db.begin() as tx, lock():
        rows = [row async for row in tx.stream(query()) for part in row]
    with open("f"):
        for row in rows:
            while go():
                row.sort(key=lambda r: f"{key(r)}")
    total: int = sum(r.price() for r in rows)
    return total
"""


@pytest.fixture
def joined(make_dossier: MakeDossier) -> tuple[Tree, Join, list[cst.CSTNode]]:
    (_, (definition, seen, nested)) = definitions(ast.parse(SOURCE))
    dossier = dossier_of(definition, seen, nested, 9, make_dossier())
    named = [f"call {number}" for number, _ in enumerate(dossier.calls)]
    dossier = dossier._replace(
        calls=tuple(view._replace(callee=name) for view, name in zip(dossier.calls, named, strict=True)),
        contexts=tuple(view._replace(callee=name) for view, name in zip(dossier.contexts, "abc", strict=True)),
    )
    tree = Tree(split_lines(SOURCE), dossier)
    return tree, tree.join, collect(tree.root, JOINED)[0]


def test_calls_are_joined_in_source_order(joined: tuple[Tree, Join, list[cst.CSTNode]]) -> None:
    tree, views, nodes = joined
    calls = {tree.module.code_for_node(node): views.views[id(node)] for node in nodes if isinstance(node, cst.Call)}
    assert {code: getattr(view, "callee", "") for code, view in calls.items()} == {
        "Depends(get_db)": "call 0",
        "db.begin()": "call 1",
        "lock()": "call 2",
        "tx.stream(query())": "call 3",
        "query()": "call 4",
        'open("f")': "call 5",
        "go()": "call 6",
        'row.sort(key=lambda r: f"{key(r)}")': "call 7",
        "key(r)": "call 8",
        "sum(r.price() for r in rows)": "call 9",
        "r.price()": "call 10",
    }


def test_items_of_a_with_are_joined_one_by_one(joined: tuple[Tree, Join, list[cst.CSTNode]]) -> None:
    _, views, nodes = joined
    withs = [node for node in nodes if isinstance(node, cst.With)]
    assert [[view.callee for view in views.contexts[id(node)]] for node in withs] == [["a", "b"], ["c"]]
    items = [views.views[id(item)] for node in withs for item in node.items]
    assert [getattr(view, "callee", "") for view in items] == ["a", "b", "c"]


def test_loops_count_each_kind_for_itself(joined: tuple[Tree, Join, list[cst.CSTNode]]) -> None:
    _, views, nodes = joined
    loops = [views.views[id(node)] for node in nodes if isinstance(node, (cst.For, cst.While, cst.CompFor))]
    assert [(view.kind, view.ordinal) for view in loops if isinstance(view, LoopView)] == [
        ("comprehension", 0),
        ("comprehension", 1),
        ("for", 0),
        ("while", 0),
        ("comprehension", 2),
    ]


def test_lambdas_and_annotations_are_numbered(joined: tuple[Tree, Join, list[cst.CSTNode]]) -> None:
    _, views, nodes = joined
    assert [views.ordinals[id(node)] for node in nodes if isinstance(node, cst.Annotation)] == [0, 1, 2, 3]
    assert [views.ordinals[id(node)] for node in nodes if isinstance(node, cst.Lambda)] == [0]


@pytest.mark.parametrize(
    ("changes", "what", "in_dossier", "in_syntax"),
    [
        ({"calls": ()}, "calls", 0, 1),
        ({"annotations": (AnnotationView("a", "none", TypeView(""), NOWHERE),)}, "annotations", 1, 0),
        ({"loops": ()}, "for loops", 0, 1),
        ({"contexts": ()}, "with statements", 0, 1),
        (
            {"contexts": (ContextView("", NOWHERE, (), False, 0, False),) * 2},
            "with items",
            2,
            1,
        ),
    ],
)
def test_counts_that_disagree_are_a_mismatch(
    changes: dict[str, Any], what: str, in_dossier: int, in_syntax: int, make_dossier: MakeDossier
) -> None:
    text = "def f():\n    for a in b:\n        with c():\n            pass\n"
    fitting = make_dossier(
        1,
        4,
        calls=(CallView("", NOWHERE),),
        loops=(LoopView("for", 0, NOWHERE, None, "unknown", 1, 1, True, False),),
        contexts=(ContextView("", NOWHERE, (), False, 0, False),),
    )
    nodes = collect(cst.parse_module(cut(split_lines(text), fitting).text), JOINED)[0]
    assert isinstance(join(fitting, nodes), Join)
    mismatch = join(fitting._replace(**changes), nodes)
    assert mismatch == Mismatch("app.orders:read", what, in_dossier, in_syntax)
    assert str(mismatch) == f"`app.orders:read` has {in_syntax} {what} in its source and {in_dossier} in its facts"
