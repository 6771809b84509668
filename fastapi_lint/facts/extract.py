"""The door: from the text of a file to its facts."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Callable

# Each of these adds its readers to the tables of `dispatch`.
from fastapi_lint.facts import bindings, blocks, calls, definitions, expressions, patterns, scopes, statements
from fastapi_lint.facts.comments import suppressions
from fastapi_lint.facts.guard import DEPTH_LIMIT, too_deep, too_deep_text
from fastapi_lint.model.facts import ModuleFacts
from fastapi_lint.model.problem import Problem, ProblemKind

READERS = (bindings, blocks, calls, definitions, expressions, patterns, scopes, statements)
"""The modules whose tables a module's facts are read with."""

_DEEP_HINT = (
    "Split the expression or block, or exclude the file (generated code often is like this): "
    "it would take the parser down."
)


def extract_facts(text: str, path: str, modernise: Callable[[str], str | None] | None = None) -> ModuleFacts | Problem:
    """Everything that a file says, or why it cannot be read.

    `text` has universal newlines; `path` is used for problems only. `modernise` rewrites syntax that is newer than the
    host's to syntax that it knows, with every line where it was, or returns None.
    """
    tree = _parse(text, path)
    if isinstance(tree, Problem) and tree.kind is ProblemKind.SYNTAX_ERROR and modernise is not None:
        deep = too_deep_text(text)
        if deep is not None:
            return _too_deep(path, deep)
        older = modernise(text)
        reread = tree if older is None else _parse(older, path)
        if not isinstance(reread, Problem):
            tree, text = reread, older or text
    if isinstance(tree, Problem):
        return tree
    deep = too_deep(tree)
    if deep is not None:
        return _too_deep(path, deep)
    try:
        return ModuleFacts(definitions.module(text, tree), suppressions(text), _line_count(text))
    except RecursionError:  # the guard's limit fits into Python's own, unless the caller has used that up
        return _too_deep(path, 1)


def _parse(text: str, path: str) -> ast.Module | Problem:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of invalid escapes: another linter's matter
            return ast.parse(text)
    except SyntaxError as error:
        message = error.msg or "invalid syntax"
        if "too many nested parentheses" in message:
            return _too_deep(path, error.lineno or 1)
        return Problem(
            ProblemKind.SYNTAX_ERROR, f"syntax error: {message}", path, error.lineno or 1, max(error.offset or 1, 1)
        )
    except ValueError as error:  # a null byte, a lone surrogate
        return Problem(ProblemKind.SYNTAX_ERROR, f"syntax error: {error}", path, 1, 1)
    except (RecursionError, MemoryError):
        return _too_deep(path, too_deep_text(text) or 1)


def _too_deep(path: str, line: int) -> Problem:
    message = f"nested more than {DEPTH_LIMIT} levels deep at line {line}: not analysed"
    return Problem(ProblemKind.TOO_DEEP, message, path, line, 1, _DEEP_HINT)


def _line_count(text: str) -> int:
    return text.count("\n") + (not text.endswith("\n") and text != "")
