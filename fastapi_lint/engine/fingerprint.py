"""What identifies a finding from one commit to the next, wherever its lines have gone.

Its identity is made of the code, the function around the place and what is written there (`canonical`), and holds
wherever the function is: baselines and comparisons match by it. A fingerprint has the path as well, and tells equal
findings in one function apart by their order: it is unique in a report. Neither has a line number.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace

from fastapi_lint.engine.canonical import canonical
from fastapi_lint.model.digest import blake2b
from fastapi_lint.model.finding import Finding
from fastapi_lint.model.location import Span

_DIGEST_BYTES = 16


def with_fingerprints(findings: Iterable[Finding], text_of: Callable[[str], str]) -> tuple[Finding, ...]:
    """The findings, sorted, each with its identity and with a fingerprint that is unique among them; both have 32
    hexadecimal digits.

    `text_of` gives the source of a file by path, empty if it cannot be read.
    """
    seen: Counter[tuple[str, ...]] = Counter()
    read, lines = "", list[str]()
    forms: dict[str, str] = {}
    marked = []
    for finding in sorted(findings, key=lambda each: each.sort_key):
        path = finding.location.path
        if path != read:  # they come file by file
            read, lines = path, text_of(path).split("\n")
        source = excerpt(lines, finding.span)
        if source not in forms:
            forms[source] = canonical(source)
        written = forms[source]
        key = (finding.code, path, finding.function, written)
        identity = _digest((finding.code, finding.function, written))
        marked.append(replace(finding, identity=identity, fingerprint=_digest((*key, str(seen[key])))))
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


def _digest(parts: Iterable[str]) -> str:
    return blake2b("\0".join(parts).encode(), digest_size=_DIGEST_BYTES).hexdigest()
