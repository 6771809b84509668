"""Lines grouped as a reader groups them: a statement on several lines is one, a decorator goes with its function."""

from __future__ import annotations

import io
import tokenize
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import NamedTuple

_OUTSIDE = frozenset(
    {tokenize.COMMENT, tokenize.NL, tokenize.INDENT, tokenize.DEDENT, tokenize.ENCODING, tokenize.ENDMARKER}
)


class Statement(NamedTuple):
    """First and last line of a simple statement, a decorator or the header of a compound statement.

    `header` is the line of the `def` or `class` that a decorator belongs to, 0 for all else.
    """

    first: int
    last: int
    header: int = 0


class Statements:
    """The statements of one file, by line."""

    def __init__(self, text: str) -> None:
        self._statements = tuple(_with_headers(list(_statements(text))))
        self._starts = [statement.first for statement in self._statements]

    def at(self, line: int) -> Statement:
        """The statement that covers a line; the line by itself if none does."""
        index = bisect_right(self._starts, line) - 1
        if index >= 0 and line <= self._statements[index].last:
            return self._statements[index]
        return Statement(line, line)


def tokens_of(text: str) -> Iterator[tokenize.TokenInfo]:
    """The tokens, as far as the text can be tokenized (newer syntax than the host's may end it early)."""
    try:
        yield from tokenize.generate_tokens(io.StringIO(text).readline)
    except (tokenize.TokenError, SyntaxError):
        return


def _statements(text: str) -> Iterator[tuple[int, int, bool]]:
    """First line, last line, and whether it is a decorator."""
    first, is_decorator = 0, False
    for token in tokens_of(text):
        if token.type == tokenize.NEWLINE and first:
            yield first, token.start[0], is_decorator
            first = 0
        elif token.type not in _OUTSIDE and not first:
            first, is_decorator = token.start[0], token.string == "@"


def _with_headers(statements: Iterable[tuple[int, int, bool]]) -> list[Statement]:
    found: list[Statement] = []
    header = 0
    for first, last, is_decorator in reversed(list(statements)):
        found.append(Statement(first, last, header if is_decorator else 0))
        header = header if is_decorator else first
    return found[::-1]
