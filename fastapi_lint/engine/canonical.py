"""Source text without what a formatter may change: two texts that mean the same are written the same.

What is compared is the syntax tree, so that brackets, quotes, commas, line breaks and the forms of numbers do not
count. The form is our own, since that of `ast.dump` changes from one Python to the next, and what is written here is
kept in files.
"""

from __future__ import annotations

import ast
import tokenize
import warnings
from collections.abc import Iterator

from fastapi_lint.engine.statements import tokens_of

_LAYOUT = frozenset({tokenize.COMMENT, tokenize.NL, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER})
_CLOSING = frozenset({")", "]", "}"})
_BODIES = frozenset({"body", "orelse", "handlers", "finalbody", "cases"})
_UNHEEDED = frozenset({"ctx", "kind", "type_comment", "type_ignores"})


def canonical(source: str) -> str:
    """The first statement of a source text (of a compound one, its header), or the expression that it is."""
    tree = _parsed(f"(\n{source}\n)", "eval")
    if tree is None:
        words, last_line, last_column = _words(source)
        lines = source.split("\n")[:last_line]
        statement = "\n".join([*lines[:-1], lines[-1][:last_column]]) if lines else ""
        tree = _parsed(statement, "exec") or _parsed(f"{statement} pass", "exec")
        if tree is None:
            return " ".join(words) or " ".join(source.split())
    return "".join(_written(tree, _BODIES if isinstance(tree, ast.stmt) else frozenset()))


def _parsed(source: str, mode: str) -> ast.AST | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # `"\d"`, `x is 1`: the code is not ours
            tree = ast.parse(source, mode=mode)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    body: list[ast.stmt] | ast.expr = tree.body if isinstance(tree, (ast.Module, ast.Expression)) else []
    if isinstance(body, ast.expr):
        return body
    return body[0] if len(body) == 1 else None


def _written(value: object, left_out: frozenset[str] = frozenset()) -> Iterator[str]:
    """A node as `Name(fields)`, without fields that are empty: newer Pythons have more of them."""
    if isinstance(value, ast.AST):
        yield f"{type(value).__name__}("
        for name, field in ast.iter_fields(value):
            if name not in _UNHEEDED and name not in left_out and field is not None and field != []:
                yield f"{name}="
                yield from _written(field)
                yield ","
        yield ")"
    elif isinstance(value, list):
        for each in value:
            yield from _written(each)
            yield ";"
    else:
        yield ascii(value)


def _words(source: str) -> tuple[list[str], int, int]:
    """The tokens of the first statement without layout, comments and trailing commas, and where it ends."""
    words: list[str] = []
    end = (0, 0)
    for token in tokens_of(source):
        if token.type == tokenize.NEWLINE:
            break
        if token.type in _LAYOUT:
            continue
        end = token.end
        if token.string in _CLOSING and words and words[-1] == ",":
            words.pop()
        words.append(token.string)
    return words, *end
