"""The parsed slice of one site: its tree, join, parents and positions, each made when asked for.

It may be that of some statements alone. Then what depends on the others (parents, names, the root) is not to be had.
"""

from __future__ import annotations

import sys
from collections.abc import Collection, Sequence
from functools import cached_property
from typing import NamedTuple
from weakref import WeakMethod

import libcst as cst

from fastapi_lint.model.dossier import Dossier
from fastapi_lint.model.facts import DefinitionKind
from fastapi_lint.syntax.children import NodeType
from fastapi_lint.syntax.fates import Fates
from fastapi_lint.syntax.join import JOINED, Join, join
from fastapi_lint.syntax.mismatch import Mismatch, TooNarrowError, UnreadableError
from fastapi_lint.syntax.narrowing import is_readable, narrow
from fastapi_lint.syntax.positions import Positions, Written
from fastapi_lint.syntax.printing import Printer
from fastapi_lint.syntax.slices import Slice, cut
from fastapi_lint.syntax.walk import collect, parents

EXACT_IN_FSTRINGS = sys.version_info >= (3, 12)
_IN_STRINGS = (cst.Call, cst.CompFor)


class Visited(NamedTuple):
    """The nodes of the wanted types in source order, and the number of nodes that were looked at."""

    nodes: list[cst.CSTNode]
    seen: int


class Tree:
    """The syntax of one site. Everything but the slice itself raises `UnreadableError` if the slice cannot be read.

    With `spots`, lines of the file, only the statements on these are read if these can be told apart.
    """

    def __init__(self, lines: Sequence[str], dossier: Dossier, spots: Collection[int] | None = None) -> None:
        self._lines = lines
        self._spots = spots
        self.dossier = dossier
        self.mismatch: Mismatch | None = None  # why it was found to be unreadable
        self.is_too_narrow = False  # a hook has asked for what is not there
        self.looks_around = False  # a hook has asked what the rest of the module says: its imports

    @cached_property
    def slice(self) -> Slice:
        """The own part of the site as text, or some statements of it."""
        whole = cut(self._lines, self.dossier)
        return whole if self._spots is None else narrow(whole, self._spots) or whole

    @property
    def is_narrow(self) -> bool:
        """True if only some statements are there."""
        return self.slice.kept is not None

    def demand_whole(self) -> None:
        """Raises `TooNarrowError` unless the whole site is there."""
        if self.is_narrow:
            self.is_too_narrow = True
            raise TooNarrowError(self.dossier)

    @cached_property
    def module(self) -> cst.Module:
        """The parsed slice, with the `if 1:` that an indented one is wrapped in."""
        try:
            return cst.parse_module(self.slice.text)
        except cst.ParserSyntaxError as error:
            raise self._refused(f"line {self.slice.line(error.raw_line)}: {error.message}") from error
        except cst.CSTValidationError as error:
            raise self._refused(str(error)) from error

    @cached_property
    def root(self) -> cst.CSTNode:
        """The definition itself, without what wraps it; the module for a module."""
        self.demand_whole()
        if self.dossier.kind is DefinitionKind.MODULE:
            return self.module
        body: Sequence[cst.CSTNode] = self.module.body
        if self.slice.wrapped and body and isinstance(body[0], cst.If):
            body = body[0].body.body
        if len(body) != 1 or not isinstance(body[0], (cst.FunctionDef, cst.ClassDef)):
            raise self._refused("it is not one definition")
        return body[0]

    @property
    def _top(self) -> cst.CSTNode:
        """What holds all nodes that are there."""
        return self.module if self.is_narrow else self.root

    def visit(self, wanted: Collection[str]) -> Visited:
        """Walks the site once for nodes of the types with these names, and joins it with its dossier."""
        types: set[NodeType] = {getattr(cst, name) for name in wanted}
        visited = Visited(*collect(self._top, types.union(JOINED)))
        self.__dict__["join"] = self._joined(visited.nodes)  # what the cached property would walk again for
        return visited

    @cached_property
    def join(self) -> Join:
        """Numbers and views of the nodes."""
        return self._joined(collect(self._top, JOINED)[0])

    @cached_property
    def parents(self) -> dict[int, cst.CSTNode]:
        """The parent of each node, by the `id` of the child."""
        self.demand_whole()
        return parents(self.root)

    @cached_property
    def near(self) -> dict[int, cst.CSTNode]:
        """The same within each statement that is there; what stands around a statement may be missing."""
        return parents(self._top)

    @cached_property
    def fates(self) -> Fates:
        """What becomes of values."""
        # Not in a circle: garbage collection is off during a run, and a circle would keep each tree to its end.
        return Fates(self._top, self.dossier, WeakMethod(self.demand_whole))

    @cached_property
    def _written(self) -> Written:
        return Written(self.module)

    @cached_property
    def positions(self) -> Positions:
        """The spans of all nodes in the file."""
        return Positions(self._written, self.slice)

    @cached_property
    def printer(self) -> Printer:
        """The extents of all nodes, and how others are written in their place."""
        return Printer(self._written, self.slice)

    @cached_property
    def inexact(self) -> frozenset[int]:
        """The nodes whose places the facts do not give exactly, by `id`.

        On older hosts that is what stands in an f-string, and all where newer syntax was rewritten for `ast`.
        """
        strings = () if EXACT_IN_FSTRINGS else collect(self.module, (cst.FormattedString,))[0]
        if strings and not (self.is_narrow or is_readable(self.slice.text)):
            return frozenset(self.join.views)
        return frozenset(id(node) for string in strings for node in collect(string, _IN_STRINGS)[0])

    def _joined(self, nodes: list[cst.CSTNode]) -> Join:
        joined = join(self.dossier, nodes, self.slice.kept)
        if isinstance(joined, Mismatch):
            raise self._unreadable(joined)
        return joined

    def _refused(self, detail: str) -> UnreadableError:
        return self._unreadable(Mismatch(self.dossier.id, "syntax", detail=detail))

    def _unreadable(self, mismatch: Mismatch) -> UnreadableError:
        self.mismatch = mismatch
        return UnreadableError(mismatch)
