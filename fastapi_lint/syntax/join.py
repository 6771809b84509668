"""Joins concrete syntax with the dossier: the n-th call of a slice is the n-th call of the dossier.

Facts and concrete syntax list the same things in source order, so counting is enough. Where the counts disagree nothing
is joined and a `Mismatch` says so: a site that cannot be joined has no findings, never wrong ones.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

import libcst as cst

from fastapi_lint.model.dossier import ContextView, Dossier, View
from fastapi_lint.syntax.children import NodeType
from fastapi_lint.syntax.mismatch import Mismatch

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

_LOOP_KINDS: Final[tuple[tuple[NodeType, str], ...]] = (
    (cst.For, "for"),
    (cst.While, "while"),
    (cst.CompFor, "comprehension"),
)


class Join(NamedTuple):
    """Views and numbers of nodes, by the `id` of the node; good as long as the tree lives."""

    views: Mapping[int, View]  # calls, loops, with items, annotations
    contexts: Mapping[int, tuple[ContextView, ...]]  # with statements
    ordinals: Mapping[int, int]  # of every node of the `JOINED` types; of lambdas only where the whole site is there


def join(dossier: Dossier, nodes: Iterable[cst.CSTNode], kept: Collection[int] | None = None) -> Join | Mismatch:
    """Numbers the nodes, which are in source order, and joins them with the views of the dossier.

    `kept` are the lines of the file that are left in the slice: only views that begin there have a node.
    """
    by_type: dict[NodeType, list[cst.CSTNode]] = {node_type: [] for node_type in JOINED}
    for node in nodes:
        same = by_type.get(node.__class__)
        if same is not None:
            same.append(node)
    views: dict[int, View] = {}
    ordinals: dict[int, int] = {}
    for what, node_type, numbered in _numbered(dossier, kept):
        found = by_type[node_type]
        if len(found) != len(numbered):
            return Mismatch(dossier.id, what, len(numbered), len(found))
        for node, (ordinal, view) in zip(found, numbered, strict=True):
            views[id(node)] = view
            ordinals[id(node)] = ordinal
    contexts: dict[int, tuple[ContextView, ...]] = {}
    mismatch = _join_contexts(dossier, by_type[cst.With], kept, contexts, ordinals)
    if mismatch is not None:
        return mismatch
    for node in by_type[cst.With]:
        views.update(zip(map(id, node.items), contexts[id(node)], strict=True))  # type: ignore[attr-defined]
    if kept is None:
        ordinals.update((id(node), number) for number, node in enumerate(by_type[cst.Lambda]))
    return Join(views, contexts, ordinals)


def _numbered(
    dossier: Dossier, kept: Collection[int] | None
) -> Iterator[tuple[str, NodeType, Sequence[tuple[int, View]]]]:
    """What is counted, the type of its nodes, and the views of those that are left, by number."""
    plain: tuple[tuple[str, NodeType, Sequence[View]], ...] = (
        ("calls", cst.Call, dossier.calls),
        ("annotations", cst.Annotation, dossier.annotations),
    )
    for what, node_type, views in plain:
        yield what, node_type, [pair for pair in enumerate(views) if kept is None or pair[1].span.line in kept]
    for node_type, kind in _LOOP_KINDS:
        loops = [each for each in dossier.loops if each.kind == kind and (kept is None or each.span.line in kept)]
        loops.sort(key=lambda loop: loop.ordinal)
        yield f"{kind} loops", node_type, [(loop.ordinal, loop) for loop in loops]


def _join_contexts(
    dossier: Dossier,
    withs: Sequence[cst.CSTNode],
    kept: Collection[int] | None,
    contexts: dict[int, tuple[ContextView, ...]],
    ordinals: dict[int, int],
) -> Mismatch | None:
    by_ordinal: dict[int, list[ContextView]] = {}
    for context in dossier.contexts:
        if kept is None or context.span.line in kept:
            by_ordinal.setdefault(context.ordinal, []).append(context)
    if len(by_ordinal) != len(withs):
        return Mismatch(dossier.id, "with statements", len(by_ordinal), len(withs))
    for node, ordinal in zip(withs, sorted(by_ordinal), strict=True):
        items = node.items if isinstance(node, cst.With) else ()
        if len(items) != len(by_ordinal[ordinal]):
            return Mismatch(dossier.id, "with items", len(by_ordinal[ordinal]), len(items))
        contexts[id(node)] = tuple(by_ordinal[ordinal])
        ordinals[id(node)] = ordinal
    return None
