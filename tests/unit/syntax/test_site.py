"""What rules ask a site: views and effects of nodes, exact places, what is around a node, its code."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar
from weakref import ref

import libcst as cst
import pytest
from libcst.metadata import MetadataWrapper, PositionProvider

from fastapi_lint.facts.extract import extract_facts
from fastapi_lint.model.dossier import AnnotationView, CallView, ContextView, Dossier, LoopView, ReadView, TypeView
from fastapi_lint.model.effect import Effect, EffectKind, Leaf, Offload, Thread, Tier
from fastapi_lint.model.facts import DefinitionKind, ModuleFacts
from fastapi_lint.model.location import Span
from fastapi_lint.model.role import Role
from fastapi_lint.syntax.children import CHILDREN
from fastapi_lint.syntax.site import Site
from fastapi_lint.syntax.slices import split_lines
from fastapi_lint.syntax.walk import collect

MakeDossier = Callable[..., Dossier]
Node = TypeVar("Node", bound=cst.CSTNode)

SOURCE = """\
class Orders:
    @app.get("/orders")
    async def read(self, limit: int):
        with open("orders.json") as file, lock:
            rows = json.load(file)
        for row in rows:
            print(self.total, "é", row.price())
        return rows
"""


def effect(name: str, tier: Tier) -> Effect:
    return Effect(Leaf(name, EffectKind.DISK, tier, Offload.THREAD), ())


OPEN, LOAD, LOOP, TOTAL, LOCK = (
    effect(name, tier)
    for name, tier in zip(("open", "load", "loop", "total", "lock"), (*list(Tier), Tier.ONE), strict=True)
)


@pytest.fixture
def site(make_dossier: MakeDossier) -> Site:
    dossier = make_dossier(
        2,
        8,
        line=3,
        calls=(
            CallView("fastapi:FastAPI.get", Span(2, 6, 2, 24)),
            CallView("open", Span(4, 14, 4, 33), (OPEN,)),
            CallView("json.load", Span(5, 20, 5, 35), (LOAD, OPEN)),
            CallView("print", Span(7, 13, 7, 48)),
            CallView("", Span(7, 36, 7, 47)),
        ),
        loops=(LoopView("for", 0, Span(6, 9, 7, 48), None, "data", 1, 1000, True, False, LOOP),),
        contexts=(
            ContextView("open", Span(4, 14, 4, 33), (TOTAL,), False, 0, False),
            ContextView("lock", Span(4, 43, 4, 47), (LOCK,), False, 0, False),
        ),
        reads=(ReadView("app.orders:Orders.total", Span(7, 19, 7, 29), (TOTAL,)),),
        annotations=(AnnotationView("limit", "query", TypeView("int"), Span(3, 33, 3, 36)),),
    )
    return Site(split_lines(SOURCE), dossier)


def find(site: Site, kind: type[Node], code: str = "") -> Node:
    """The first node of this type whose code starts so."""
    nodes = [node for node in collect(site.root, {kind})[0] if isinstance(node, kind)]
    return next(node for node in nodes if site.source(node).startswith(code))


def span_of(site: Site, node: cst.CSTNode) -> Span:
    return site.at(node).location.span


def test_a_site_is_its_dossier_and_its_syntax(site: Site) -> None:
    assert (site.name, site.is_async, site.roles, site.role_label) == ("read", True, Role.HANDLER, "handler")
    assert (site.routes, site.awaits, site.runs_on(Thread.LOOP)) == (("GET /orders",), False, True)
    assert site.is_a(Role.HANDLER | Role.STREAM)
    assert isinstance(site.root, cst.FunctionDef)
    assert site.module.code.startswith("if 1:")


def test_views_of_nodes(site: Site) -> None:
    assert site.call(find(site, cst.Call, "json")).callee == "json.load"
    assert site.loop(find(site, cst.For)).kind == "for"
    assert [context.callee for context in site.contexts(find(site, cst.With))] == ["open", "lock"]
    assert site.context(find(site, cst.WithItem, "lock")).callee == "lock"
    assert site.annotation(find(site, cst.Annotation)).target == "limit"
    assert site.ordinal(find(site, cst.Call, "row.price")) == 4


def test_effects_of_nodes_gravest_first(site: Site) -> None:
    assert site.effects_of(find(site, cst.Call, "json")) == (LOAD, OPEN)
    assert site.effect_of(find(site, cst.Call, "json")) is LOAD
    assert site.effect_of(find(site, cst.Call, "print")) is None
    assert site.effects_of(find(site, cst.With)) == (LOCK, TOTAL)
    assert site.effects_of(find(site, cst.WithItem, "open")) == (TOTAL,)
    assert site.effects_of(find(site, cst.For)) == (LOOP,)
    assert site.effects_of(find(site, cst.Attribute, "self.total")) == (TOTAL,)
    assert site.effects_of(find(site, cst.Attribute, "row.price")) == ()


def test_places_of_joined_nodes_and_of_others(site: Site) -> None:
    place = site.at(find(site, cst.Call, "json"))
    assert (str(place.location), place.function, place.routes) == ("app/orders.py:5:20", "read", ("GET /orders",))
    assert span_of(site, find(site, cst.Attribute, "row.price")) == Span(7, 36, 7, 45)
    assert span_of(site, find(site, cst.Name, "limit")) == Span(3, 26, 3, 31)
    assert span_of(site, find(site, cst.With)) == Span(4, 9, 5, 35)
    assert site.at_span(Span(1, 1, 1, 2)).location.span == Span(1, 1, 1, 2)
    assert site.here.location.span == Span(3, 5, 3, 38)


def test_generated_and_given_places_of_calls_agree(site: Site) -> None:
    for call in collect(site.root, {cst.Call})[0]:
        assert site.tree.positions.span(call) == span_of(site, call)


def test_form_feeds_do_not_move_columns(make_dossier: MakeDossier) -> None:
    text = "class A:\n  \f    def m(self):\n        return x\n"
    site = Site(split_lines(text), make_dossier(2, 3))
    assert span_of(site, find(site, cst.Name, "m")) == Span(2, 12, 2, 13)
    assert span_of(site, find(site, cst.Name, "x")) == Span(3, 16, 3, 17)


def test_places_within_f_strings_are_exact_on_every_host(make_dossier: MakeDossier) -> None:
    text = 'def f():\n    return f"""\n{a()}\n  {b} {c()}"""\n'
    facts = extract_facts(text, "a.py")
    assert isinstance(facts, ModuleFacts)
    calls = tuple(CallView("", call.span) for call in facts.definitions[1].body.calls)
    site = Site(split_lines(text), make_dossier(1, 4, calls=calls))
    assert span_of(site, find(site, cst.Call, "a")) == Span(3, 2, 3, 5)
    assert span_of(site, find(site, cst.Call, "c")) == Span(4, 8, 4, 11)


def test_what_is_around_a_node(site: Site) -> None:
    call = find(site, cst.Call, "row.price")
    assert site.enclosing(call, cst.For) is find(site, cst.For)
    assert site.enclosing(call, cst.While, cst.With) is None
    assert isinstance(site.parent(call), cst.Arg)
    assert site.parent(site.root) is None


def test_the_code_of_a_node_is_one_line_and_short(site: Site) -> None:
    assert site.source(find(site, cst.Annotation)) == "int"
    assert site.source(cst.parse_expression("made  .up")) == "made .up"
    assert site.source(find(site, cst.For)) == 'for row in rows: print(self.total, "é", row.price())'
    long = Site(["x = [" + "1, " * 50 + "]"], site.dossier._replace(kind=DefinitionKind.MODULE))
    shown = long.source(long.root)
    assert (len(shown), shown[-1]) == (80, "…")


def test_a_site_that_is_done_with_is_freed_at_once(make_dossier: MakeDossier) -> None:
    """Garbage collection is off during a run: what refers to itself would stay until the end."""
    site = Site(["def f():", "    return g()"], make_dossier(1, 2))
    call = find(site, cst.Call)
    assert site.fate(call).kind == "returned"
    tree = ref(site.tree)
    del site, call
    assert tree() is None


def test_hundreds_of_string_pieces_have_a_place_too(make_dossier: MakeDossier, request: pytest.FixtureRequest) -> None:
    request.addfinalizer(partial(sys.setrecursionlimit, sys.getrecursionlimit()))
    sys.setrecursionlimit(1000)  # linking raises it
    site = Site(["def f():", "    return (" + "'a' " * 900 + ")"], make_dossier(1, 2))
    assert site.at(site.root) == site.here
    assert site.source(site.root) == "…"


def test_places_agree_with_libcst(real_files: list[Path], make_dossier: MakeDossier) -> None:
    for file in real_files[::7]:
        lines = split_lines(file.read_bytes().decode())
        site = Site(lines, make_dossier(kind=DefinitionKind.MODULE))
        ranges = MetadataWrapper(site.module, unsafe_skip_copy=True).resolve(PositionProvider)
        for node in collect(site.module, frozenset(CHILDREN))[0]:
            start, end = ranges[node].start, ranges[node].end  # type: ignore[union-attr]
            first, last = (site.tree.slice.shifts.get(line, 0) + 1 for line in (start.line, end.line))
            expected = Span(start.line, start.column + first, end.line, end.column + last)
            assert site.tree.positions.span(node) == expected
