"""Lets the rules look at each site, and at the project as a whole, and gathers what they find."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from fastapi_lint.engine.inspection import PROJECT, Inspected, Inspector, Portion, RuleCrash
from fastapi_lint.engine.isolation import Attempt
from fastapi_lint.engine.jobs import FORK, workers_for
from fastapi_lint.engine.request import Request
from fastapi_lint.model.finding import Finding
from fastapi_lint.model.problem import Problem
from fastapi_lint.model.rule import Rule
from fastapi_lint.project.project import Project
from fastapi_lint.source.texts import Texts

_PORTION = 400  # lines: what takes a few hundredths of a second to look at


@dataclass
class Collection:
    """What the rules have found so far, which of them crashed, and which sites there were and were opened.

    `shown` are the sites whose text was looked at; `read` are the bodies that other processes asked for, by path and
    definition.
    """

    findings: list[Finding] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    sites: set[str] = field(default_factory=set)
    opened: set[str] = field(default_factory=set)
    crashed: set[tuple[str, str]] = field(default_factory=set)  # code and path, each reported once
    shown: set[str] = field(default_factory=set)
    read: set[tuple[str, int]] = field(default_factory=set)

    def take(self, found: Inspected) -> None:
        """Add what a unit of work has found."""
        self.findings.extend(found.findings)
        self.problems.extend(found.problems)
        self.sites.update(found.sites)
        self.opened.update(found.opened)
        self.shown.update(found.shown)
        self.read.update(found.read)
        self.note(found.crashes)

    def note(self, crashes: Iterable[RuleCrash]) -> None:
        """Add crashes of rules, one for each rule and file."""
        for crash in crashes:
            key = (crash.code, crash.problem.path or "")
            if key not in self.crashed:
                self.crashed.add(key)
                self.problems.append(crash.problem)
                self.findings.extend(() if crash.finding is None else (crash.finding,))


def collect(project: Project, texts: Texts, rules: tuple[Rule, ...], request: Request, attempt: Attempt) -> Collection:
    """What the rules find in those files that are reported on, and in the project."""
    collection = Collection()
    rules = tuple(rule for rule in rules if project.versions.meet(rule.applies_to))
    known = None if request.store is None else request.store.findings()
    inspector = Inspector(project, texts, rules, attempt, debug=request.debug, known=known)
    collection.note(inspector.unusable)
    project.prepare()
    reported = [path for path in sorted(project.scopes) if request.reports_on(path)]
    waiting = {**_checks_of_project(rules), **dict(_portions(project, reported))}
    size = sum(texts.sizes[path] for path in reported)
    for found in _inspected(inspector, waiting, workers_for(request.jobs, size, FORK), request):
        collection.take(found)
        if known is not None:
            known.take(found.news)
    if known is not None:
        known.save()
    context = (scope for path, scopes in project.scopes.items() if not request.reports_on(path) for scope in scopes)
    collection.sites.update(scope.id for scope in context if project.is_site(scope))
    return collection


def _inspected(
    inspector: Inspector, portions: Mapping[Portion, int], workers: int, request: Request
) -> Iterator[Inspected]:
    total = sum(portions.values())
    if workers:
        from fastapi_lint.engine.shared_inspection import inspected_by_workers  # noqa: PLC0415

        yield from inspected_by_workers(inspector, portions, workers, request.progress)
    else:
        done = 0
        for portion, lines in portions.items():
            request.progress("inspect", done, total)
            yield inspector.inspect(portion)
            done += lines
    request.progress("inspect", total, total)


def _checks_of_project(rules: Iterable[Rule]) -> dict[Portion, int]:
    checking = (rule for rule in rules if type(rule).check_project is not Rule.check_project)
    return {Portion(PROJECT, 0, 0, rule.code): 1 for rule in checking}


def _portions(project: Project, paths: Iterable[str]) -> Iterator[tuple[Portion, int]]:
    """The definitions of these files, by path and place, and the lines of each portion."""
    numbers = {path: number for number, path in enumerate(sorted(project.scopes))}
    for path in paths:
        scopes = project.scopes[path]
        starts = [scope.location.span.line for scope in scopes]
        first, lines = 0, 0
        for index, (start, following) in enumerate(pairwise((*starts, scopes[0].module.facts.lines + 1))):
            lines += max(following - start, 1)
            if lines >= _PORTION or index == len(scopes) - 1:
                yield Portion(numbers[path], first, index + 1), lines
                first, lines = index + 1, 0
