"""Lets the rules look at each site, and at the project as a whole, and gathers what they find."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from fastapi_lint.engine.inspection import Inspected, Inspector, RuleCrash, Stretch
from fastapi_lint.engine.isolation import Attempt
from fastapi_lint.engine.request import Request
from fastapi_lint.model.finding import Finding
from fastapi_lint.model.problem import Problem
from fastapi_lint.model.rule import Rule
from fastapi_lint.project.project import Project

_STRETCH = 400  # lines: what takes a few hundredths of a second to look at


@dataclass
class Collection:
    """What the rules have found so far, which of them crashed, and how many sites there were and were opened."""

    findings: list[Finding] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    sites: int = 0
    opened: int = 0
    crashed: set[tuple[str, str]] = field(default_factory=set)  # code and path, each reported once

    def take(self, found: Inspected) -> None:
        """Add what a unit of work has found."""
        self.findings.extend(found.findings)
        self.problems.extend(found.problems)
        self.sites += found.sites
        self.opened += found.opened
        self.note(found.crashes)

    def note(self, crashes: Iterable[RuleCrash]) -> None:
        """Add crashes of rules, one for each rule and file."""
        for crash in crashes:
            key = (crash.code, crash.problem.path or "")
            if key not in self.crashed:
                self.crashed.add(key)
                self.problems.append(crash.problem)
                self.findings.extend(() if crash.finding is None else (crash.finding,))


def collect(
    project: Project, texts: Mapping[str, str], rules: tuple[Rule, ...], request: Request, attempt: Attempt
) -> Collection:
    """What the rules find in those files that are reported on, and in the project."""
    collection = Collection()
    inspector = Inspector(project, texts, rules, attempt, debug=request.debug)
    collection.note(inspector.unusable)
    project.prepare()
    waiting = tuple(stretches(project, request))
    total = sum(lines for _, lines in waiting)
    done = 0
    for stretch, lines in waiting:
        request.progress("inspect", done, total)
        collection.take(inspector.look_at_stretch(stretch))
        done += lines
    request.progress("inspect", total, total)
    for rule in rules:
        if type(rule).check_project is not Rule.check_project:
            collection.take(inspector.look_at_project(rule))
    context = (scope for path, scopes in project.scopes.items() if not request.reports_on(path) for scope in scopes)
    collection.sites += sum(map(project.is_site, context))
    return collection


def stretches(project: Project, request: Request) -> Iterator[tuple[Stretch, int]]:
    """The definitions of the files that are reported on, by path and place, in portions, with the lines of each."""
    for path in sorted(filter(request.reports_on, project.scopes)):
        scopes = project.scopes[path]
        starts = [scope.location.span.line for scope in scopes]
        first, lines = 0, 0
        for index, (start, following) in enumerate(pairwise((*starts, scopes[0].module.facts.lines + 1))):
            lines += max(following - start, 1)
            if lines >= _STRETCH or index == len(scopes) - 1:
                yield Stretch(path, first, index + 1), lines
                first, lines = index + 1, 0
