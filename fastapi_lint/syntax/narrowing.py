"""Leaves of a slice the statements that rules look at. LibCST takes as long for the others as for these.

What is left stands on the indentation that it had: `if 1:` takes the place of the headers around it.
"""

from __future__ import annotations

import ast
import re
import warnings
from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence
from typing import Final, NamedTuple

from fastapi_lint.syntax.slices import LINE_END, Slice

_LEADING: Final = re.compile(r"[ \t\f]*")
_STAND_IN = "if 1:"
_ELIF = "elif 1:"

_Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
_Suites = ast.For | ast.AsyncFor | ast.While | ast.With | ast.AsyncWith | _Definition


class _Clause(NamedTuple):
    """A header and what it governs; the header lies between `first` and the suite."""

    first: int
    suite: list[ast.stmt]
    may_stay: bool = False  # the header may be left in without what stands before it
    is_elif: bool = False


def narrow(piece: Slice, lines: Collection[int]) -> Slice | None:
    """The statements of a slice that are on these lines of the file; None if the host's `ast` cannot tell them apart.

    A simple statement is left whole, of a compound one the header (the lines before its first suite) or what is
    looked at within it. A suite of which nothing is left is a `pass`.
    """
    text: Sequence[str] = LINE_END.split(piece.text)
    base = piece.numbers[0] - 1
    spots = sorted(line - base for line in lines)
    head = _head(text, spots, is_wrapped=piece.wrapped)
    text, tree = head or (text, _parsed(piece.text))
    if tree is None:
        return None
    narrowing = _Narrowing(text, spots)
    narrowing.suite(tree.body)
    left = sorted(narrowing.left.items())
    end = "\r\n" if "\r\n" in piece.text else "\n"
    return Slice(
        "".join(line + end for _, line in left),
        [piece.numbers[number - 1] for number, _ in left],
        piece.wrapped,
        {at: piece.shifts[number] for at, (number, _) in enumerate(left, 1) if number in piece.shifts},
        frozenset(piece.numbers[number - 1] for number in narrowing.kept),
    )


def _head(text: Sequence[str], spots: Sequence[int], *, is_wrapped: bool) -> tuple[Sequence[str], ast.Module] | None:
    """The head of a definition, with a `pass` below it, if only that is looked at: the rest need not be parsed."""
    first = int(is_wrapped)
    last = next((number for number, line in enumerate(text, 1) if number > first and line.rstrip().endswith(":")), 0)
    if not spots or last < spots[-1]:
        return None
    leading = _LEADING.match(text[first])
    head = [*text[:last], f"{leading.group() if leading else ''}    pass"]
    tree = _parsed("\n".join(head) + "\n")
    body = tree.body if tree is not None else []
    for _ in range(2 if is_wrapped else 1):  # the `if 1:` around it, and the definition
        body = body[0].body if len(body) == 1 and isinstance(body[0], ast.If | _Definition) else []
    is_all = len(body) == 1 and isinstance(body[0], ast.Pass) and body[0].lineno > last
    return (head, tree) if is_all and tree is not None else None


def is_readable(text: str) -> bool:
    """True if the host's `ast` reads the text as it is."""
    return _parsed(text) is not None


def _parsed(text: str) -> ast.Module | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of invalid escapes
            return ast.parse(text)
    except (SyntaxError, ValueError):
        return None


class _Narrowing:
    """What is left of a slice: its lines by number, and which of these are as they were."""

    def __init__(self, text: Sequence[str], spots: Sequence[int]) -> None:
        self._text = text
        self._spots = spots
        self.left: dict[int, str] = {}
        self.kept: set[int] = set()

    def suite(self, body: Sequence[ast.stmt]) -> bool:
        """Leaves what is looked at in a suite; True if there is something."""
        found = False
        for first, last, statement in self._groups(body):
            if self._looks_at(first, last):
                found = True
                clauses = self._clauses(statement) if statement is not None else None
                if clauses is None or not all(self._stands_below(clause) for clause in clauses):
                    self._keep(first, last)
                else:
                    self._compound(clauses)
        return found

    def _groups(self, body: Sequence[ast.stmt]) -> Iterator[tuple[int, int, ast.stmt | None]]:
        """First and last line of each statement with those that share lines with it; the statement if it is alone."""
        first, last, alone = 0, 0, None
        for statement in body:
            start = _first_line(statement)
            if first and (start <= last or self._continues(start)):
                last, alone = max(last, _last_line(statement)), None
                continue
            if first:
                yield first, last, alone
            first, last, alone = start, _last_line(statement), statement
        if first:
            yield first, last, alone

    def _compound(self, clauses: Sequence[_Clause]) -> None:
        indentation = self._indentation(clauses[0].first)
        is_chain = any(clause.is_elif and self._looks_at_header(clause) for clause in clauses)
        for number, clause in enumerate(clauses):
            top = _first_line(clause.suite[0])
            if self._looks_at_header(clause):
                self._keep(clause.first, top - 1)
            elif is_chain and number == 0:
                self.left[top - 1] = indentation + _STAND_IN
            elif self._looks_at(top, _last_line(clause.suite[-1])):
                self.left[top - 1] = indentation + (_ELIF if is_chain and clause.is_elif else _STAND_IN)
            else:
                continue
            if not self.suite(clause.suite):
                self.left[top] = self._indentation(top) + "pass"

    def _clauses(self, statement: ast.stmt) -> list[_Clause] | None:
        """The clauses of a compound statement; None if it is simple, or to be kept as a whole."""
        first = _first_line(statement)
        if isinstance(statement, ast.If):
            clauses = list(self._branches(statement))
        elif isinstance(statement, _Suites):
            clauses = [_Clause(first, statement.body, may_stay=True)]
            rest = getattr(statement, "orelse", [])
            clauses += [_Clause(_last_line(statement.body[-1]) + 1, rest)] if rest else []
        elif isinstance(statement, (ast.Try, ast.TryStar)):
            clauses = list(_attempts(statement))
        else:
            return None
        cannot_stay = (clause for clause in clauses if not clause.may_stay)
        return None if any(self._looks_at_header(clause) for clause in cannot_stay) else clauses

    def _branches(self, statement: ast.If) -> Iterator[_Clause]:
        yield _Clause(statement.lineno, statement.body, may_stay=True)
        rest = statement.orelse
        while len(rest) == 1 and isinstance(rest[0], ast.If) and self._line(rest[0].lineno).startswith("elif"):
            yield _Clause(rest[0].lineno, rest[0].body, may_stay=True, is_elif=True)
            statement, rest = rest[0], rest[0].orelse
        if rest:
            yield _Clause(_last_line(statement.body[-1]) + 1, rest)

    def _stands_below(self, clause: _Clause) -> bool:
        """True if a suite begins on a line of its own."""
        statement = clause.suite[0]
        top = _first_line(statement)
        if top <= clause.first or self._continues(top):
            return False
        if isinstance(statement, _Definition) and statement.decorator_list:
            return self._line(top).startswith("@")
        return len(self._indentation(top)) == statement.col_offset

    def _continues(self, line: int) -> bool:
        return self._text[line - 2].endswith("\\") if line > 1 else False

    def _looks_at_header(self, clause: _Clause) -> bool:
        return self._looks_at(clause.first, _first_line(clause.suite[0]) - 1)

    def _looks_at(self, first: int, last: int) -> bool:
        at = bisect_left(self._spots, first)
        return at < len(self._spots) and self._spots[at] <= last

    def _keep(self, first: int, last: int) -> None:
        self.kept.update(range(first, last + 1))
        for line in range(first, last + 1):
            self.left[line] = self._text[line - 1]

    def _line(self, number: int) -> str:
        return self._text[number - 1].lstrip(" \t\f")

    def _indentation(self, line: int) -> str:
        leading = _LEADING.match(self._text[line - 1])
        return leading.group() if leading else ""


def _attempts(statement: ast.Try | ast.TryStar) -> Iterator[_Clause]:
    """The clauses of a `try`: none of their headers can stand by itself."""
    suites = [statement.body, *(handler.body for handler in statement.handlers), statement.orelse, statement.finalbody]
    first = statement.lineno
    for suite in suites:
        if suite:
            yield _Clause(first, suite)
            first = _last_line(suite[-1]) + 1


def _first_line(statement: ast.stmt) -> int:
    decorators = statement.decorator_list if isinstance(statement, _Definition) else ()
    return min([statement.lineno, *(decorator.lineno for decorator in decorators)])


def _last_line(statement: ast.stmt) -> int:
    return statement.end_lineno or statement.lineno
