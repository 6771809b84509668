"""The guard: how deep source may be nested before it is refused.

LibCST's native parser ends the process on deep nesting and takes more than quadratic time on long chains, so nothing
may reach it that has not passed here. The deepest code found in 444,000 lines of real projects is 32 levels deep.
"""

from __future__ import annotations

import ast
import re
from typing import Any

DEPTH_LIMIT = 200
"""Levels of syntax nodes from the module downwards."""

CHAIN_LIMIT = 1000
"""Operands of one `and`/`or`: flat in `ast`, a nest of pairs in concrete syntax, where 8,000 end the process."""

OPERATOR_LIMIT = 400
"""Operators between two commas, for text that `ast` cannot read."""

# Fields that never hold a node worth visiting: leaving them out makes the pass twice as fast.
_FLAT_FIELDS = frozenset(
    {"arg", "asname", "attr", "conversion", "ctx", "id", "is_async", "kind", "kwd_attrs", "level", "lineno", "module"}
    | {"name", "names", "op", "ops", "rest", "simple", "str", "tag", "type_comment", "type_ignores"}
)


class _Fields(dict[type[ast.AST], tuple[str, ...]]):
    """Node class to its fields that may hold nodes, filled as classes are met."""

    def __missing__(self, key: type[ast.AST]) -> tuple[str, ...]:
        flat = key is ast.Constant or key is ast.MatchSingleton
        names = () if flat else tuple(name for name in key._fields if name not in _FLAT_FIELDS)
        self[key] = names
        return names


_FIELDS = _Fields()


def too_deep(tree: ast.AST, limit: int = DEPTH_LIMIT) -> int | None:
    """The line of the first node that is nested deeper than `limit`, or None. Level by level, never recursive."""
    level: list[Any] = [tree]
    fields = _FIELDS
    for _ in range(limit):
        below: list[Any] = []
        for node in level:
            for name in fields[node.__class__]:
                value = getattr(node, name)
                if value is None:
                    continue
                if value.__class__ is not list:
                    below.append(value)
                elif value:
                    if len(value) > CHAIN_LIMIT and node.__class__ is ast.BoolOp:
                        return int(node.lineno)
                    below += value
        # A spread in a dict display, or a keyword without a default, stands as None in a list of nodes.
        level = [node for node in below if node is not None and fields[node.__class__]]
        if not level:
            return None
    return next((node.lineno for node in level if hasattr(node, "lineno")), 1)


_TOKEN = re.compile(
    r"""(?P<skip>\#[^\n]*|\\\n|"{3}(?:[^\\]|\\.)*?"{3}|'{3}(?:[^\\]|\\.)*?'{3}|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')
    |(?P<open>[(\[{])|(?P<close>[)\]}])|(?P<comma>,)|(?P<line>\n)
    |(?P<operator>\b(?:lambda|not|if|else|and|or|in|is|await|for)\b|[-+*/%@&|^~<>=.!]+)""",
    re.VERBOSE | re.DOTALL,
)


def too_deep_text(text: str) -> int | None:
    """The line on which unreadable text is nested or chained too deeply to be given to another parser, or None.

    An estimate from brackets and operators, for text that `ast` refuses. It errs towards refusing.
    """
    line, end, chains = 1, 0, [0]
    for token in _TOKEN.finditer(text):
        line += text.count("\n", end, token.start())
        end = token.start()
        kind = token.lastgroup
        if kind == "open":
            # What hangs on brackets is nested as well: `f(a)(b)(c)` is a chain without an operator.
            chains[-1] += 1
            chains.append(0)
        elif kind == "close" and len(chains) > 1:
            chains.pop()
        elif kind == "comma" or (kind == "line" and len(chains) == 1):
            chains[-1] = 0
        elif kind == "operator":
            chains[-1] += 1
        if len(chains) > DEPTH_LIMIT or chains[-1] > OPERATOR_LIMIT:
            return line
    return _deep_indentation(text)


def _deep_indentation(text: str) -> int | None:
    """The line that starts with more white space than any nesting of blocks that Python itself accepts (100)."""
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) - len(line.lstrip(" \t")) > 8 * 100 and not line.isspace():
            return number
    return None
