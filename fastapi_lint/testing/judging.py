"""What a case expects against what the rules found: both must match, line by line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from fastapi_lint.model.finding import Finding
from fastapi_lint.model.problem import Problem, ProblemKind
from fastapi_lint.model.report import Report
from fastapi_lint.testing.expectations import MISSED, ROUTES, Expected
from fastapi_lint.testing.suite import Case

_CODE_OF = {
    ProblemKind.SYNTAX_ERROR: "FAL001",
    ProblemKind.UNREADABLE: "FAL002",
    ProblemKind.TOO_DEEP: "FAL003",
    ProblemKind.RULE_CRASH: "FAL005",
}


class Difference(NamedTuple):
    """One thing that is not as expected, and on which line of which file of the case (0: of the case as a whole)."""

    path: str
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.text}" if self.line else self.text


def judge(case: Case, codes: frozenset[str], report: Report) -> Iterator[Difference]:
    """What differs; nothing if the case holds.

    Only findings of `codes` count. A problem fails the case as well, unless its own code is among them: where the
    analysis is incomplete, silence proves nothing.
    """
    findings = [finding for finding in report.findings if finding.code in codes]
    yield from (_problem(each) for each in report.problems if _counts(each, codes))
    yield from _unmatched(case, findings)
    yield from _promoted(case, findings)
    yield from _routes(case, findings)
    yield from _chains(case, findings)


def described(finding: Finding) -> str:
    """A finding as a suite would expect it, with its confidence."""
    return f'{finding.severity}: [{finding.code}] "{finding.message}" confidence={finding.confidence}'


def _counts(problem: Problem, codes: frozenset[str]) -> bool:
    return problem.kind is not ProblemKind.UNRESOLVED and _CODE_OF.get(problem.kind) not in codes


def _problem(problem: Problem) -> Difference:
    return Difference(problem.path or "", problem.line or 1, f"{problem.kind}: {problem.message}")


def _unmatched(case: Case, findings: list[Finding]) -> Iterator[Difference]:
    left = list(findings)
    lacking = []
    # The most particular expectation chooses first: one without a text takes what remains.
    for expected in sorted(filter(lambda each: each.is_finding, case.expected), key=lambda each: -len(each.text)):
        match = next((finding for finding in left if expected.fits(finding)), None)
        if match is None:
            lacking.append(expected)
        else:
            left.remove(match)
    for expected in sorted(lacking, key=lambda each: (each.path, each.line, each.code)):
        yield Difference(expected.path, expected.line, f"expected and not found: {expected}{_instead(expected, left)}")
    missed = {(each.path, each.line, each.code) for each in case.expected if each.name == MISSED}
    for finding in left:
        if (finding.location.path, finding.span.line, finding.code) not in missed:
            text = f"found and not expected: {described(finding)}"
            yield Difference(finding.location.path, finding.span.line, text)


def _instead(expected: Expected, left: Iterable[Finding]) -> str:
    here = [each for each in left if (each.location.path, each.span.line) == (expected.path, expected.line)]
    return "".join(f"\n    on this line: {described(finding)}" for finding in here)


def _promoted(case: Case, findings: list[Finding]) -> Iterator[Difference]:
    for expected in case.expected:
        at = (expected.path, expected.line, expected.code)
        for finding in findings:
            if expected.name == MISSED and (finding.location.path, finding.span.line, finding.code) == at:
                text = f"no longer missed; promote it to `# {described(finding)}`"
                yield Difference(expected.path, expected.line, text)


def _routes(case: Case, findings: list[Finding]) -> Iterator[Difference]:
    for expected in case.expected:
        if expected.name != ROUTES:
            continue
        wanted = {route.strip() for route in expected.text.split(",")}
        here = [each for each in findings if (each.location.path, each.span.line) == (expected.path, expected.line)]
        if not any(set(finding.routes) == wanted for finding in here):
            found = "; ".join(", ".join(finding.routes) or "none" for finding in here) or "no finding"
            yield Difference(expected.path, expected.line, f"expected {expected}\n    found: {found}")


def _chains(case: Case, findings: list[Finding]) -> Iterator[Difference]:
    found = [tuple(f"{hop.path}:{hop.line} {hop.function} -> {hop.call}" for hop in each.trace) for each in findings]
    for chain in case.chains:
        if chain not in found:
            shown = "\n  or\n    ".join("\n    ".join(each) or "(no chain)" for each in found) or "(no finding)"
            wanted = "\n    ".join(chain)
            yield Difference("", 0, f"no finding has this chain:\n    {wanted}\n  found:\n    {shown}")
