"""The door: from the text of a file to its facts."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Callable

# Each of these adds its readers to the tables of `dispatch`.
from fastapi_lint.facts import bindings, blocks, calls, definitions, expressions, patterns, scopes, statements
from fastapi_lint.facts.comments import suppressions
from fastapi_lint.facts.guard import DEPTH_LIMIT, too_deep
from fastapi_lint.model.facts import ModuleFacts
from fastapi_lint.model.problem import Problem, ProblemKind
from fastapi_lint.model.stored import write

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
    if modernise is not None and _is_syntax_error(tree):
        older = modernise(text)
        reread = tree if older is None else _parse(older, path)
        if older is not None and not _is_syntax_error(reread):
            tree, text = reread, older
    if isinstance(tree, Problem):
        return tree
    deep = too_deep(tree)
    if deep is not None:
        return _too_deep(path, deep)
    try:
        found, names = definitions.module(text, tree)
        return ModuleFacts(found, suppressions(text), _line_count(text), write(names))
    except RecursionError:  # the guard's limit fits into Python's own, unless the caller has used that up
        return _too_deep(path, None)


def _is_syntax_error(parsed: ast.Module | Problem) -> bool:
    return isinstance(parsed, Problem) and parsed.kind is ProblemKind.SYNTAX_ERROR


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
            ProblemKind.SYNTAX_ERROR,
            f"the file does not parse: {message}",
            path,
            error.lineno or 1,
            max(error.offset or 1, 1),
        )
    except ValueError as error:  # a null byte, a lone surrogate
        return Problem(ProblemKind.SYNTAX_ERROR, f"the file does not parse: {error}", path, 1, 1)
    except (RecursionError, MemoryError):
        return _too_deep(path, None)  # the parser does not say where


def _too_deep(path: str, line: int | None) -> Problem:
    place = "" if line is None else f" at line {line}"
    message = f"nested more than {DEPTH_LIMIT} levels deep{place}: not analysed"
    return Problem(ProblemKind.TOO_DEEP, message, path, line, None if line is None else 1, _DEEP_HINT)


def _line_count(text: str) -> int:
    return text.count("\n") + (not text.endswith("\n") and text != "")
