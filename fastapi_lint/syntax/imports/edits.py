"""Edits of import statements: a name more, a name less."""

from __future__ import annotations

import ast
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from fastapi_lint.model.location import Span
from fastapi_lint.syntax.imports.names import Statement
from fastapi_lint.syntax.imports.parsing import Point, end_of, start_of

WIDTH = 88
"""Longer lines of imports are broken, as formatters do by default."""


class TextEdit(NamedTuple):
    """Replace what stands at a span of the module."""

    span: Span
    replacement: str


def insertion(at: Point, text: str) -> TextEdit:
    """Put a text between two characters."""
    return TextEdit(Span(*at, *at), text)


def deletion(start: Point, end: Point) -> TextEdit:
    """Take a stretch away."""
    return TextEdit(Span(*start, *end), "")


def whole_lines(first: int, last: int) -> TextEdit:
    """Take lines away."""
    return deletion(Point(first, 1), Point(last + 1, 1))


def add_names(statement: ast.ImportFrom, names: Sequence[str], lines: Sequence[str]) -> Iterator[TextEdit]:
    """Import more names by a statement, each at its place where those that are there are sorted."""
    aliases = statement.names
    last = end_of(aliases[-1], lines)
    if statement.lineno == statement.end_lineno:
        length = len(lines[statement.lineno - 1].partition("#")[0].rstrip()) + sum(len(name) + 2 for name in names)
        if length > WIDTH and not _is_in_parentheses(statement, lines):
            known = [_written(alias) for alias in aliases]
            for name in names:
                known.insert(_place(name, known), name)
            broken = "".join(f"    {each},\n" for each in known)
            yield TextEdit(Span(*start_of(aliases[0], lines), *last), f"(\n{broken})")
            return
    by_place: dict[int, list[str]] = {}
    for name in sorted(names):
        by_place.setdefault(_place(name, [alias.name for alias in aliases]), []).append(name)
    stacked = _are_stacked(statement, lines)
    for place, new in by_place.items():
        if place < len(aliases):
            at = start_of(aliases[place], lines)
            gap = ",\n" + " " * (at.column - 1) if stacked else ", "
            yield insertion(at, "".join(f"{name}{gap}" for name in new))
        elif stacked:
            yield from _stack_on(statement, new, lines)
        else:
            yield insertion(last, "".join(f", {name}" for name in new))


def _stack_on(statement: ast.ImportFrom, names: Sequence[str], lines: Sequence[str]) -> Iterator[TextEdit]:
    """Add names below the last one, each on a line of its own."""
    last = end_of(statement.names[-1], lines)
    indentation = " " * (start_of(statement.names[-1], lines).column - 1)
    closing = Point(statement.end_lineno or last.line, 1)
    rest = lines[last.line - 1][last.column - 1 :]
    if closing.line == last.line or not lines[closing.line - 1].lstrip().startswith(")"):
        yield insertion(last, "".join(f",\n{indentation}{name}" for name in names))
        return
    if not rest.lstrip().startswith(","):
        yield insertion(last, ",")
    yield insertion(closing, "".join(f"{indentation}{name},\n" for name in names))


def drop_alias(
    statement: Statement, alias: ast.alias, suite: Sequence[ast.stmt], lines: Sequence[str]
) -> Iterator[TextEdit]:
    """Import a name less. A statement that was alone in its suite stays: the suite must have one."""
    aliases = statement.names
    if len(aliases) > 1:
        index = aliases.index(alias)
        if index + 1 < len(aliases):
            yield deletion(start_of(alias, lines), start_of(aliases[index + 1], lines))
        else:
            yield deletion(end_of(aliases[index - 1], lines), end_of(alias, lines))
    elif len(suite) > 1 and _is_alone(statement, lines):
        first, last = statement.lineno, statement.end_lineno or statement.lineno
        is_group = (first == 1 or not lines[first - 2].strip()) and last < len(lines) and not lines[last].strip()
        yield whole_lines(first, last + is_group)


def _is_alone(statement: Statement, lines: Sequence[str]) -> bool:
    before = lines[statement.lineno - 1][: start_of(statement, lines).column - 1]
    end = end_of(statement, lines)
    after = lines[end.line - 1][end.column - 1 :].strip()
    return not before.strip() and (not after or after.startswith("#"))


def _written(alias: ast.alias) -> str:
    return f"{alias.name} as {alias.asname}" if alias.asname else alias.name


def _is_in_parentheses(statement: ast.ImportFrom, lines: Sequence[str]) -> bool:
    first = start_of(statement.names[0], lines)
    between = [*lines[statement.lineno - 1 : first.line - 1], lines[first.line - 1][: first.column - 1]]
    return any("(" in line.partition("#")[0] for line in between)


def _are_stacked(statement: ast.ImportFrom, lines: Sequence[str]) -> bool:
    """True if each name has a line of its own."""
    numbers = [alias.lineno for alias in statement.names]
    is_below = numbers[0] > statement.lineno and _is_in_parentheses(statement, lines)
    return len(set(numbers)) == len(numbers) and is_below


def _by_type(name: str) -> tuple[int, str, str]:
    """Constants, then classes, then the rest: what isort and ruff do unless told otherwise."""
    kind = 0 if name.isupper() and len(name) > 1 else 1 if name[:1].isupper() else 2
    return kind, name.casefold(), name


def _by_letter(name: str) -> tuple[int, str, str]:
    return 0, name.casefold(), name


def _by_code(name: str) -> tuple[int, str, str]:
    return 0, name, name


def _place(name: str, known: Sequence[str]) -> int:
    """Where a name goes among others: by the order that they have, else at the end."""
    orders: tuple[Callable[[str], tuple[int, str, str]], ...] = (_by_type, _by_letter, _by_code)
    for order in orders:
        keys = [order(each) for each in known]
        if keys == sorted(keys):
            return bisect_right(keys, order(name))
    return len(known)
