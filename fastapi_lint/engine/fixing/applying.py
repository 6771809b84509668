"""One round: the edits of the fixes that do not stand in each other's way, put into the texts of files."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable
from itertools import accumulate
from typing import NamedTuple

from fastapi_lint.model.finding import Edit, Finding
from fastapi_lint.model.location import Span
from fastapi_lint.model.problem import Problem
from fastapi_lint.source.reader import decode

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)?")


class Applied(NamedTuple):
    """What became of the files, by path, and which findings are mended; the others have to wait for the next round."""

    files: dict[str, bytes]
    mended: tuple[Finding, ...]


class _Chosen:
    """The edits of one file that are going to be made, in order, without two that touch."""

    def __init__(self) -> None:
        self._edits: dict[Edit, None] = {}
        self._spans: list[Span] = []

    def has(self, edit: Edit) -> bool:
        """True if another fix makes the very same edit: an import that both need."""
        return edit in self._edits

    def admits(self, edit: Edit) -> bool:
        """True if the edit touches none of those that are chosen."""
        span = edit.location.span
        at = bisect_left(self._spans, span)
        before = self._spans[at - 1] if at else None
        after = self._spans[at] if at < len(self._spans) else None
        return (before is None or _end(before) < _start(span) or _are_apart(before, span)) and (
            after is None or _end(span) < _start(after) or _are_apart(span, after)
        )

    def take(self, edit: Edit) -> None:
        """Choose an edit."""
        self._edits[edit] = None
        self._spans.insert(bisect_left(self._spans, edit.location.span), edit.location.span)

    @property
    def edits(self) -> list[Edit]:
        """From the end of the file to its start."""
        return sorted(self._edits, key=lambda edit: edit.location.span, reverse=True)


def apply(findings: Iterable[Finding], contents: Callable[[str], bytes | Problem]) -> Applied:
    """Applies the fixes of findings, in their order; what touches an edit of an earlier one is left for later.

    All edits of a fix are made, or none.
    """
    chosen: dict[str, _Chosen] = {}
    mended = []
    for finding in findings:
        edits = finding.fix.edits if finding.fix is not None else ()
        new = [each for each in edits if not chosen.setdefault(each.location.path, _Chosen()).has(each)]
        if all(chosen[each.location.path].admits(each) for each in new) and _are_disjoint(new):
            for each in new:
                chosen[each.location.path].take(each)
            mended.append(finding)
    files = {}
    for path, one in chosen.items():
        before = contents(path)
        if one.edits and isinstance(before, bytes):
            files[path] = edited(before, path, one.edits)
    return Applied(files, tuple(mended))


def edited(data: bytes, path: str, edits: Iterable[Edit]) -> bytes:
    """The contents of a file with edits made that do not touch, the last first: same encoding, same line ends.

    Raises UnicodeEncodeError if the file's encoding lacks a character of a replacement.
    """
    source = decode(data, path)
    if isinstance(source, Problem):
        raise ValueError(source.message)  # a finding in a file that cannot be read
    text = data.decode(source.encoding)
    lines = [match.group() for match in _LINE.finditer(text) if match.group()]
    starts = [0, *accumulate(map(len, lines))]
    for edit in edits:
        span = edit.location.span
        newline = _ending(lines[span.line - 1]) if span.line <= len(lines) else ""
        start, end = starts[span.line - 1] + span.column - 1, starts[span.end_line - 1] + span.end_column - 1
        text = text[:start] + edit.replacement.replace("\n", newline or source.newline) + text[end:]
    return text.encode(source.encoding)


def _ending(line: str) -> str:
    return line[len(line.rstrip("\r\n")) :]


def _are_disjoint(edits: Iterable[Edit]) -> bool:
    """True if no two edits of a fix touch."""
    by_path: dict[str, _Chosen] = {}
    for edit in edits:
        one = by_path.setdefault(edit.location.path, _Chosen())
        if not one.admits(edit):
            return False
        one.take(edit)
    return True


def _are_apart(before: Span, after: Span) -> bool:
    """True for two stretches that meet at their ends, neither an insertion, of which the order would be open."""
    return _end(before) == _start(after) and _start(before) != _end(before) and _start(after) != _end(after)


def _start(span: Span) -> tuple[int, int]:
    return span.line, span.column


def _end(span: Span) -> tuple[int, int]:
    return span.end_line, span.end_column
