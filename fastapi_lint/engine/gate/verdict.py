"""What a run's baseline, and what was there before a change, say of its findings."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from fastapi_lint.engine.gate.baseline import sort_out, stale_findings
from fastapi_lint.engine.gate.presence import Presence
from fastapi_lint.engine.own_codes import STALE
from fastapi_lint.engine.request import Request
from fastapi_lint.engine.select import Selection
from fastapi_lint.engine.sources import Sources
from fastapi_lint.model.baseline import Baseline
from fastapi_lint.model.finding import Finding
from fastapi_lint.model.problem import Problem
from fastapi_lint.model.report import Comparison
from fastapi_lint.source import disk
from fastapi_lint.source.overlay import Files

if TYPE_CHECKING:
    from fastapi_lint.engine.gate.before import Before


class Verdict(NamedTuple):
    """Findings that are new, those that the baseline knows, and what is to be told of the baseline itself."""

    new: tuple[Finding, ...]
    known: tuple[Finding, ...] = ()
    baseline: Baseline | None = None


def compared_with_baseline(
    request: Request,
    sources: Sources,
    findings: Sequence[Finding],
    selection: Selection,
    crashed: frozenset[str],
) -> Verdict:
    """The findings of a run beside its baseline; `crashed` are codes of rules that did."""
    if request.baseline is None:
        return Verdict(tuple(findings))
    given = request.baseline
    presence = presence_of(request, sources)
    found = sort_out(findings, given.entries, presence.gone)
    looked_for = _looked_for(request, sources, selection, crashed)
    stale = tuple(entry for entry in found.unmatched if looked_for(entry.code, entry.path))
    unjudged = [entry for entry in found.unmatched if entry not in stale]
    unshown = (entry._replace(times=1) for finding, entry in found.known if not selection.admits(finding))
    told = stale_findings(given.path, stale) if STALE in selection.at(given.path).codes else ()
    known = tuple(finding for finding, _ in found.known)
    return Verdict((*found.new, *told), known, Baseline(given.path, stale, (*unjudged, *unshown)))


def compared_with_before(
    request: Request, sources: Sources, problems: Sequence[Problem], new: Sequence[Finding], found: Sequence[Finding]
) -> tuple[tuple[Finding, ...], Comparison | None]:
    """What a change brought about of findings that no baseline knows; `found` are all."""
    before = request.before
    if before is None:
        return tuple(new), None
    from fastapi_lint.engine.gate.before import Now, compared, snapshot_of  # noqa: PLC0415 - compares texts
    from fastapi_lint.engine.gate.causes import Causes  # noqa: PLC0415

    before.note(snapshot_of(found, problems))
    project = Now(sources.texts, presence_of(request, sources).gone, Causes(sources.modules))
    told = compared(new, before, project)
    return told, before.comparison._replace(before=len(new) - len(told))


def unless_before(problems: Iterable[Problem], before: Before | None) -> tuple[Problem, ...]:
    """The problems that a change brought about, and those that keep the analysis from being complete."""
    return tuple(each for each in problems if before is None or each.is_incomplete or not before.had(each))


def presence_of(request: Request, sources: Sources) -> Presence:
    """Which definitions there are in the project of a run."""
    files = Files(request.root) if request.files is None else request.files

    def exists(path: str) -> bool:
        try:
            files.tree.kind(path)
        except OSError:
            return False
        return True

    return Presence(sources, exists)


def _looked_for(
    request: Request, sources: Sources, selection: Selection, crashed: frozenset[str]
) -> Callable[[str, str], bool]:
    """True if the run would have found what has a code in the file of a path: the rule is there and selected, the file
    is reported on and could be read."""
    known = {rule.code for rule in request.registry.all}
    silent = {problem.path for problem in sources.problems}
    root = disk.real(request.root)
    within = tuple(os.path.relpath(disk.real(path), root).replace(os.sep, "/") for path in request.paths)

    def looked_for(code: str, path: str) -> bool:
        is_analysed = not within or any(each in (path, ".") or path.startswith(f"{each}/") for each in within)
        is_sought = code in selection.at(path).codes - crashed or code not in known
        return is_sought and is_analysed and path not in silent and request.reports_on(path)

    return looked_for
