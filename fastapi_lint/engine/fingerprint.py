"""What identifies a finding from one commit to the next, wherever its lines have gone.

A fingerprint is made of the code, the path, the function around the place and the tokens of the reported source. It has
no line number: code above may grow, and a formatter may break the statement differently.
"""

from __future__ import annotations

import tokenize
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from hashlib import blake2b

from fastapi_lint.engine.statements import tokens_of
from fastapi_lint.model.finding import Finding
from fastapi_lint.model.location import Span

_DIGEST_BYTES = 16
_LAYOUT = frozenset({tokenize.COMMENT, tokenize.NL, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER})
_CLOSING = frozenset({")", "]", "}"})


def with_fingerprints(findings: Iterable[Finding], text_of: Callable[[str], str]) -> tuple[Finding, ...]:
    """The findings, sorted, each with its fingerprint of 32 hexadecimal digits, unique among them.

    `text_of` gives the source of a file by path, empty if it cannot be read.
    """
    seen: Counter[tuple[str, ...]] = Counter()
    lines: dict[str, list[str]] = {}
    marked = []
    for finding in sorted(findings, key=lambda each: each.sort_key):
        path = finding.location.path
        if path not in lines:
            lines[path] = text_of(path).split("\n")
        key = (finding.code, path, finding.function, normalised(excerpt(lines[path], finding.span)))
        marked.append(replace(finding, fingerprint=_digest((*key, str(seen[key])))))
        seen[key] += 1
    return tuple(marked)


def excerpt(lines: list[str], span: Span) -> str:
    """The source text of a span."""
    if not 0 < span.line <= len(lines):
        return ""
    taken = lines[span.line - 1 : span.end_line]
    taken[-1] = taken[-1][: span.end_column - 1] if span.end_line <= len(lines) else taken[-1]
    taken[0] = taken[0][span.column - 1 :]
    return "\n".join(taken)


def normalised(source: str) -> str:
    """The first statement of a source text (or its header), without layout, comments and trailing commas."""
    words: list[str] = []
    for token in tokens_of(source):
        if token.type == tokenize.NEWLINE:
            break
        if token.type in _LAYOUT:
            continue
        if token.string in _CLOSING and words and words[-1] == ",":
            words.pop()
        words.append(token.string)
    return " ".join(words) or " ".join(source.split())


def _digest(parts: Iterable[str]) -> str:
    return blake2b("\0".join(parts).encode(), digest_size=_DIGEST_BYTES).hexdigest()
