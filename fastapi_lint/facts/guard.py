"""The guard: how deep source may be nested before it is refused.

LibCST's native parser ends the process on deep nesting and takes more than quadratic time on long chains, so nothing
that `ast` reads may reach it that has not passed here (text in newer syntax is measured before it is rewritten). The
deepest code found in 444,000 lines of real projects is 32 levels deep.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from operator import attrgetter
from typing import Any

DEPTH_LIMIT = 200
"""Levels of syntax nodes from the module downwards."""

CHAIN_LIMIT = 1000
"""Operands of one `and`/`or`: flat in `ast`, a nest of pairs in concrete syntax, where 8,000 end the process."""

# Fields that never hold a node worth visiting: leaving them out makes the pass twice as fast.
_FLAT_FIELDS = frozenset(
    {"arg", "asname", "attr", "conversion", "ctx", "id", "is_async", "kind", "kwd_attrs", "level", "lineno", "module"}
    | {"name", "names", "op", "ops", "rest", "simple", "str", "tag", "type_comment", "type_ignores"}
)


Getter = Callable[[Any], tuple[Any, ...]]


class _Parts(dict[type, tuple[Getter | None, bool]]):
    """Node class to what gives its fields that may hold nodes, None if there is none, and whether its place holds all
    of it; filled as classes are met."""

    def __missing__(self, key: type[ast.AST]) -> tuple[Getter | None, bool]:
        flat = key is ast.Constant or key is ast.MatchSingleton
        names = () if flat else tuple(name for name in key._fields if name not in _FLAT_FIELDS)
        # What decorates a definition stands before it.
        found = self[key] = _getter(names), "lineno" in key._attributes and "decorator_list" not in names
        return found


def _getter(names: tuple[str, ...]) -> Getter | None:
    if len(names) == 1:
        get = attrgetter(names[0])
        return lambda node: (get(node),)
    return attrgetter(*names) if names else None


_PARTS = _Parts()
_PARTS[type(None)] = None, False  # a spread in a dict display, or a keyword without a default, in a list of nodes

SHORT = 80
"""Columns of what is not looked into far from the limit: each level takes a character at least, but for an expression
as a statement."""


def too_deep(tree: ast.AST, limit: int = DEPTH_LIMIT) -> int | None:
    """The line of the first node that is nested deeper than `limit`, or None. Level by level, never recursive."""
    level: list[Any] = [tree]
    parts_of = _PARTS
    for depth in range(limit):
        is_far = depth + SHORT + 2 < limit
        below: list[Any] = []
        for node in level:
            kind = node.__class__
            parts, is_placed = parts_of[kind]
            if parts is None:
                continue
            if (
                is_placed
                and is_far
                and node.lineno == node.end_lineno
                and node.end_col_offset <= node.col_offset + SHORT
            ):
                continue
            for part in parts(node):
                if part.__class__ is list:
                    below += part
                elif part is not None:
                    below.append(part)
            if kind is ast.BoolOp and len(node.values) > CHAIN_LIMIT:
                return int(node.lineno)
        if not below:
            return None
        level = below
    level = [node for node in level if parts_of[node.__class__][0] is not None]
    return next((node.lineno for node in level if hasattr(node, "lineno")), 1) if level else None
