"""Takes away imports that nothing uses any more once fixes are applied."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet

from fastapi_lint.engine.fixing.applying import edited
from fastapi_lint.model.finding import Edit
from fastapi_lint.model.location import Location
from fastapi_lint.model.problem import Problem
from fastapi_lint.source.reader import decode
from fastapi_lint.syntax.imports.edits import TextEdit, drop_alias
from fastapi_lint.syntax.imports.names import Imported, Names

Borrowed = Callable[[str, str], bool]
"""Whether another module imports a name from the file of a path."""


def tidied(path: str, before: bytes, after: bytes, is_borrowed: Borrowed) -> bytes:
    """The contents of a file after fixes, without the imports that these have made useless.

    A name goes if it was mentioned before and is not any more, be it in a string or a comment. What had no use before
    is left alone: it is there for a reason, or another linter's matter. So are packages, which others import from.
    """
    if path.endswith("__init__.py"):
        return after
    was = decode(before, path)
    if isinstance(was, Problem):
        return after
    used = set(_WORD.findall(_without_imports(was.text)))
    while True:
        less = _with_one_less(path, after, used, is_borrowed)
        if less is None:
            return after
        after = less


def _with_one_less(path: str, data: bytes, used: AbstractSet[str], is_borrowed: Borrowed) -> bytes | None:
    """The contents without one of the imports that have become useless; None if there is none."""
    source = decode(data, path)
    if isinstance(source, Problem):
        return None
    idle = used & (_imported_words(source.text) - set(_WORD.findall(_without_imports(source.text))))
    if not idle:
        return None
    names, lines = Names(source.text, "", is_package=False), source.lines
    for one in names.imported:
        if one.is_plain and one.name in idle and not _is_kept(one, lines) and not is_borrowed(path, one.name):
            edits = list(drop_alias(one.statement, one.alias, names.top, lines))
            if edits:
                return edited(data, path, _in_reverse(path, edits))
    return None


_WORD = re.compile(r"[^\W\d]\w*")
_IMPORT = re.compile(r"^(?:from[ \t]+[\w.]+[ \t]+)?import\b[ \t]*(?:\([^)]*\)|(?:\\\n|[^\n])*)", re.MULTILINE)


def _without_imports(text: str) -> str:
    return _IMPORT.sub("", text)


def _imported_words(text: str) -> set[str]:
    return {word for statement in _IMPORT.findall(text) for word in _WORD.findall(statement)}


def _is_kept(one: Imported, lines: list[str]) -> bool:
    """True for an import that somebody has said something of, or that means more than its name."""
    first, last = one.statement.lineno, one.statement.end_lineno or one.statement.lineno
    is_future = one.target.startswith("__future__.")
    is_relative = bool(getattr(one.statement, "level", 0))
    return is_future or is_relative or any("#" in line for line in lines[first - 1 : last])


def _in_reverse(path: str, edits: list[TextEdit]) -> Iterator[Edit]:
    for span, replacement in sorted(edits, reverse=True):
        yield Edit(Location(path, span), replacement)
