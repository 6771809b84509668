"""Keeps LibCST's native parser away from text that kills it: deep nesting ends the process, long chains take minutes.

Where the host's `ast` reads a file, its depth is the guard (facts). This scan of the text serves files whose syntax is
newer than the host's.
"""

from __future__ import annotations

import re
from typing import Final

DEEPEST: Final = 200
"""Brackets (and replacement fields of f-strings) within one another; the deepest real code seen has 32."""

LONGEST: Final = 500
"""Operators, calls, subscripts and string pieces in one expression, between two commas. LibCST needs 0.3 s for a sum
of 1,000 terms and 15 s for one of 4,000."""

_CODE: Final = re.compile(
    r"""
    (?P<space>[ \t\f\r]+ | \\\r?\n | \#[^\n]*)
  | (?P<formatted>(?:[rR]?[fFtT]|[fFtT][rR])(?P<quote>\"\"\"|'''|"|'))
  | (?P<string>(?:[bBuU]?[rR]?|[rR][bB])
      (?:\"\"\"(?:[^\\]|\\.)*?\"\"\" | '''(?:[^\\]|\\.)*?''' | "(?:[^"\\\n]|\\.)*" | '(?:[^'\\\n]|\\.)*'))
  | (?P<keyword>\b(?:and|or|not|in|is|if|else|lambda|await|for|elif)\b)
  | (?P<word>\w+)
  | (?P<open>[(\[{])
  | (?P<close>[)\]}])
  | (?P<end>[,;])
  | (?P<newline>\n)
  | (?P<operator>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_TEXT: Final = re.compile(r"\\N\{[^}\n]*\}|\\.|\{\{|\}\}|\"\"\"|'''|.", re.DOTALL)

_FIELD, _BRACKET = "{", "("


class _Scan:
    """One pass over the text. `levels` are the open brackets, fields and formatted strings (by their quotes)."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.position = 0
        self.levels: list[str] = []
        self.chains = [0]

    def too_deep(self) -> bool:
        while self.position < len(self.text):
            in_text = bool(self.levels) and self.levels[-1] not in (_FIELD, _BRACKET)
            if in_text:
                self._formatted(self.levels[-1])
            else:
                self._code()
            if len(self.levels) > DEEPEST or self.chains[-1] > LONGEST:
                return True
        return False

    def _code(self) -> None:
        token = _CODE.match(self.text, self.position)
        assert token is not None  # the last alternative takes anything
        self.position = token.end()
        kind = token.lastgroup
        if token["formatted"]:
            self._count()
            self._open(token["quote"])
        elif kind == "open":
            self._count()
            self._open(_BRACKET)
        elif kind == "close":
            self._close()
        elif kind == "end" or (kind == "newline" and not self.levels):
            self.chains[-1] = 0
        elif kind == "operator" and token[0] == ":" and self.levels[-1:] == [_FIELD]:
            self._open(":")
        elif kind in ("string", "keyword", "operator"):
            self._count()

    def _formatted(self, quote: str) -> None:
        """Text of an f-string, or (after a colon) a format specification, which ends with its field."""
        token = _TEXT.match(self.text, self.position)
        assert token is not None  # the last alternative takes anything
        piece = token[0]
        self.position = token.end()
        if piece in ('"""', "'''") and len(quote) == 1:
            self.position = token.start() + 1
            piece = piece[0]
        if quote == ":" and piece[0] == "}":
            self.position = token.start() + 1
            self._close()
            self._close()
        elif piece == "{":
            self._open(_FIELD)
        elif piece == quote or (piece == "\n" and len(quote) == 1 and quote != ":"):
            self._close()

    def _open(self, level: str) -> None:
        self.levels.append(level)
        self.chains.append(0)

    def _close(self) -> None:
        if self.levels:
            self.levels.pop()
            self.chains.pop()

    def _count(self) -> None:
        self.chains[-1] += 1


def first_line_too_deep(text: str) -> int | None:
    """The line from 1 at which the text gets too deeply nested, or an expression too long, for LibCST; None if fine."""
    scan = _Scan(text)
    return text.count("\n", 0, scan.position) + 1 if scan.too_deep() else None
