"""Hooks are collected once, and called for the nodes of the sites that their rule wants."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, ClassVar

import libcst as cst
import pytest

from fastapi_lint.model.dossier import CallView, Dossier, LoopView
from fastapi_lint.model.finding import Confidence, Finding, Severity
from fastapi_lint.model.location import Location, Span
from fastapi_lint.model.role import Role
from fastapi_lint.model.rule import Rule, on
from fastapi_lint.syntax.hooks import collect_hooks
from fastapi_lint.syntax.mismatch import Mismatch, UnreadableError
from fastapi_lint.syntax.site import Site
from fastapi_lint.syntax.visit import call_hook, visit_site

MakeDossier = Callable[..., Dossier]

LINES = ["def read():", "    a()", "    for b in c():", "        return b"]
CALLS = (CallView("a", Span(2, 5, 2, 8)), CallView("c", Span(3, 14, 3, 17)))


class Plain(Rule):
    code, name, since = "FAL900", "plain", "0.1"
    severity: ClassVar[Severity] = Severity.WARNING
    confidence: ClassVar[Confidence] = Confidence.HIGH
    looks_at: ClassVar[Role] = Role.HANDLER


class Calls(Plain):
    @on(cst.Call)
    def called(self, node: cst.Call, site: Site) -> Iterator[Finding]:
        yield self.finding(site.at(node), f"calls `{site.call(node).callee}`")


class Loops(Plain):
    def visit_Return(self, node: cst.Return, site: Site) -> Iterator[Finding]:
        yield self.finding(site.at(node), "returns")

    def visit_For(self, node: cst.For, site: Site) -> Iterator[Finding]:
        yield self.finding(site.at_span(Span(3, 5, 4, 17)), "loops")


class Whole(Plain):
    def check_site(self, site: Site) -> Iterator[Finding]:
        yield self.finding(site.here, f"looks at `{site.name}`")


class Syntax(Plain):
    def check_site(self, site: Site) -> Iterator[Finding]:
        yield self.finding(site.here, site.source(site.root))


@pytest.fixture
def dossier(make_dossier: MakeDossier) -> Dossier:
    loop = LoopView("for", 0, Span(3, 5, 4, 17), None, "unknown", 1, 1, True, False)
    return make_dossier(1, 4, calls=CALLS, loops=(loop,))


def messages(rules: Iterable[Rule], dossier: Dossier) -> list[str]:
    return [finding.message for finding in visit_site(LINES, dossier, collect_hooks(rules)).findings]


def test_all_rules_are_applied_in_one_walk_in_source_order(dossier: Dossier) -> None:
    result = visit_site(LINES, dossier, collect_hooks([Calls(), Loops(), Whole()]))
    assert [finding.message for finding in result.findings] == [
        "looks at `read`",
        "calls `a`",
        "loops",
        "calls `c`",
        "returns",
    ]
    assert [str(finding.location) for finding in result.findings[1:3]] == ["app/orders.py:2:5", "app/orders.py:3:5"]
    assert result.mismatch is None
    assert result.nodes > 10


def test_a_rule_sees_only_the_sites_that_it_wants(dossier: Dossier) -> None:
    class Models(Calls):
        looks_at = Role.MODEL

    class Nothing(Whole):
        def wants(self, dossier: Dossier) -> bool:
            return False

    assert messages([Models(), Nothing()], dossier) == []
    assert messages([Models(), Calls()], dossier) == ["calls `a`", "calls `c`"]


def test_without_node_hooks_nothing_is_parsed(dossier: Dossier) -> None:
    unreadable = ["def read(:"] * 4
    result = visit_site(unreadable, dossier, collect_hooks([Whole()]))
    assert ([finding.message for finding in result.findings], result.mismatch, result.nodes) == (
        ["looks at `read`"],
        None,
        0,
    )


def test_a_check_of_a_site_may_ask_for_syntax(dossier: Dossier) -> None:
    assert messages([Syntax()], dossier) == ["def read(): a() for b in c(): return b"]


class Suspicious(Calls):
    def suspects(self, dossier: Dossier) -> Iterator[CallView]:
        return (call for call in dossier.calls if call.callee == "c")


def test_of_suspects_only_the_statements_are_looked_at(dossier: Dossier) -> None:
    assert messages([Suspicious()], dossier) == ["calls `c`"]
    assert messages([Suspicious()], dossier._replace(calls=CALLS[:1])) == []


def test_all_is_looked_at_if_one_rule_needs_it(dossier: Dossier) -> None:
    class Ifs(Suspicious):
        @on(cst.If)
        def branch(self, node: cst.If, site: Site) -> Iterator[Finding]:
            yield self.finding(site.at(node), "branches")

    assert messages([Suspicious(), Calls()], dossier) == ["calls `a`", "calls `a`", "calls `c`", "calls `c`"]
    assert messages([Ifs()], dossier) == ["calls `a`", "calls `c`"]


def test_a_hook_that_asks_for_what_is_not_there_gets_the_whole_site(dossier: Dossier) -> None:
    class Curious(Suspicious):
        @on(cst.Call)
        def called(self, node: cst.Call, site: Site) -> Iterator[Finding]:
            yield self.finding(site.at(node), f"in `{site.source(site.root)}`")

    assert messages([Curious()], dossier) == ["in `def read(): a() for b in c(): return b`"] * 2


def test_statements_that_do_not_fit_are_looked_at_in_the_whole(dossier: Dossier) -> None:
    result = visit_site(LINES, dossier._replace(loops=()), collect_hooks([Suspicious()]))
    assert result.findings == ()
    assert result.mismatch == Mismatch("app.orders:read", "for loops", 0, 1)


def test_a_dossier_that_does_not_fit_gives_no_findings(dossier: Dossier) -> None:
    result = visit_site(LINES, dossier._replace(calls=CALLS[:1]), collect_hooks([Calls(), Loops()]))
    assert result.findings == ()
    assert result.mismatch == Mismatch("app.orders:read", "calls", 1, 2)


def test_source_that_cannot_be_read_gives_no_findings(dossier: Dossier) -> None:
    extent = Location("app/orders.py", Span(2, 1, 2, 16))
    result = visit_site(["x = 1", "def read(: pass"], dossier._replace(location=extent), collect_hooks([Calls()]))
    assert result.findings == ()
    assert "could not be read: line 2: " in str(result.mismatch)


def test_a_mismatch_is_told_even_if_a_check_of_the_site_met_it(dossier: Dossier) -> None:
    def isolated(rule: Rule, method: Any, node: cst.CSTNode | None, site: Site) -> list[Finding]:
        try:
            return call_hook(rule, method, node, site)
        except UnreadableError:
            return []

    result = visit_site(["def read(:", "", "", ""], dossier, collect_hooks([Syntax()]), isolated)
    assert result.mismatch is not None


def test_every_call_of_a_hook_goes_through_the_engine(dossier: Dossier) -> None:
    seen: list[tuple[str, str, str | None]] = []

    def apply(rule: Rule, method: Any, node: cst.CSTNode | None, site: Site) -> list[Finding]:
        seen.append((rule.code, method.__name__, type(node).__name__ if node else None))
        return []

    visit_site(LINES, dossier, collect_hooks([Calls(), Loops(), Whole()]), apply)
    assert seen == [
        ("FAL900", "check_site", None),
        ("FAL900", "called", "Call"),
        ("FAL900", "visit_For", "For"),
        ("FAL900", "called", "Call"),
        ("FAL900", "visit_Return", "Return"),
    ]


def test_the_wrapping_if_is_nobodys_business(make_dossier: MakeDossier) -> None:
    class Ifs(Plain):
        @on(cst.If, cst.Module)
        def found(self, node: cst.CSTNode, site: Site) -> Iterator[Finding]:
            yield self.finding(site.at(node), "found")

    lines = ["class A:", "    def m(self): ..."]
    assert visit_site(lines, make_dossier(2, 2), collect_hooks([Ifs()])).findings == ()


@pytest.mark.parametrize("mark", [cst.BaseNumber, "BaseNumber"])
def test_an_abstract_type_stands_for_all_that_derive_from_it(
    mark: type[cst.CSTNode] | str, make_dossier: MakeDossier
) -> None:
    class Numbers(Plain):
        @on(mark)
        def number(self, node: cst.BaseNumber, site: Site) -> Iterator[Finding]:
            yield self.finding(site.at(node), site.source(node))

    result = visit_site(["def f(): return 1 + 2.0 - 3j"], make_dossier(1, 1), collect_hooks([Numbers()]))
    assert [finding.message for finding in result.findings] == ["1", "2.0", "3j"]


def test_a_type_may_be_given_by_its_name(dossier: Dossier) -> None:
    class Named(Plain):
        @on("Call", cst.Return)
        def found(self, node: cst.CSTNode, site: Site) -> Iterator[Finding]:
            yield self.finding(site.at(node), site.source(node))

    assert messages([Named()], dossier) == ["a()", "c()", "return b"]


def test_a_rule_may_be_a_visitor_of_libcst(dossier: Dossier) -> None:
    class Visitor(Plain, cst.CSTVisitor):
        def visit_Return(self, node: cst.Return, site: Site) -> Iterator[Finding]:  # type: ignore[override]
            yield self.finding(site.at(node), "returns")

    assert messages([Visitor()], dossier) == ["returns"]


def hook(name: str, function: Any) -> Rule:
    return type("Broken", (Plain,), {name: function})()


@pytest.mark.parametrize(
    ("rule", "complaint"),
    [
        (
            hook("visit_Cal", lambda self, node, site: ()),
            "method `visit_Cal` would never be called: LibCST has no node",
        ),
        (
            hook("leave_Call", lambda self, node, site: ()),
            "method `leave_Call` would never be called: nodes are entered",
        ),
        (hook("visit_Call", lambda self, node: ()), "method `visit_Call` must take"),
        (hook("f", on(cst.Call)(staticmethod(lambda node, site: ()))), "method `f` is marked, but is no plain method"),
        (hook("f", on()(lambda self, node, site: ())), "method `f` is marked with no node type"),
        (hook("f", on(int)(lambda self, node, site: ())), "method `f` is marked with <class 'int'>"),
        (hook("f", on("Cal")(lambda self, node, site: ())), "method `f` is marked with 'Cal'"),
        (hook("f", on(cst.Comma)(lambda self, node, site: ())), "method `f` asks for `Comma`"),
        (hook("f", on("Comma")(lambda self, node, site: ())), "method `f` asks for `Comma`"),
    ],
)
def test_hooks_that_can_never_be_called_are_refused_at_start_up(rule: Rule, complaint: str) -> None:
    with pytest.raises(TypeError) as refused:
        collect_hooks([rule])
    assert str(refused.value).startswith(f"rule FAL900 (Broken): {complaint}")


def test_other_methods_may_have_any_name(dossier: Dossier) -> None:
    class Careful(Calls):
        def visit_all(self) -> None: ...

    assert messages([Careful()], dossier) == ["calls `a`", "calls `c`"]
