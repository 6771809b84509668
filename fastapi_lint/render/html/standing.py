"""How the project stands: the numbers that the audit opens with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from fastapi_lint.model.finding import Finding, Severity
from fastapi_lint.model.report import Report
from fastapi_lint.model.route import RouteView, ServedRoutes
from fastapi_lint.render.tally import sorted_findings

_EVERYWHERE = 0.9  # of all routes
_FEW = 5  # routes: in so small a project nothing is said of every route


class Counts(NamedTuple):
    """Findings of each severity."""

    errors: int
    warnings: int
    infos: int

    @property
    def all(self) -> int:
        """Their sum."""
        return sum(self)

    @staticmethod
    def of(findings: Iterable[Finding]) -> Counts:
        """Counts findings."""
        counter = Counter(finding.severity for finding in findings)
        return Counts(*(counter[severity] for severity in Severity))


class Share(NamedTuple):
    """One of the routes, files or rules, with the findings that are its."""

    name: str
    counts: Counts
    route: RouteView | None = None


@dataclass(frozen=True)
class Standing:
    """What a report says of the project as a whole."""

    report: Report

    @cached_property
    def counts(self) -> Counts:
        """All findings."""
        return Counts.of(self.report.findings)

    @cached_property
    def routes(self) -> dict[str, RouteView]:
        """The routes without mounts by their label, empty if the report has no table."""
        return {f"{route.verb} {route.path}": route for app in self.report.apps or () for route in _served(app)}

    @cached_property
    def _times(self) -> Counter[str]:
        """How many routes have a label: several applications may each have theirs."""
        return Counter(f"{route.verb} {route.path}" for app in self.report.apps or () for route in _served(app))

    @property
    def number_of_routes(self) -> int:
        """Also known if the report has no table."""
        return self._times.total() or self.report.statistics.routes

    def reached(self, *severities: Severity) -> int:
        """The number of routes that findings of these severities are about, without those that concern every route."""
        everywhere = set(self.everywhere)
        found = (one for one in self.report.findings if one.severity in severities and one not in everywhere)
        return sum(self._times[label] or 1 for label in {label for finding in found for label in finding.routes})

    @cached_property
    def everywhere(self) -> list[Finding]:
        """What concerns (nearly) every route, such as a middleware: it says nothing about one of them."""
        total = self.number_of_routes
        if total < _FEW:
            return []
        found = [one for one in sorted_findings(self.report) if len(one.routes) >= total * _EVERYWHERE]
        return sorted(found, key=lambda one: one.severity.rank)

    @property
    def everywhere_told(self) -> str:
        """How many routes that is."""
        fewest = min((len(finding.routes) for finding in self.everywhere), default=0)
        return "every route" if fewest >= self.number_of_routes else "nearly every route"

    @cached_property
    def worst_routes(self) -> list[Share]:
        """Routes with findings of their own, those with most errors first."""
        everywhere = set(self.everywhere)
        by_label: dict[str, list[Finding]] = {}
        for finding in sorted_findings(self.report):
            for label in finding.routes if finding not in everywhere else ():
                by_label.setdefault(label, []).append(finding)
        return _worst_first(Share(label, Counts.of(found), self.routes.get(label)) for label, found in by_label.items())

    @cached_property
    def worst_files(self) -> list[Share]:
        """Files with findings, those with most errors first."""
        by_path: dict[str, list[Finding]] = {}
        for finding in self.report.findings:
            by_path.setdefault(finding.location.path, []).append(finding)
        return _worst_first(Share(path, Counts.of(found)) for path, found in by_path.items())


def _served(app: ServedRoutes) -> Iterable[RouteView]:
    return (route for route in app.routes if route.kind != "mount")


def _worst_first(shares: Iterable[Share]) -> list[Share]:
    return sorted(shares, key=lambda one: (*(-number for number in one.counts), one.name))
