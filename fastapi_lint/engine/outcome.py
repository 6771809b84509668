"""From what the rules found to the report: select, suppress, fingerprint, in order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import partial

from fastapi_lint import __version__
from fastapi_lint.engine.collect import Collection
from fastapi_lint.engine.fingerprint import with_fingerprints
from fastapi_lint.engine.gate.verdict import compared_with_baseline, compared_with_before, unless_before
from fastapi_lint.engine.manual import with_urls
from fastapi_lint.engine.own_codes import OWN_RULES
from fastapi_lint.engine.request import Request
from fastapi_lint.engine.select import Selection
from fastapi_lint.engine.sources import Sources
from fastapi_lint.engine.suppress import Commented, suppress
from fastapi_lint.engine.unused_ignores import Judged, unused_ignores
from fastapi_lint.model.finding import Finding
from fastapi_lint.model.location import Location, Span
from fastapi_lint.model.problem import Problem, ProblemKind
from fastapi_lint.model.report import Report, Statistics
from fastapi_lint.model.route import ServedRoutes
from fastapi_lint.model.rule import Place

_OWN = {rule.code: rule for rule in OWN_RULES}
_CODES = {
    ProblemKind.SYNTAX_ERROR: "FAL001",
    ProblemKind.UNREADABLE: "FAL002",
    ProblemKind.TOO_DEEP: "FAL003",
}


def report_of(
    request: Request,
    selection: Selection,
    sources: Sources,
    *,
    statistics: Statistics,
    collected: Collection,
    problems: Iterable[Problem],
    apps: tuple[ServedRoutes, ...] | None = None,
) -> Report:
    """The report: what is selected and not suppressed, in order, and whatever kept the analysis from being complete."""
    noted = sorted({each for each in problems if request.reports_on(each.path)}, key=_problem_key)
    told = [finding for problem in noted for finding in _told(problem)]
    found = {each for each in [*collected.findings, *told] if request.reports_on(each.location.path)}
    commented = {
        module.path: Commented(module.facts.suppressions, partial(sources.texts.__getitem__, module.path))
        for module in sources.modules
        if module.facts.suppressions and request.reports_on(module.path)
    }
    crashed = frozenset(code for code, _ in collected.crashed)

    def marked(findings: Iterable[Finding]) -> tuple[Finding, ...]:
        return with_fingerprints(findings, lambda path: sources.texts.get(path, ""))

    wanted = sorted((each for each in found if each.code in selection.anywhere), key=_finding_key)
    settled = suppress(
        marked(wanted),
        commented,
        frozenset(rule.code for rule in request.registry.all),
        selection.anywhere - crashed,
        require_reason=request.settings.require_reason,
    )
    remarks = [each for each in settled.kept if not each.identity]
    run = Judged([*wanted, *remarks], [module.path for module in sources.modules], crashed)
    remarks += unused_ignores(request, selection, run)
    kept = [*(each for each in settled.kept if each.identity), *marked(remarks)]
    kept = sorted((each for each in kept if not selection.ignores(each)), key=_finding_key)
    gate = compared_with_baseline(request, sources, kept, selection, crashed)

    def shown(findings: Iterable[Finding]) -> tuple[Finding, ...]:
        admitted = (selection.as_fixable(each) for each in findings if selection.admits(each))
        return tuple(with_urls(admitted, request.registry.all))

    new, comparison = compared_with_before(request, sources, noted, shown(gate.new), shown(kept))
    return Report(
        version=__version__,
        root=str(request.root.resolve()),
        findings=new,
        problems=unless_before(noted, request.before),
        suppressed=shown(settled.silenced),
        statistics=replace(
            statistics, sites=len(collected.sites), sites_opened=len(collected.opened), excluded=sources.excluded
        ),
        apps=apps,
        known=shown(gate.known),
        baseline=gate.baseline,
        comparison=comparison,
        suppressions=settled.comments,
    )


def _told(problem: Problem) -> Iterable[Finding]:
    """The finding of a problem with a file."""
    code = _CODES.get(problem.kind)
    if code is not None and problem.path is not None:
        line, column = problem.line or 1, problem.column or 1
        place = Place(Location(problem.path, Span(line, column, line, column)), "", ())
        yield _OWN[code].finding(place, problem.message)


def _problem_key(problem: Problem) -> tuple[str, int, int, str, str]:
    return (problem.path or "", problem.line or 0, problem.column or 0, problem.kind, problem.message)


def _finding_key(finding: Finding) -> tuple[object, ...]:
    """Total: also orders findings that differ in nothing but their chain."""
    return (*finding.sort_key, finding.severity.rank, finding.confidence.rank, finding.function, finding.trace)
