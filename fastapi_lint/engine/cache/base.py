"""What a report rests on, kept beside it: with that it can be told whether an edit leaves it true."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from fastapi_lint.engine.cache.relocation import Relocation
from fastapi_lint.model.effect import Hop
from fastapi_lint.model.finding import Edit, Finding
from fastapi_lint.model.location import Location
from fastapi_lint.model.problem import Problem
from fastapi_lint.model.report import Report


class Shown(NamedTuple):
    """How the report was shown."""

    output_format: str
    color: str
    hyperlinks: str
    quiet: bool
    statistics: bool
    fail_on: str


class BaseFile(NamedTuple):
    """A file when the project was linked: the digests of its bytes and of its text, the definitions whose bodies were
    asked for (None: it is not known which), and those whose text was shown to rules."""

    contents: str
    text: str
    opened: tuple[int, ...] | None
    shown: tuple[int, ...]


class Base(NamedTuple):
    """The linked files by their path on disk, the report, and where texts and facts are kept."""

    root: str
    files: dict[str, BaseFile]
    report: Report
    shown: Shown
    folder: str
    name: str
    identity: str

    @property
    def root_path(self) -> Path:
        """The root as a path."""
        return Path(self.root)


def moved(report: Report, relocations: Mapping[str, Relocation]) -> Report | None:
    """The report with the lines of some files, by path, where they are now; None if it speaks of others.

    A report with the route table speaks of the lines of all handlers and dependencies, and is made anew.
    """
    if report.apps is not None:
        return None
    try:
        return replace(
            report,
            findings=tuple(_finding(each, relocations) for each in report.findings),
            suppressed=tuple(_finding(each, relocations) for each in report.suppressed),
            known=tuple(_finding(each, relocations) for each in report.known),
            problems=tuple(_problem(each, relocations) for each in report.problems),
            statistics=replace(
                report.statistics, lines=report.statistics.lines + sum(one.added for one in relocations.values())
            ),
        )
    except KeyError:
        return None


def _line(path: str, line: int, relocations: Mapping[str, Relocation]) -> int:
    relocation = relocations.get(path)
    if relocation is None:
        return line
    if line in relocation.unseen:
        raise KeyError(line)
    return relocation.lines[line]


def _location(location: Location, relocations: Mapping[str, Relocation]) -> Location:
    path, span = location
    first, last = _line(path, span.line, relocations), _line(path, span.end_line, relocations)
    if path in relocations and not relocations[path].unseen.isdisjoint(range(span.line, span.end_line)):
        raise KeyError(span.line)  # a fingerprint may be made of what stands there
    return Location(path, span._replace(line=first, end_line=last))


def _hops(hops: Iterable[Hop], relocations: Mapping[str, Relocation]) -> tuple[Hop, ...]:
    return tuple(hop._replace(line=_line(hop.path, hop.line, relocations)) for hop in hops)


def _finding(finding: Finding, relocations: Mapping[str, Relocation]) -> Finding:
    if relocations.keys().isdisjoint(_paths(finding)):
        return finding
    fix = finding.fix
    return replace(
        finding,
        location=_location(finding.location, relocations),
        trace=_hops(finding.trace, relocations),
        also=tuple(chain._replace(trace=_hops(chain.trace, relocations)) for chain in finding.also),
        fix=fix and replace(fix, edits=tuple(_edit(each, relocations) for each in fix.edits)),
    )


def _paths(finding: Finding) -> Iterator[str]:
    """The files of whose lines a finding speaks."""
    yield finding.location.path
    yield from (hop.path for hop in finding.trace)
    yield from (hop.path for chain in finding.also for hop in chain.trace)
    if finding.fix is not None:
        yield from (edit.location.path for edit in finding.fix.edits)


def _edit(edit: Edit, relocations: Mapping[str, Relocation]) -> Edit:
    path, span = edit.location
    is_long = span.line != span.end_line or "\n" in edit.replacement
    if not is_long or path not in relocations:
        return replace(edit, location=_location(edit.location, relocations))
    shift = relocations[path].shift_of(span.line, span.end_line)  # no comment has come to stand within it, or beside it
    return replace(edit, location=Location(path, span._replace(line=span.line + shift, end_line=span.end_line + shift)))


def _problem(problem: Problem, relocations: Mapping[str, Relocation]) -> Problem:
    if problem.path is None or problem.line is None:
        return problem
    return replace(problem, line=_line(problem.path, problem.line, relocations))
