"""Suppressions: comments that silence findings."""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Iterator

from fastapi_lint.model.facts import Suppression, SuppressionKind
from fastapi_lint.model.location import Span

# Splitting a file into tokens costs more than reading its facts, so only files that need it are split. Most noqa
# comments of this world name codes of other tools.
_MENTIONED = re.compile(r"fastapi-lint:|#[ \t]*noqa(?![ \t]*:(?![^\n]*FAL))", re.IGNORECASE)
_OWN = re.compile(
    r"#\s*fastapi-lint:\s*(?:(?P<verb>ignore(?:-file|-next-line)?)\b(?!-)|[a-z][\w-]*(?=\s*\[))(?P<rest>[^#]*)",
    re.IGNORECASE,
)
"""The second form is a word that means nothing with codes behind it: somebody wanted to silence something."""
_BRACKETS = re.compile(r"\s*\[(?P<codes>[^\]]*)\](?P<reason>.*)", re.DOTALL)
_CODE = re.compile(r"[A-Z]+[0-9]+")
_CODES = re.compile(r"\s*(?P<codes>[A-Z]+[0-9]+(?:[\s,]+[A-Z]+[0-9]+\b)*)(?P<reason>.*)", re.IGNORECASE | re.DOTALL)
_NOQA = re.compile(r"#\s*noqa\b(?P<colon>\s*:)?(?P<rest>[^#]*)", re.IGNORECASE)
_PREFIX = "FAL"


def suppressions(text: str) -> tuple[Suppression, ...]:
    """The suppressions of a file, in source order. A malformed one of ours has no codes and silences nothing."""
    if not _is_mentioned(text):
        return ()
    lines = text.split("\n")
    found = [
        suppression for comment, line, column in _comments(text) for suppression in _read(comment, line, column, lines)
    ]
    return tuple(sorted(found, key=lambda suppression: suppression.span))


def _is_mentioned(text: str) -> bool:
    """True if a line has what may be a suppression; only lines with one of the words are searched."""
    encoded = text.encode("utf-8", "surrogatepass")
    lowered = encoded.lower()  # of bytes, which is twenty times as fast
    for word in (b"fastapi-lint:", b"noqa"):
        found = lowered.find(word)
        while found >= 0:
            start, end = lowered.rfind(b"\n", 0, found) + 1, lowered.find(b"\n", found)
            end = end if end >= 0 else len(lowered)
            if _MENTIONED.search(encoded[start:end].decode("utf-8", "surrogatepass")) is not None:
                return True
            found = lowered.find(word, end)
    return False


def _comments(text: str) -> list[tuple[str, int, int]]:
    """Comments with line and column from 1; none from text that cannot be split."""
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(text).readline))
    except (tokenize.TokenError, SyntaxError, ValueError):
        return []
    comments = [token for token in tokens if token.type == tokenize.COMMENT and _MENTIONED.search(token.string)]
    return [(comment.string, comment.start[0], comment.start[1] + 1) for comment in comments]


def _read(comment: str, line: int, column: int, lines: list[str]) -> Iterator[Suppression]:
    """What one comment silences; `# noqa: FAL101  # fastapi-lint: ignore[FAL102]` is one comment that says two things.

    A finding can stand on any line of a statement, so a comment behind code speaks for its own line, and a comment
    alone on its line for the next line of code.
    """
    alone = not lines[line - 1][: column - 1].strip()
    for match in _OWN.finditer(comment):
        codes, reason = _bracketed(match["rest"]) if match["verb"] else ((), "")
        kind = SuppressionKind((match["verb"] or SuppressionKind.IGNORE).lower())
        target = _next_code(line, lines) if alone or kind is SuppressionKind.IGNORE_NEXT_LINE else line
        target = 0 if kind is SuppressionKind.IGNORE_FILE else target
        yield Suppression(kind, target, codes, reason, _span(match, line, column))
    for match in _NOQA.finditer(comment):
        if (noqa := _noqa(match, line, column)) is not None:
            yield noqa


def _span(match: re.Match[str], line: int, column: int) -> Span:
    return Span(line, column + match.start(), line, column + match.start() + len(match[0].rstrip()))


def _bracketed(rest: str) -> tuple[tuple[str, ...], str]:
    """The codes in brackets and the reason behind them; no codes if there are no brackets or no code in them."""
    match = _BRACKETS.match(rest)
    if match is None:
        return (), rest.strip()
    codes = [code.strip().upper() for code in match["codes"].split(",")]
    well_formed = all(_CODE.fullmatch(code) for code in codes)
    return tuple(dict.fromkeys(codes)) if well_formed else (), match["reason"].strip()


def _noqa(match: re.Match[str], line: int, column: int) -> Suppression | None:
    """A noqa without a list of codes silences everything; a list counts only for its codes of this tool."""
    span = _span(match, line, column)
    if match["colon"] is None:
        return Suppression(SuppressionKind.NOQA, line, (), match["rest"].strip(), span)
    listed = _CODES.match(match["rest"])
    if listed is None:
        return None
    codes = _CODE.findall(listed["codes"].upper())
    ours = tuple(dict.fromkeys(code for code in codes if code.startswith(_PREFIX)))
    return Suppression(SuppressionKind.NOQA, line, ours, listed["reason"].strip(" ,"), span) if ours else None


def _next_code(line: int, lines: list[str]) -> int:
    """The first line after a comment that is neither blank nor a comment; the comment's own if nothing follows."""
    for number in range(line, len(lines)):
        stripped = lines[number].strip()
        if stripped and not stripped.startswith("#"):
            return number + 1
    return line
