"""Joins concrete syntax with the dossier: the n-th call of a slice is the n-th call of the dossier.

Facts and concrete syntax list the same things in source order, so counting is enough. Where the counts disagree nothing
is joined and a `Mismatch` says so: a site that cannot be joined has no findings, never wrong ones.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple, TypeAlias

import libcst as cst

from fastapi_lint.model.dossier import AnnotationView, CallView, ContextView, Dossier, LoopView
from fastapi_lint.syntax.children import NodeType

JOINED: Final[tuple[NodeType, ...]] = (
    cst.Call,
    cst.For,
    cst.While,
    cst.With,
    cst.CompFor,
    cst.Lambda,
    cst.Annotation,
)
"""The node types that are numbered, each for itself, from 0 in source order."""

View: TypeAlias = CallView | LoopView | ContextView | AnnotationView

_LOOP_KINDS: Final[tuple[tuple[NodeType, str], ...]] = (
    (cst.For, "for"),
    (cst.While, "while"),
    (cst.CompFor, "comprehension"),
)


class Mismatch(NamedTuple):
    """Why a site could not be looked at: its slice has not what its dossier lists, or LibCST refuses the slice."""

    site: str  # the dossier's id
    what: str  # what was counted, or "syntax"
    in_dossier: int = 0
    in_syntax: int = 0
    detail: str = ""

    def __str__(self) -> str:
        if self.what == "syntax":
            return f"the source of `{self.site}` could not be read: {self.detail}"
        return f"`{self.site}` has {self.in_syntax} {self.what} in its source and {self.in_dossier} in its facts"


class Join(NamedTuple):
    """Views and numbers of nodes, by the `id` of the node; good as long as the tree lives."""

    views: Mapping[int, View]  # calls, loops, with items, annotations
    contexts: Mapping[int, tuple[ContextView, ...]]  # with statements
    ordinals: Mapping[int, int]  # of every node of the `JOINED` types


def join(dossier: Dossier, nodes: Iterable[cst.CSTNode]) -> Join | Mismatch:
    """Numbers the nodes, which are in source order, and joins them with the views of the dossier."""
    by_type: dict[NodeType, list[cst.CSTNode]] = {node_type: [] for node_type in JOINED}
    ordinals: dict[int, int] = {}
    for node in nodes:
        same = by_type.get(type(node))
        if same is not None:
            ordinals[id(node)] = len(same)
            same.append(node)
    withs = [node for node in by_type[cst.With] if isinstance(node, cst.With)]
    for what, in_dossier, in_syntax in _counts(dossier, by_type, withs):
        if in_dossier != in_syntax:
            return Mismatch(dossier.id, what, in_dossier, in_syntax)
    views: dict[int, View] = {}
    views.update(_numbered(by_type[cst.Call], dossier.calls))
    views.update(_numbered(by_type[cst.Annotation], dossier.annotations))
    for node_type, kind in _LOOP_KINDS:
        views.update(_numbered(by_type[node_type], _loops(dossier, kind)))
    contexts = {id(node): _contexts(dossier, number) for number, node in enumerate(withs)}
    for node in withs:
        views.update(_numbered(node.items, contexts[id(node)]))
    return Join(views, contexts, ordinals)


def _counts(
    dossier: Dossier, by_type: Mapping[NodeType, list[cst.CSTNode]], withs: list[cst.With]
) -> Iterator[tuple[str, int, int]]:
    yield "calls", len(dossier.calls), len(by_type[cst.Call])
    yield "annotations", len(dossier.annotations), len(by_type[cst.Annotation])
    for node_type, kind in _LOOP_KINDS:
        yield f"{kind} loops", len(_loops(dossier, kind)), len(by_type[node_type])
    items = Counter(context.ordinal for context in dossier.contexts)
    yield "with statements", len(items), len(withs)
    for number, node in enumerate(withs):
        yield "with items", items[number], len(node.items)


def _loops(dossier: Dossier, kind: str) -> list[LoopView]:
    return sorted((loop for loop in dossier.loops if loop.kind == kind), key=lambda loop: loop.ordinal)


def _contexts(dossier: Dossier, number: int) -> tuple[ContextView, ...]:
    return tuple(context for context in dossier.contexts if context.ordinal == number)


def _numbered(nodes: Iterable[cst.CSTNode], views: Iterable[View]) -> Iterator[tuple[int, View]]:
    for node, view in zip(nodes, views, strict=True):
        yield id(node), view
