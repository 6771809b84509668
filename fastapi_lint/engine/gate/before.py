"""What was found before a change, and which findings the change brought about.

A finding was there before if it matches one of before (`matching`). It is told all the same if it stands on a line that
was changed and its statement now says something else: whoever edits it has it in hand. Of those that were not there
before, some stand on changed lines; the others were caused from elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from fastapi_lint.engine.canonical import canonical
from fastapi_lint.engine.gate.causes import Causes
from fastapi_lint.engine.gate.changed_lines import ChangedLines
from fastapi_lint.engine.gate.matching import Found, Gone, Known, match
from fastapi_lint.engine.gate.renames import Renames
from fastapi_lint.engine.own_codes import STALE
from fastapi_lint.engine.statements import Statements
from fastapi_lint.model.finding import Cause, Finding, Introduced
from fastapi_lint.model.problem import Problem
from fastapi_lint.model.report import Comparison

TextOf = Callable[[str], str | None]
"""The text of a file by its path, None if there is none."""


class Seen(NamedTuple):
    """A finding of before."""

    identity: str
    path: str
    function: str
    line: int


class Snapshot(NamedTuple):
    """What a run found: findings, and problems by kind, path and message."""

    findings: tuple[Seen, ...]
    problems: tuple[tuple[str, str | None, str], ...]
    is_incomplete: bool


@dataclass(frozen=True, slots=True)
class Before:
    """What was found before the change, and the texts of that time. `fetch` is told which of these are going to be
    asked for, `paths` are those that there are. `note` is told what is found now, whether it was there before or not.
    """

    snapshot: Snapshot
    text_of: TextOf
    fetch: Callable[[Sequence[str]], None]
    paths: frozenset[str]
    comparison: Comparison
    note: Callable[[Snapshot], None]

    def had(self, problem: Problem) -> bool:
        """True if the problem was there before."""
        return (str(problem.kind), problem.path, problem.message) in self.snapshot.problems


def snapshot_of(findings: Iterable[Finding], problems: Sequence[Problem]) -> Snapshot:
    """What a run found, to be compared with."""
    return Snapshot(
        tuple(Seen(each.identity, each.location.path, each.function, each.span.line) for each in findings),
        tuple((str(each.kind), each.path, each.message) for each in problems),
        any(each.is_incomplete for each in problems),
    )


class Now(NamedTuple):
    """The project as it is: texts by path, what is gone from it, and its definitions."""

    texts: Mapping[str, str]
    gone: Gone
    causes: Causes


def compared(findings: Sequence[Finding], before: Before, project: Now) -> tuple[Finding, ...]:
    """The findings that a change brought about, in order."""
    seen, text_of, paths = before.snapshot.findings, project.texts.get, before.paths
    before.fetch(sorted({*(each.path for each in seen), *(each.location.path for each in findings)} & paths))
    renames = Renames(paths, before.text_of, before.fetch, project.texts, lambda path: project.gone(path, ""))
    lines = ChangedLines(before.text_of, text_of, renames.origin)
    now, then = _Statements(text_of, lines), _Statements(before.text_of, lines)
    matched = match(
        [Found(each, now.at(each.location.path, each.span.line)) for each in findings],
        [Known(each.identity, each.path, each.function, then.at(each.path, each.line)) for each in seen],
        project.gone,
    )
    strange = [each for index, each in enumerate(findings) if index not in matched]
    before.fetch(sorted({hop.path for each in strange for hop in each.trace} & paths))

    def told(index: int, finding: Finding) -> Finding | None:
        path, span = finding.location
        is_touched = lines.touch(path, range(span.line, span.end_line + 1))
        if finding.code == STALE:
            return finding
        if index in matched:
            old = seen[matched[index]]
            if not is_touched or now.at(path, span.line) == then.at(old.path, old.line):
                return None
        here = Introduced(Cause.CHANGED_LINE, path, span.line)
        return replace(finding, introduced=here if is_touched else project.causes.of(finding, lines))

    return tuple(one for index, finding in enumerate(findings) if (one := told(index, finding)) is not None)


class _Statements:
    """What statements say, by their place; where a file is as it was, nothing is said, for it is the same."""

    def __init__(self, text_of: TextOf, lines: ChangedLines) -> None:
        self._text_of = text_of
        self._lines = lines
        self._files: dict[str, tuple[list[str], Statements]] = {}

    def at(self, path: str, line: int) -> str:
        """The canonical form of the statement at a line."""
        if self._lines.is_as_before(path):
            return ""
        if path not in self._files:
            text = self._text_of(path) or ""
            self._files[path] = text.split("\n"), Statements(text)
        lines, statements = self._files[path]
        statement = statements.at(line)
        return canonical("\n".join(lines[statement.first - 1 : statement.last]).strip())
