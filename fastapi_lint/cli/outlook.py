"""What there is to see of a project before it is configured."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from fastapi_lint.cli.check import CheckOptions
from fastapi_lint.cli.checking import Asked, analysed, request_of
from fastapi_lint.cli.init import InitOptions
from fastapi_lint.config.proposals import Proposal, proposals
from fastapi_lint.config.settings import Settings
from fastapi_lint.config.targets import Versions, project_versions
from fastapi_lint.model.finding import Finding, Severity
from fastapi_lint.model.problem import Problem
from fastapi_lint.model.report import Report
from fastapi_lint.render.tally import by_rule, counted
from fastapi_lint.source.discovery import discover
from fastapi_lint.source.overlay import Files

_PACKAGES = {"fastapi": "FastAPI", "starlette": "Starlette", "pydantic": "Pydantic", "python": "Python"}
_HEAD = 2000  # characters
SYNC_HANDLERS = "FAL104"
_MANY = 20
_FAILS = Severity.WARNING


@dataclass(frozen=True, slots=True)
class Outlook:
    """What was found: the report, the findings that are left if the proposals are taken, and the versions."""

    report: Report
    findings: tuple[Finding, ...]
    proposals: tuple[Proposal, ...]
    versions: Versions

    @property
    def failing(self) -> int:
        """How many findings would make a check fail."""
        return sum(finding.severity.rank <= _FAILS.rank for finding in self.findings)

    @property
    def knows_version(self) -> bool:
        """True if a file names the version of FastAPI."""
        return self.versions.fastapi is not None or self.versions.targets.fastapi.below is not None

    @property
    def is_incomplete(self) -> bool:
        """True if something could not be analysed."""
        return any(problem.is_incomplete for problem in self.report.problems)


def look_at(root: Path, options: InitOptions) -> Outlook:
    """Analyse the project as it is without a configuration, and propose what it needs."""
    files = Files(root)
    paths = [source.path for source in discover([root], root, files=files).files]
    asked = CheckOptions(jobs=options.jobs, cache_dir=options.cache_dir, no_cache=options.no_cache, no_baseline=True)
    request = request_of(Asked(root, (root,), (), files), Settings(), asked)
    report = analysed(replace(request, route_table=True), asked)
    findings = Counter(finding.location.path for finding in report.findings)
    applications = {app.path for app in report.apps or () if app.name}
    proposed = proposals(paths, findings, applications, lambda path: _head(files, path))
    left = tuple(each for each in report.findings if not _is_hidden(each.location.path, proposed))
    return Outlook(report, left, proposed, project_versions(root))


def told(outlook: Outlook) -> Iterator[str]:
    """What was seen, in a few lines."""
    statistics, served = outlook.report.statistics, [app for app in outlook.report.apps or () if app.name]
    read = f"{counted(statistics.files, 'file')}"
    if served:
        routes = counted(sum(route.kind != "mount" for app in served for route in app.routes), "route")
        yield f"Found {counted(len(served), 'application')} with {routes} in {read}."
    elif statistics.files:
        yield f"Found no FastAPI application in {read}: is this the folder of the project?"
    else:
        yield "Found no Python files: is this the folder of the project?"
    for each in outlook.versions.origins:
        told = each.version if each.is_exact else _range(each.version, each.below)
        yield f"  {_PACKAGES[each.package]} {told}, by {each.file}"
    if served and not outlook.knows_version:
        yield "  No file names the version of FastAPI: the newest is assumed."
    for file in outlook.versions.unread:
        yield f"  {file} may name versions, but cannot be read"
    yield from _findings(outlook)
    broken = sum(problem.is_incomplete for problem in outlook.report.problems)
    if broken:
        yield f"The analysis is incomplete: {counted(broken, 'problem')}, which `fastapi-lint check` shows."


def _findings(outlook: Outlook) -> Iterator[str]:
    if not outlook.findings:
        yield "There are no findings."
        return
    yield f"There {'is' if len(outlook.findings) == 1 else 'are'} {counted(len(outlook.findings), 'finding')}:"
    rules = by_rule(outlook.findings)
    width = max(len(rule.name) for rule in rules)
    digits = max(len(f"{rule.findings:,}") for rule in rules)
    for rule in rules:
        yield f"  {rule.severity:<7}  {rule.code:<6}  {rule.name:<{width}}  {rule.findings:>{digits},}"
    synchronous = sum(finding.code == SYNC_HANDLERS for finding in outlook.findings)
    if synchronous >= _MANY and synchronous * 2 > len(outlook.findings):
        yield f"{SYNC_HANDLERS} makes {synchronous:,} of them. Where `def` handlers are meant, `ignore` can say so."


def _range(lowest: str, below: str | None) -> str:
    return " and ".join([f"{lowest} or newer"] * bool(lowest) + [f"before {below}"] * bool(below))


def _head(files: Files, path: str) -> str:
    source = files.read(path)
    return "" if isinstance(source, Problem) else source.text[:_HEAD]


def _is_hidden(path: str, proposed: tuple[Proposal, ...]) -> bool:
    patterns = [each.pattern for each in proposed]
    return any(path == each or (each.endswith("/") and path.startswith(each)) for each in patterns)
