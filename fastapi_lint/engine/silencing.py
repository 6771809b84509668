"""Writes suppressions into a text: comments that silence findings, and nothing but comments.

A comment goes to the end of the line that is to be silenced, into one that is there already, or onto a line of its own
above where the line would become too long. Where no comment can stand, within a text on several lines or before a
continuation, it goes to the end of the statement, or above it.
"""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from fastapi_lint.engine.statements import Statements, tokens_of
from fastapi_lint.facts.comments import suppressions
from fastapi_lint.model.facts import Suppression, SuppressionKind

_OURS = (SuppressionKind.IGNORE, SuppressionKind.IGNORE_NEXT_LINE)
_END = re.compile(r"(?:\r\n|\r|\n)\Z")
_LINES = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")


class Silenced(NamedTuple):
    """A text with suppressions, and the line of each that was written or extended, in the new text."""

    text: str
    lines: tuple[int, ...]


def silenced(text: str, wanted: Mapping[int, Sequence[str]], reason: str, longest: int) -> Silenced:
    """A text in which the findings that start on some lines are silenced: `wanted` has their codes by line. The line
    ends of the text are kept. `longest` is how long a line may become."""
    editor = _Editor(text, reason, longest)
    for line in sorted(wanted):
        editor.silence(line, list(dict.fromkeys(wanted[line])))
    return editor.result()


class _Editor:
    def __init__(self, text: str, reason: str, longest: int) -> None:
        self._lines = [line for line in _LINES.findall(text) if line] or [""]
        plain = re.sub(r"\r\n|\r", "\n", text)
        self._statements = Statements(plain)
        self._covered = _covered(plain)
        self._ours = [each for each in suppressions(plain) if each.kind in _OURS and each.codes]
        self._reason = reason
        self._longest = longest
        self._behind: dict[int, list[str]] = {}
        self._above: dict[int, list[str]] = {}
        self._extended: dict[Suppression, list[str]] = {}

    def silence(self, line: int, codes: list[str]) -> None:
        """Silence codes on a line."""
        there = self._there(line)
        if there is not None:
            known = (*there.codes, *self._extended.get(there, ()))
            _add(self._extended.setdefault(there, []), [code for code in codes if code not in known])
            return
        statement = self._statements.at(line)
        place = line if line not in self._covered else statement.last
        if self._fits(place, self._comment(SuppressionKind.IGNORE, self._behind.get(place, []) + codes)):
            _add(self._behind.setdefault(place, []), codes)
        else:
            above = line if line - 1 not in self._covered or line == statement.first else statement.first
            _add(self._above.setdefault(above, []), codes)

    def result(self) -> Silenced:
        """The text with all comments."""
        made: list[str] = []
        written: list[int] = []
        for number, line in enumerate(self._lines, 1):
            end = _END.search(line)
            body, ending = (line[: end.start()], end[0]) if end else (line, "")
            if codes := self._above.get(number):
                indent = body[: len(body) - len(body.lstrip())]
                made.append(
                    f"{indent}{self._comment(SuppressionKind.IGNORE_NEXT_LINE, codes)}{ending or self._newline}"
                )
                written.append(len(made))
            changed = self._with_extensions(number, body)
            if codes := self._behind.get(number):
                changed = f"{changed.rstrip()}  {self._comment(SuppressionKind.IGNORE, codes)}"
            made.append(changed + ending)
            written.extend([len(made)] if changed != body else [])
        return Silenced("".join(made), tuple(written))

    @property
    def _newline(self) -> str:
        end = _END.search(self._lines[0])
        return end[0] if end else "\n"

    def _there(self, line: int) -> Suppression | None:
        """A comment of ours that speaks for the line already: behind it, or alone above it."""
        return next((each for each in self._ours if each.line == line), None)

    def _fits(self, line: int, comment: str) -> bool:
        body = self._lines[line - 1].rstrip("\r\n") if 0 < line <= len(self._lines) else ""
        return line not in self._covered and len(body.rstrip()) + 2 + len(comment) <= self._longest

    def _comment(self, kind: SuppressionKind, codes: Sequence[str]) -> str:
        reason = f" {self._reason}" if self._reason else ""
        return f"# fastapi-lint: {kind}[{', '.join(codes)}]{reason}"

    def _with_extensions(self, number: int, body: str) -> str:
        for suppression, codes in self._extended.items():
            if suppression.span.line == number and codes:
                bracket = body.index("]", suppression.span.column - 1)
                body = f"{body[:bracket].rstrip().rstrip(',')}, {', '.join(codes)}{body[bracket:]}"
        return body


def _add(codes: list[str], more: Sequence[str]) -> None:
    codes.extend(code for code in more if code not in codes)


def _covered(text: str) -> frozenset[int]:
    """Lines at whose end no comment can stand: a string goes on, or a backslash continues the line."""
    lines = text.split("\n")
    covered: set[int] = set()
    starts: list[int] = []
    for token in tokens_of(text):
        name = tokenize.tok_name[token.type]
        if name in ("FSTRING_START", "TSTRING_START"):
            starts.append(token.start[0])
        elif name in ("FSTRING_END", "TSTRING_END") and starts:
            covered.update(range(starts.pop(), token.end[0]))
        elif token.type == tokenize.STRING:
            covered.update(range(token.start[0], token.end[0]))
    covered.update(number for number, line in enumerate(lines, 1) if line.endswith("\\"))
    return frozenset(covered)


def says_the_same(before: str, after: str) -> bool:
    """True if two texts differ in comments alone."""
    words = _words(before)
    return words is not None and words == _words(after)


def _words(text: str) -> list[str] | None:
    left_out = {tokenize.COMMENT, tokenize.NL, tokenize.ENCODING}
    try:
        tokens = tokenize.generate_tokens(io.StringIO(text).readline)
        return [each.string if each.string.strip() else str(each.type) for each in tokens if each.type not in left_out]
    except (tokenize.TokenError, SyntaxError):
        return None
