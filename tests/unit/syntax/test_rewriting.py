"""Fixes in the making: what their edits make of the code."""

from __future__ import annotations

from collections.abc import Callable

import libcst as cst
import pytest

from fastapi_lint.api import Safety, Site
from fastapi_lint.model.finding import Fix
from fastapi_lint.syntax.rewriting import Rewriting
from fastapi_lint.syntax.slices import split_lines
from fastapi_lint.syntax.walk import collect

Made = Callable[[Rewriting, Site], object]


@pytest.fixture
def rewritten(make_dossier) -> Callable[[str, Made], str]:
    """A text, all of it one definition, after what is done to it."""

    def rewrite(text: str, make: Made, first: int = 1) -> str:
        lines = split_lines(text)
        site = Site(lines, make_dossier(first, len(lines)))
        fix = site.fix("do it")
        make(fix, site)
        done = fix.done()
        assert done is not None
        return applied(text, done)

    return rewrite


def applied(text: str, fix: Fix) -> str:
    lines = text.split("\n")
    starts = [sum(len(line) + 1 for line in lines[:number]) for number in range(len(lines))]
    for edit in sorted(fix.edits, key=lambda one: one.location.span, reverse=True):
        span = edit.location.span
        start, end = starts[span.line - 1] + span.column - 1, starts[span.end_line - 1] + span.end_column - 1
        text = text[:start] + edit.replacement + text[end:]
    return text


def found(site: Site, kind: type[cst.CSTNode]) -> list:
    return collect(site.root, (kind,))[0]


class TestReplacing:
    def test_a_node_by_code(self, rewritten):
        assert rewritten("def f():\n    a(b)  # c\n", lambda fix, site: fix.replace(found(site, cst.Call)[0], "x")) == (
            "def f():\n    x  # c\n"
        )

    def test_a_node_by_one_that_was_made_of_it_with_its_comma(self, rewritten):
        def rename(fix: Rewriting, site: Site) -> None:
            parameter = found(site, cst.Param)[0]
            fix.replace(parameter, parameter.with_changes(name=cst.Name("z")))

        assert rewritten("def f(a,  # one\n      b): ...\n", rename) == "def f(z,  # one\n      b): ...\n"

    def test_lines_of_a_new_node_are_indented_as_the_old_ones(self, rewritten):
        def to_list(fix: Rewriting, site: Site) -> None:
            call = found(site, cst.Call)[0]
            fix.replace(call, call.with_changes(func=cst.Name("g")))

        before = "class C:\n    def f(self):\n        if 1:\n            a(\n                b,  # c\n            )\n"
        assert rewritten(before, to_list, first=2) == before.replace("a(\n", "g(\n")

    def test_around_a_node(self, rewritten):
        wrap = lambda fix, site: fix.wrap(found(site, cst.Call)[0], "await ", "[0]")  # noqa: E731
        assert rewritten("def f():\n    return (a())\n", wrap) == "def f():\n    return (await a()[0])\n"


class TestRemovingItems:
    @pytest.mark.parametrize(
        ("before", "index", "after"),
        [
            ("f(a)", 0, "f()"),
            ("f(a,)", 0, "f()"),
            ("f( a )", 0, "f()"),
            ("f(a, b)", 0, "f(b)"),
            ("f(a, b)", 1, "f(a)"),
            ("f(a, b, )", 1, "f(a, )"),
            ("f(a, b, c)", 1, "f(a, c)"),
            ("f(\n    a,\n    b,\n)", 0, "f(\n    b,\n)"),
            ("f(\n    a,\n    b,\n)", 1, "f(\n    a,\n)"),
            ("f(\n    a,\n    b\n)", 1, "f(\n    a\n)"),
            ("f(\n    a,  # one\n    b,\n)", 0, "f(\n    # one\n    b,\n)"),
            ("f(\n    a,  # one\n    b,\n)", 1, "f(\n    a,  # one\n)"),
            ("f(\n    a,\n    b,  # two\n)", 1, "f(\n    a,  # two\n)"),
            ("f(\n    a,\n    # two\n    b,\n)", 1, "f(\n    a,\n    # two\n)"),
            ("f(\n    a,\n    # two\n    b,\n)", 0, "f(\n    # two\n    b,\n)"),
            ("f(  # zero\n    a\n)", 0, "f(  # zero\n    \n)"),
            ("f(a=1, *b, **c)", 1, "f(a=1, **c)"),
            ("f(g(x, y), z)", 0, "f(z)"),
        ],
    )
    def test_with_comma_and_line(self, rewritten, before: str, index: int, after: str):
        def remove(fix: Rewriting, site: Site) -> None:
            fix.remove_item(found(site, cst.Call)[0].args, index)

        assert rewritten(f"def x(): {before}\n", remove) == f"def x(): {after}\n"


class TestInsertingAbove:
    def test_a_function_of_a_module(self, rewritten):
        before = "@app.get()\ndef f(): ...\n"
        insert = lambda fix, site: fix.insert_above("class A:\n    x: int")  # noqa: E731
        assert rewritten(before, insert) == f"class A:\n    x: int\n\n\n{before}"

    def test_a_method(self, rewritten):
        insert = lambda fix, site: fix.insert_above("class A:\n    x: int")  # noqa: E731
        assert rewritten("class C:\n    def f(self): ...\n", insert, first=2) == (
            "class C:\n    class A:\n        x: int\n\n    def f(self): ...\n"
        )


class TestHowItEnds:
    def site(self, make_dossier) -> Site:
        return Site(("def f(): a()",), make_dossier())

    def test_without_an_edit_there_is_no_fix(self, make_dossier):
        assert self.site(make_dossier).fix("do it").done() is None

    def test_refused(self, make_dossier):
        site = self.site(make_dossier)
        assert site.fix("do it").replace(found(site, cst.Call)[0], "b").refuse().done() is None

    def test_safe_unless_said_otherwise(self, make_dossier):
        site = self.site(make_dossier)
        fix = site.fix("do it").replace(found(site, cst.Call)[0], "b").done()
        assert getattr(fix, "safety", None) is Safety.SAFE
        unsafe = site.fix("do it").replace(found(site, cst.Call)[0], "b").unsafe().done()
        assert getattr(unsafe, "safety", None) is Safety.UNSAFE

    def test_edits_that_touch_are_a_defect_of_the_rule(self, make_dossier):
        site = self.site(make_dossier)
        call = found(site, cst.Call)[0]
        with pytest.raises(ValueError, match="touch"):
            site.fix("do it").replace(call, "b").replace(call.func, "c").done()

    def test_a_name_that_cannot_be_had_is_no_fix(self, make_dossier):
        lines = ("class typing: ...", "class Annotated: ...", "def f(): a()")
        site = Site(lines, make_dossier(3, 3))
        fix = site.fix("do it")
        fix.replace(found(site, cst.Call)[0], fix.name("typing.Annotated"))
        assert fix.done() is None

    def test_what_stars_bring_may_be_called_the_same(self, make_dossier):
        site = Site(("from shop import *", "def f(): a()"), make_dossier(2, 2))
        fix = site.fix("do it")
        fix.replace(found(site, cst.Call)[0], fix.name("typing.Annotated"))
        done = fix.done()
        assert getattr(done, "safety", None) is Safety.UNSAFE
