"""Visits one site: one parse, one walk, all rules at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple, Protocol, TypeAlias

from fastapi_lint.model.dossier import Dossier
from fastapi_lint.model.finding import Finding
from fastapi_lint.model.rule import Rule
from fastapi_lint.syntax.hooks import Dispatch, Hooks, Looking, Method, collect_hooks
from fastapi_lint.syntax.mismatch import Mismatch, UnreadableError
from fastapi_lint.syntax.site import Site, was_read

if TYPE_CHECKING:
    import libcst as cst

__all__ = ["Apply", "VisitResult", "call_hook", "collect_hooks", "visit_site"]


class Apply(Protocol):
    """How a hook is called. The engine gives its own, which catches what a rule raises; `node` is None for a check of
    the whole site."""

    def __call__(self, rule: Rule, method: Method, node: cst.CSTNode | None, site: Site) -> Iterable[Finding]: ...


class VisitResult(NamedTuple):
    """What the rules found at a site, why its syntax could not be looked at (or None), how many nodes were, and whether
    anybody asked for it."""

    findings: tuple[Finding, ...]
    mismatch: Mismatch | None
    nodes: int
    was_read: bool


def call_hook(rule: Rule, method: Method, node: cst.CSTNode | None, site: Site) -> list[Finding]:
    """Calls a hook as its kind demands and exhausts what it gives; what the rule raises passes through."""
    return list((method(site) if node is None else method(node, site)) or ())


class Looked(NamedTuple):
    """What was found at the nodes of a site, why its syntax could not be looked at, and how many nodes were."""

    findings: tuple[Finding, ...]
    mismatch: Mismatch | None
    nodes: int
    is_clean: bool = True  # nothing went wrong
    rests_on_file: bool = False  # on the rest of the file too, as a fix does that needs its imports


class Look(NamedTuple):
    """A look at the nodes of a site: the codes of the rules that take it, the lines at which (None: at all), and how it
    is done."""

    rules: tuple[str, ...]
    lines: frozenset[int] | None
    take: Callable[[], Looked]

    def __call__(self) -> Looked:
        """Look."""
        return self.take()


Recall: TypeAlias = Callable[[Sequence[str], Dossier, Look], Looked]
"""Gives what a look gives, perhaps without looking."""


def visit_site(
    lines: Sequence[str], dossier: Dossier, hooks: Hooks, apply: Apply = call_hook, recall: Recall | None = None
) -> VisitResult:
    """The findings of all rules at one site.

    `lines` are those of the whole file (see `slices.cut`). The slice is parsed only if a rule that wants this site has
    node hooks and suspects something, or asks for syntax; if all such rules say what they suspect, only the statements
    with that. If slice and dossier do not belong together, no node hook is called. What was found at the nodes may be
    known to `recall`.
    """
    wanted = hooks.wanted(dossier)
    site = Site(lines, dossier)
    findings: list[Finding] = []
    for rule in hooks.site_checks(wanted):
        findings.extend(apply(rule, rule.check_site, None, site))
    looking = hooks.looking(wanted, dossier)
    dispatch = hooks.dispatch(looking.rules)
    if not dispatch:
        return VisitResult(tuple(findings), site.mismatch, 0, was_read(site))
    codes = tuple(hooks.rules[index].rule.code for index in looking.rules)
    look = Look(codes, looking.lines, lambda: _look(lines, site, looking, dispatch, apply))
    looked = look() if recall is None else recall(lines, dossier, look)
    return VisitResult((*findings, *looked.findings), looked.mismatch or site.mismatch, looked.nodes, was_read=True)


def _look(lines: Sequence[str], site: Site, looking: Looking, dispatch: Dispatch, apply: Apply) -> Looked:
    seen = 0
    if looking.lines is not None:
        narrow = Site(lines, site.dossier, looking.lines)
        found, seen = _visited(narrow, dispatch, apply)
        if narrow.mismatch is None and not narrow.tree.is_too_narrow:
            return Looked(tuple(found), None, seen, rests_on_file=narrow.tree.looks_around)
    found, more = _visited(site, dispatch, apply)
    return Looked(tuple(found), site.mismatch, seen + more, rests_on_file=site.tree.looks_around)


def _visited(site: Site, dispatch: Dispatch, apply: Apply) -> tuple[list[Finding], int]:
    """What the rules find at the nodes of a site, and how many nodes were looked at."""
    found: list[Finding] = []
    seen = 0
    with suppress(UnreadableError):  # kept as the tree's mismatch
        visited = site.tree.visit(dispatch)
        seen = visited.seen
        found.extend(_dispatch(visited.nodes, dispatch, site, apply))
    return found, seen


def _dispatch(nodes: Iterable[cst.CSTNode], dispatch: Dispatch, site: Site, apply: Apply) -> Iterable[Finding]:
    for node in nodes:
        for rule, method in dispatch.get(type(node).__name__, ()):
            yield from apply(rule, method, node, site)
