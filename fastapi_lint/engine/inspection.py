"""A unit of work: lets the rules look at some sites, or at the project. What they find is plain data.

A rule that crashes stops no other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any, NamedTuple

from fastapi_lint.engine.isolation import Attempt, Crash
from fastapi_lint.engine.own_codes import OWN_RULES
from fastapi_lint.model.dossier import Dossier
from fastapi_lint.model.finding import Finding
from fastapi_lint.model.location import Location, Span
from fastapi_lint.model.problem import Problem, ProblemKind
from fastapi_lint.model.rule import Place, Rule
from fastapi_lint.project.project import Project
from fastapi_lint.syntax.hooks import Hooks
from fastapi_lint.syntax.mismatch import Mismatch, UnreadableError
from fastapi_lint.syntax.site import Site
from fastapi_lint.syntax.slices import split_lines
from fastapi_lint.syntax.visit import call_hook, collect_hooks, visit_site

_CRASH = next(rule for rule in OWN_RULES if rule.code == "FAL005")
_CRASH_HINT = "report it to those who maintain the rule; `--debug` shows the traceback"
_MISMATCH_HINT = "rules could not look at it; please report the code that brings this about"


class RuleCrash(NamedTuple):
    """A rule that crashed, as a problem and, where there is a place, as a finding."""

    code: str
    problem: Problem
    finding: Finding | None


class Inspected(NamedTuple):
    """What came out of a unit of work."""

    findings: tuple[Finding, ...] = ()
    problems: tuple[Problem, ...] = ()
    crashes: tuple[RuleCrash, ...] = ()
    sites: int = 0
    opened: int = 0


class Stretch(NamedTuple):
    """Neighbouring definitions of a file: those from `first` up to `end` of its scopes."""

    path: str
    first: int
    end: int


class Inspector:
    """Shows sites, and the project, to rules."""

    def __init__(
        self,
        project: Project,
        texts: Mapping[str, str],
        rules: Iterable[Rule],
        attempt: Attempt,
        *,
        debug: bool = False,
    ) -> None:
        self._project = project
        self._texts = texts
        self._attempt = attempt
        self._debug = debug
        self._split: tuple[str, tuple[str, ...]] = ("", ())
        self._crashes: list[RuleCrash] = []
        good = [(rule, hooks) for rule in rules if (hooks := self._hooks_of(rule)) is not None]
        self._usable = tuple(rule for rule, _ in good)
        self._hooks = Hooks(tuple(each for _, hooks in good for each in hooks.rules))
        self.unusable = tuple(self._crashes)

    def look_at_stretch(self, stretch: Stretch) -> Inspected:
        """What the rules find at the sites of a stretch."""
        scopes = self._project.scopes[stretch.path][stretch.first : stretch.end]
        return joined(self.look_at(dossier) for dossier in map(self._project.site, scopes) if dossier is not None)

    def look_at(self, dossier: Dossier) -> Inspected:
        """What the rules find at a site."""
        self._crashes = []
        lines = self._lines(dossier.location.path)
        outcome = self._attempt(lambda: visit_site(lines, dossier, self._hooks, self._apply))
        if not isinstance(outcome, Crash):
            problems = _noted(outcome.mismatch, dossier)
            return Inspected(outcome.findings, problems, tuple(self._crashes), 1, int(outcome.nodes > 0))
        findings: list[Finding] = []  # a hook's crash ends in `_apply`; this is that of a `wants`: find out whose
        for rule in self._usable:
            alone = self._attempt(lambda rule=rule: visit_site(lines, dossier, collect_hooks([rule]), self._apply))  # type: ignore[misc]
            if isinstance(alone, Crash):
                self._report(alone, rule, dossier.location)
            else:
                findings.extend(alone.findings)
        return Inspected(tuple(findings), (), tuple(self._crashes), 1)

    def look_at_project(self, rule: Rule) -> Inspected:
        """What a rule finds in the project as a whole."""
        self._crashes = []
        outcome = self._attempt(partial(_checked, rule, lambda: rule.check_project(self._project)))
        if isinstance(outcome, Crash):
            self._report(outcome, rule, None)
            return Inspected(crashes=tuple(self._crashes))
        return Inspected(tuple(outcome))

    def _lines(self, path: str) -> tuple[str, ...]:
        if self._split[0] != path:  # sites come file by file
            self._split = path, split_lines(self._texts[path])
        return self._split[1]

    def _apply(self, rule: Rule, method: Callable[..., Any], node: Any, site: Site) -> Iterable[Finding]:
        def action() -> list[Finding]:
            try:
                return _checked(rule, lambda: call_hook(rule, method, node, site))
            except UnreadableError:  # no fault of the rule; the result of the visit tells of it
                return []

        outcome = self._attempt(action)
        if isinstance(outcome, Crash):
            where = site.dossier.location if node is None else site.at(node).location
            self._report(outcome, rule, where)
            return ()
        return outcome

    def _hooks_of(self, rule: Rule) -> Hooks | None:
        outcome: Hooks | Crash = self._attempt(lambda: collect_hooks([rule]))
        if isinstance(outcome, Crash):
            self._report(outcome, rule, None)
            return None
        return outcome

    def _report(self, crash: Crash, rule: Rule, where: Location | None) -> None:
        message = f"rule {rule.code} (`{rule.name}`) crashed: {crash.error} at {crash.origin}"
        full = f"{message}\n{crash.traceback}" if self._debug else message
        if where is None:
            problem = Problem(ProblemKind.RULE_CRASH, full, hint=_CRASH_HINT)
            self._crashes.append(RuleCrash(rule.code, problem, None))
            return
        line = Span(where.span.line, where.span.column, where.span.line, where.span.column)
        finding = _CRASH.finding(Place(Location(where.path, line), "", ()), message)
        problem = Problem.at(ProblemKind.RULE_CRASH, where, full, _CRASH_HINT)
        self._crashes.append(RuleCrash(rule.code, problem, finding))


def joined(parts: Iterable[Inspected]) -> Inspected:
    """Several results as one."""
    whole = tuple(parts)
    return Inspected(
        tuple(finding for part in whole for finding in part.findings),
        tuple(problem for part in whole for problem in part.problems),
        tuple(crash for part in whole for crash in part.crashes),
        sum(part.sites for part in whole),
        sum(part.opened for part in whole),
    )


def _noted(mismatch: Mismatch | None, dossier: Dossier) -> tuple[Problem, ...]:
    if mismatch is None:
        return ()
    return (Problem.at(ProblemKind.UNREADABLE, dossier.location, str(mismatch), _MISMATCH_HINT),)


def _checked(rule: Rule, hook: Callable[[], Iterable[Finding]]) -> list[Finding]:
    """What a hook gives, made sure that it is findings of this rule."""
    findings = list(hook())
    for finding in findings:
        if not isinstance(finding, Finding):
            raise TypeError(f"a hook gave {finding!r}, which is no finding")
        if finding.code != rule.code:
            raise ValueError(f"a hook gave a finding of {finding.code}; use `self.finding`")
    return findings
