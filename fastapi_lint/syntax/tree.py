"""The parsed slice of one site: its tree, join, parents and positions, each made when asked for."""

from __future__ import annotations

import sys
from collections.abc import Collection, Sequence
from functools import cached_property
from typing import NamedTuple

import libcst as cst

from fastapi_lint.model.dossier import Dossier
from fastapi_lint.model.facts import DefinitionKind
from fastapi_lint.syntax.children import NodeType
from fastapi_lint.syntax.fates import Fates
from fastapi_lint.syntax.join import JOINED, Join, Mismatch, join
from fastapi_lint.syntax.positions import Positions
from fastapi_lint.syntax.slices import Slice, cut
from fastapi_lint.syntax.walk import collect, parents

EXACT_IN_FSTRINGS = sys.version_info >= (3, 12)


class UnreadableError(Exception):
    """The slice of a site cannot be parsed, or has not what its dossier lists; `mismatch` says which."""

    def __init__(self, mismatch: Mismatch) -> None:
        super().__init__(str(mismatch))
        self.mismatch = mismatch


class Visited(NamedTuple):
    """The nodes of the wanted types in source order, and the number of nodes that were looked at."""

    nodes: list[cst.CSTNode]
    seen: int


class Tree:
    """The syntax of one site. Everything but the slice itself raises `UnreadableError` if the slice cannot be read."""

    def __init__(self, lines: Sequence[str], dossier: Dossier) -> None:
        self._lines = lines
        self.dossier = dossier
        self.mismatch: Mismatch | None = None  # why it was found to be unreadable

    @cached_property
    def slice(self) -> Slice:
        """The own part of the site as text."""
        return cut(self._lines, self.dossier)

    @cached_property
    def module(self) -> cst.Module:
        """The parsed slice, with the `if 1:` that an indented one is wrapped in."""
        try:
            return cst.parse_module(self.slice.text)
        except cst.ParserSyntaxError as error:
            raise self._refused(f"line {error.raw_line + self.slice.offset}: {error.message}") from error
        except cst.CSTValidationError as error:
            raise self._refused(str(error)) from error

    @cached_property
    def root(self) -> cst.CSTNode:
        """The definition itself, without what wraps it; the module for a module."""
        if self.dossier.kind is DefinitionKind.MODULE:
            return self.module
        body: Sequence[cst.CSTNode] = self.module.body
        if self.slice.wrapped and body and isinstance(body[0], cst.If):
            body = body[0].body.body
        if len(body) != 1 or not isinstance(body[0], (cst.FunctionDef, cst.ClassDef)):
            raise self._refused("it is not one definition")
        return body[0]

    def visit(self, wanted: Collection[NodeType]) -> Visited:
        """Walks the site once and joins it with its dossier."""
        visited = Visited(*collect(self.root, frozenset(wanted).union(JOINED)))
        self.__dict__["join"] = self._joined(visited.nodes)  # what the cached property would walk again for
        return visited

    @cached_property
    def join(self) -> Join:
        """Numbers and views of the nodes."""
        return self._joined(collect(self.root, JOINED)[0])

    @cached_property
    def parents(self) -> dict[int, cst.CSTNode]:
        """The parent of each node, by the `id` of the child."""
        return parents(self.root)

    @cached_property
    def fates(self) -> Fates:
        """What becomes of values."""
        return Fates(self.root, self.parents, frozenset(self.dossier.captured))

    @cached_property
    def positions(self) -> Positions:
        """The spans of all nodes in the file."""
        return Positions(self.module, self.slice)

    @cached_property
    def trusts_facts(self) -> bool:
        """True if the facts' places are exact. On older hosts they give what stands in an f-string the f-string's."""
        return EXACT_IN_FSTRINGS or not collect(self.root, (cst.FormattedString,))[0]

    def _joined(self, nodes: list[cst.CSTNode]) -> Join:
        joined = join(self.dossier, nodes)
        if isinstance(joined, Mismatch):
            raise self._unreadable(joined)
        return joined

    def _refused(self, detail: str) -> UnreadableError:
        return self._unreadable(Mismatch(self.dossier.id, "syntax", detail=detail))

    def _unreadable(self, mismatch: Mismatch) -> UnreadableError:
        self.mismatch = mismatch
        return UnreadableError(mismatch)
