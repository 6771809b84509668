"""Causes: what the chains of a report end in, and all that leads there. Mended once, many findings are gone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from fastapi_lint.model.effect import Hop
from fastapi_lint.model.finding import Finding, Severity
from fastapi_lint.model.report import Report
from fastapi_lint.render.tally import sorted_findings


class Leading(NamedTuple):
    """A chain of a finding to a leaf: its name, what it does, and the calls."""

    leaf: str
    kind: str
    trace: tuple[Hop, ...]


@dataclass
class Cause:
    """A leaf with the findings that lead there: as what they report, or beside it."""

    leaf: str
    kind: str
    findings: list[Finding] = field(default_factory=list)
    chains: list[tuple[Hop, ...]] = field(default_factory=list)
    aliases: list[str] = field(default_factory=list)  # leaves that the types leave open at the same calls

    @property
    def severity(self) -> Severity:
        """That of the gravest finding."""
        return min((finding.severity for finding in self.findings), key=lambda severity: severity.rank)

    @property
    def routes(self) -> frozenset[str]:
        """The routes that any of the findings is about."""
        return frozenset(label for finding in self.findings for label in finding.routes)

    def is_reported_by(self, finding: Finding) -> bool:
        """True if the leaf is what the finding is about, not what its place reaches besides."""
        return finding.leaf_name == self.leaf or finding.leaf_name in self.aliases

    @property
    def callers(self) -> list[tuple[str, str, int]]:
        """Function, path and line of the calls of the leaf itself, the most frequent first."""
        ends = Counter((chain[-1].function, chain[-1].path, chain[-1].line) for chain in self.chains)
        return sorted(ends, key=lambda end: (-ends[end], end))


def leaves_of(finding: Finding) -> list[Leading]:
    """All chains of a finding that end in a leaf, the reported one first."""
    first = [Leading(finding.leaf_name, finding.leaf, finding.trace)] if finding.leaf_name and finding.trace else []
    return first + [Leading(*chain) for chain in finding.also if chain.trace]


def causes_of(report: Report) -> list[Cause]:
    """The causes, the gravest first, of these the ones that most routes lead to."""
    causes: dict[str, Cause] = {}
    gravest_first = sorted(sorted_findings(report), key=lambda finding: (finding.severity.rank, -len(finding.routes)))
    for finding in gravest_first:
        for leaf, kind, trace in leaves_of(finding):
            cause = causes.setdefault(leaf, Cause(leaf, kind))
            if finding not in cause.findings[-1:]:
                cause.findings.append(finding)
            cause.chains.append(trace)
    return sorted(_merged(causes.values()), key=_rank)


_FEW = 3


def foremost(causes: Sequence[Cause], severity: Severity) -> tuple[list[Cause], int]:
    """The few causes that most findings of a severity report, and how many these are."""
    reported = {
        number: {one.fingerprint for one in cause.findings if one.severity is severity and cause.is_reported_by(one)}
        for number, cause in enumerate(causes)
    }
    chosen: list[Cause] = []
    covered: set[str] = set()
    while reported and len(chosen) < _FEW:
        number = max(reported, key=lambda one: (len(reported[one] - covered), -one))
        if not reported[number] - covered:
            break
        chosen.append(causes[number])
        covered |= reported.pop(number)
    return chosen, len(covered)


def _merged(causes: Iterable[Cause]) -> Iterable[Cause]:
    """Causes at the same calls, of the same findings, are one: a client of which only the base class is known."""
    merged: dict[Hashable, Cause] = {}
    for cause in causes:
        same = (cause.kind, tuple(each.fingerprint for each in cause.findings), tuple(cause.callers))
        first = merged.setdefault(same, cause)
        if first is not cause:
            first.aliases.append(cause.leaf)
    return merged.values()


def _rank(cause: Cause) -> tuple[int, int, int, str]:
    return (cause.severity.rank, -len(cause.routes), -len(cause.findings), cause.leaf)
