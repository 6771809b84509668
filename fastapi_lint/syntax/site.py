"""What a rule's hooks get: a site's dossier, and its syntax joined with it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from fastapi_lint.model.dossier import AnnotationView, CallView, ContextView, Dossier, LoopView, View
from fastapi_lint.model.effect import Effect, Thread
from fastapi_lint.model.finding import Safety
from fastapi_lint.model.location import Location, Span
from fastapi_lint.model.role import Role
from fastapi_lint.model.rule import Place
from fastapi_lint.syntax.fate import Fate
from fastapi_lint.syntax.lazy import cst
from fastapi_lint.syntax.mismatch import Mismatch

if TYPE_CHECKING:
    from fastapi_lint.syntax.rewriting import Rewriting
    from fastapi_lint.syntax.tree import Tree

Loop: TypeAlias = "cst.For | cst.While | cst.CompFor"
Applied: TypeAlias = (
    "cst.Attribute | cst.Subscript | cst.BinaryOperation | cst.UnaryOperation | cst.Comparison | cst.FormattedString"
    " | cst.Await | cst.AugAssign"
)
"""What runs a method without a call: attributes that are properties, operators, subscripts, f-strings."""

APPLIED = (
    "Attribute",
    "Subscript",
    "BinaryOperation",
    "UnaryOperation",
    "Comparison",
    "FormattedString",
    "Await",
    "AugAssign",
)
"""The names of these types, for `on`."""

Effectful: TypeAlias = "cst.Call | cst.With | cst.WithItem | Applied | cst.For | cst.While | cst.CompFor"

_Node = TypeVar("_Node", bound="cst.CSTNode")
_View = TypeVar("_View", CallView, LoopView, ContextView, AnnotationView)

SHOWN = 80
"""The length to which `Site.source` shortens."""


class Site:
    """One definition that rules look at: what the project knows of it, and its syntax.

    The syntax is parsed when first asked for. The nodes that hooks get belong to this site's own tree: the definition
    without those nested in it, whose place a `pass` holds.
    """

    def __init__(self, lines: Sequence[str], dossier: Dossier, spots: Collection[int] | None = None) -> None:
        self.dossier = dossier
        self._lines = lines
        self._spots = spots

    # what the dossier says, in short

    @property
    def name(self) -> str:
        """The name of the definition."""
        return self.dossier.name

    @property
    def is_async(self) -> bool:
        """True for `async def`."""
        return self.dossier.is_async

    @property
    def roles(self) -> Role:
        """The parts it plays."""
        return self.dossier.roles

    @property
    def role_label(self) -> str:
        """`handler`, `dependency` … in words."""
        return self.dossier.role_label

    @property
    def routes(self) -> tuple[str, ...]:
        """Labels such as `GET /users/{id}` of the routes that reach it, sorted."""
        return self.dossier.routes

    @property
    def awaits(self) -> bool:
        """True if it awaits something."""
        return self.dossier.awaits

    def runs_on(self, thread: Thread) -> bool:
        """True if the body runs on this thread, perhaps among others."""
        return self.dossier.runs_on(thread)

    def is_a(self, roles: Role) -> bool:
        """True if it plays one of these roles."""
        return self.dossier.is_a(roles)

    # what the dossier says of a node

    def call(self, node: cst.Call) -> CallView:
        """What this call calls and what that does."""
        return self._view(node, CallView)

    def loop(self, node: Loop) -> LoopView:
        """What is known of this loop or comprehension clause."""
        return self._view(node, LoopView)

    def context(self, node: cst.WithItem) -> ContextView:
        """What entering and leaving this item of a `with` does."""
        return self._view(node, ContextView)

    def contexts(self, node: cst.With) -> tuple[ContextView, ...]:
        """The same for all items of a `with` statement, in source order."""
        return self.tree.join.contexts[id(node)]

    def annotation(self, node: cst.Annotation) -> AnnotationView:
        """What this annotation means to FastAPI."""
        return self._view(node, AnnotationView)

    def ordinal(self, node: cst.CSTNode) -> int:
        """The number of a call, loop, `with`, lambda or annotation among its like in this site, from 0."""
        if isinstance(node, cst.Lambda):
            self.tree.demand_whole()
        return self.tree.join.ordinals[id(node)]

    def effects_of(self, node: Effectful) -> tuple[Effect, ...]:
        """What happens to the thread at this node, gravest first; of an attribute: what its property does."""
        if isinstance(node, cst.Call):
            return self.call(node).effects
        if isinstance(node, cst.WithItem):
            return self.context(node).effects
        if isinstance(node, cst.With):
            effects = [effect for context in self.contexts(node) for effect in context.effects]
            return tuple(sorted(effects, key=lambda effect: effect.leaf.tier))
        if isinstance(node, (cst.For, cst.While, cst.CompFor)):
            effect = self.loop(node).effect
            return () if effect is None else (effect,)
        return self._effects_of_read(node)

    def effect_of(self, node: Effectful) -> Effect | None:
        """The gravest of the effects, or None."""
        return next(iter(self.effects_of(node)), None)

    # places

    def at(self, node: cst.CSTNode) -> Place:
        """Where a node stands: a finding goes there."""
        view = self.tree.join.views.get(id(node))
        has_suites = _has_suites(node)
        if view is not None and (has_suites or id(node) not in self.tree.inexact):
            return self.at_span(view.span)
        if has_suites:
            self.tree.demand_whole()
        try:
            return self.at_span(self.tree.positions.span(node))
        except RecursionError:  # LibCST writes code by recursion: hundreds of string pieces in a row are too many
            return self.here if view is None else self.at_span(view.span)

    def at_span(self, span: Span) -> Place:
        """The place of a span that the dossier gives."""
        dossier = self.dossier
        thread = dossier.threads.label if dossier.threads else ""
        return Place(Location(dossier.location.path, span), dossier.qualname, dossier.routes, thread)

    @property
    def here(self) -> Place:
        """The line of `def` or `class`, for what is wrong with the whole; the first line of a module."""
        line = max(self.dossier.line, 1)
        text = self._lines[line - 1].rstrip() if self._lines else ""
        indentation = len(text) - len(text.lstrip())
        return self.at_span(Span(line, indentation + 1, line, len(text) + 1))

    # syntax

    @cached_property
    def tree(self) -> Tree:
        """What is parsed of the site, and joined with its dossier."""
        from fastapi_lint.syntax.tree import Tree  # noqa: PLC0415 - brings LibCST

        return Tree(self._lines, self.dossier, self._spots)

    @property
    def mismatch(self) -> Mismatch | None:
        """Why the syntax was found to be unreadable, if it was asked for and could not be had."""
        return self.tree.mismatch if was_read(self) else None

    @property
    def module(self) -> cst.Module:
        """The parsed slice; nodes are turned into code with it."""
        self.tree.demand_whole()
        return self.tree.module

    @property
    def root(self) -> cst.CSTNode:
        """The `FunctionDef` or `ClassDef` of this site, or the `Module`."""
        return self.tree.root

    def parent(self, node: cst.CSTNode) -> cst.CSTNode | None:
        """The node that holds this one; None for the root."""
        if self.tree.is_narrow:  # what is within a statement is there, but not what a statement is within
            around = self.tree.near.get(id(node))
            if around is not None and not _has_suites(around):
                return around
        return self.tree.parents.get(id(node))

    def within(self, node: cst.CSTNode) -> Iterator[cst.CSTNode]:
        """The expressions around a node and what holds them, innermost first, up to the statement that it is in."""
        around = self.tree.near.get(id(node))
        while around is not None and not isinstance(around, (cst.BaseStatement, cst.BaseSmallStatement)):
            yield around
            around = self.tree.near.get(id(around))

    def statement(self, node: cst.CSTNode) -> cst.CSTNode | None:
        """The statement that a node is in; of a compound one only the header may be there."""
        around = self.tree.near.get(id(node))
        while around is not None and not isinstance(around, (cst.BaseStatement, cst.BaseSmallStatement)):
            around = self.tree.near.get(id(around))
        return around

    def enclosing(self, node: cst.CSTNode, *types: type[_Node]) -> _Node | None:
        """The innermost node of one of these types around this one, or None."""
        around = self.parent(node)
        while around is not None and not isinstance(around, types):
            around = self.parent(around)
        return around

    def nodes_in(self, root: cst.CSTNode, *types: type[cst.CSTNode]) -> list[cst.CSTNode]:
        """The nodes of these types under a node, itself included, in source order."""
        from fastapi_lint.syntax.walk import collect  # noqa: PLC0415 - brings LibCST

        return collect(root, types)[0]

    def fate(self, node: cst.BaseExpression) -> Fate:
        """What becomes of the value of an expression."""
        return self.tree.fates.of(node)

    def source(self, node: cst.CSTNode) -> str:
        """The code of a node on one line, shortened. It may be a node that a rule has made."""
        if _has_suites(node):
            self.tree.demand_whole()
        try:
            code = self.tree.positions.code(node)
            text = " ".join((self.tree.module.code_for_node(node) if code is None else code).split())
        except RecursionError:  # as for places
            return "…"
        return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"

    # fixes

    def fix(self, title: str, safety: Safety = Safety.SAFE) -> Rewriting:
        """A fix to be made of edits of this site's nodes; `title` says what it does: "remove `response_model`"."""
        from fastapi_lint.syntax.rewriting import Rewriting  # noqa: PLC0415 - brings LibCST

        return Rewriting(title, safety, self.tree, self._lines, self.dossier)

    def _view(self, node: cst.CSTNode, kind: type[_View]) -> _View:
        view: View = self.tree.join.views[id(node)]
        if not isinstance(view, kind):
            raise TypeError(f"a {type(node).__name__} has no {kind.__name__}")
        return view

    def _effects_of_read(self, node: cst.CSTNode) -> tuple[Effect, ...]:
        if not self.dossier.reads:
            return ()
        span = self.tree.positions.span(node)
        return next((read.effects for read in self.dossier.reads if read.span == span), ())


def _has_suites(node: cst.CSTNode) -> bool:
    return isinstance(node, (cst.BaseCompoundStatement, cst.BaseSuite, cst.Module))


def was_read(site: Site) -> bool:
    """True if somebody asked for the syntax of a site."""
    return "tree" in site.__dict__
