"""What the commands below `baseline` do: analyse, compare with what is known, write the file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from enum import Enum
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import click

from fastapi_lint.cli.check import CheckOptions
from fastapi_lint.cli.checking import Asked, analysed, request_of, settings_of
from fastapi_lint.cli.exits import CLEAN, INCOMPLETE
from fastapi_lint.cli.failure import Failure
from fastapi_lint.cli.known import BaselinePlace, place_of, read
from fastapi_lint.cli.writing import write_file
from fastapi_lint.config.settings import Settings
from fastapi_lint.engine.gate.baseline import described, entries_of
from fastapi_lint.engine.gate.baseline_file import added_up, merged
from fastapi_lint.engine.gate.baseline_file import written as text_of
from fastapi_lint.engine.gate.entries import KnownFindings
from fastapi_lint.model.baseline import Baseline, Entry
from fastapi_lint.model.problem import Problem
from fastapi_lint.model.report import Report
from fastapi_lint.render.printable import printable
from fastapi_lint.render.tally import counted
from fastapi_lint.source import disk
from fastapi_lint.source.overlay import Files
from fastapi_lint.source.project_root import find_root


class Task(Enum):
    """What is to be done with the baseline."""

    CREATE = "create"
    UPDATE = "update"
    PRUNE = "prune"


class _Incomplete(Failure):
    """Not all could be analysed."""

    exit_code = INCOMPLETE


class _Contents(NamedTuple):
    """What a baseline is to hold, what of it is new, and what no longer belongs to it."""

    entries: tuple[Entry, ...]
    added: Sequence[Entry]
    removed: Sequence[Entry]


def written(task: Task, given: Mapping[str, Any]) -> int:
    """Write the baseline; the result is the exit code."""
    chosen = {name: value for name, value in given.items() if name in CheckOptions._fields}
    options = CheckOptions(**chosen)
    root = find_root()
    settings = settings_of(options, root)
    place = place_of(options, settings, root)
    known = _known(task, place, force=given.get("force", False))
    report, files = _report(options, settings, root, known)
    if report.exit_code() == INCOMPLETE:
        raise _incomplete(report)
    contents = _contents(task, known, report, files)
    if not given["dry_run"]:
        write_file(str(place.file), text_of(contents.entries).encode())
    if not options.quiet or given["dry_run"]:
        _tell(place, contents, dry_run=given["dry_run"])
    return CLEAN


def _known(task: Task, place: BaselinePlace, *, force: bool) -> KnownFindings:
    is_there = disk.exists(place.file)
    if task is Task.CREATE:
        if is_there and not force:
            raise Failure(
                f"there is a baseline `{place.shown}` already",
                "`update` takes in what is new, `create --force` writes it anew",
            )
        return KnownFindings(place.shown)
    if not is_there:
        raise Failure(f"there is no baseline `{place.shown}`", "`fastapi-lint baseline create` writes one")
    return read(place, merging=True)


def _report(options: CheckOptions, settings: Settings, root: Path, known: KnownFindings) -> tuple[Report, Files]:
    """The report on the whole project."""
    asked = Asked(root, (), (), Files(root))
    request = request_of(asked, settings, options._replace(no_baseline=True, baseline=None))
    return analysed(replace(request, baseline=known), options), asked.files


def _contents(task: Task, known: KnownFindings, report: Report, files: Files) -> _Contents:
    """What the baseline is to hold. What was known and is still found keeps its words: a review shows what changed."""

    @lru_cache(maxsize=1)  # findings come file by file
    def lines_of(path: str) -> Sequence[str]:
        source = files.read(path)
        return () if isinstance(source, Problem) else source.lines

    baseline = report.baseline or Baseline("")
    before = {(entry.identity, entry.path): entry._replace(times=1) for entry in known.entries}
    found = entries_of(report.known, lines_of)
    kept = [*(before.get((each.identity, each.path), each) for each in found), *baseline.unjudged]
    added = [] if task is Task.PRUNE else entries_of(report.findings, lines_of)
    return _Contents(added_up([*kept, *added]), added, baseline.stale)


def _incomplete(report: Report) -> Failure:
    problem = next(problem for problem in report.problems if problem.is_incomplete)
    return _Incomplete(
        f"the analysis is incomplete, so that the baseline would be: {problem.message}",
        problem.hint or "`fastapi-lint check` tells more",
    )


def _tell(place: BaselinePlace, contents: _Contents, *, dry_run: bool) -> None:
    if dry_run:
        for sign, entries in (("-", contents.removed), ("+", merged(added_up(contents.added)))):
            for entry in entries:
                click.echo(printable(f"{sign} {described(entry)}: {entry.message}"))
    total = sum(entry.times for entry in contents.entries)
    removed = sum(entry.times for entry in contents.removed)
    changes = f"{len(contents.added):,} added, {removed:,} removed"
    would = " (nothing was written)" if dry_run else ""
    click.echo(printable(f"{place.shown}: {counted(total, 'known finding')}: {changes}{would}"))
