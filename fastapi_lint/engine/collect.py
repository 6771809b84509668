"""Lets the rules look at each site, and at the project as a whole. A rule that crashes stops no other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from fastapi_lint.engine.isolation import Attempt, Crash
from fastapi_lint.engine.own_codes import OWN_RULES
from fastapi_lint.engine.request import Progress
from fastapi_lint.model.dossier import Dossier
from fastapi_lint.model.finding import Finding
from fastapi_lint.model.location import Location, Span
from fastapi_lint.model.problem import Problem, ProblemKind
from fastapi_lint.model.rule import Place, Rule
from fastapi_lint.project.project import Project
from fastapi_lint.syntax.hooks import Hooks
from fastapi_lint.syntax.join import Mismatch
from fastapi_lint.syntax.site import Site
from fastapi_lint.syntax.slices import split_lines
from fastapi_lint.syntax.tree import UnreadableError
from fastapi_lint.syntax.visit import call_hook, collect_hooks, visit_site

_CRASH = next(rule for rule in OWN_RULES if rule.code == "FAL005")
_CRASH_HINT = "report it to those who maintain the rule; `--debug` shows the traceback"
_MISMATCH_HINT = "rules could not look at it; please report the code that brings this about"


@dataclass
class Collection:
    """What the rules have found so far, which of them crashed, and how many sites were opened."""

    attempt: Attempt
    debug: bool = False
    findings: list[Finding] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    opened: int = 0
    crashed: set[tuple[str, str]] = field(default_factory=set)  # code and path, each reported once

    def look_at_sites(
        self, sites: Iterable[Dossier], rules: Iterable[Rule], texts: Mapping[str, str], progress: Progress
    ) -> None:
        """Shows each site to the rules that want it."""
        usable = tuple(rule for rule in rules if self._has_good_hooks(rule))
        hooks = collect_hooks(usable)
        waiting = tuple(sites)
        lines: dict[str, tuple[str, ...]] = {}
        for done, dossier in enumerate(waiting):
            progress("inspect", done, len(waiting))
            path = dossier.location.path
            if path not in lines:
                lines.clear()  # sites come file by file
                lines[path] = split_lines(texts[path])
            self._look_at(dossier, hooks, usable, lines[path])
        progress("inspect", len(waiting), len(waiting))

    def look_at_project(self, project: Project, rules: Iterable[Rule]) -> None:
        """Shows the project as a whole to the rules that check it."""
        for rule in rules:
            if type(rule).check_project is not Rule.check_project:
                outcome = self.attempt(partial(_checked, rule, lambda rule=rule: rule.check_project(project)))  # type: ignore[misc]
                self._take(outcome, rule, None)

    def _look_at(self, dossier: Dossier, hooks: Hooks, rules: Iterable[Rule], lines: tuple[str, ...]) -> None:
        outcome = self.attempt(lambda: visit_site(lines, dossier, hooks, self._apply))
        if not isinstance(outcome, Crash):
            self.findings.extend(outcome.findings)
            self.opened += outcome.nodes > 0
            self._note(outcome.mismatch, dossier)
            return
        for rule in rules:  # a hook's crash ends in `_apply`; what gets here is that of a `wants`: find out whose
            alone = self.attempt(lambda rule=rule: visit_site(lines, dossier, collect_hooks([rule]), self._apply))  # type: ignore[misc]
            self._take(alone if isinstance(alone, Crash) else list(alone.findings), rule, dossier.location)

    def _apply(self, rule: Rule, method: Callable[..., Any], node: Any, site: Site) -> Iterable[Finding]:
        def action() -> list[Finding]:
            try:
                return _checked(rule, lambda: call_hook(rule, method, node, site))
            except UnreadableError:  # no fault of the rule; the result of the visit tells of it
                return []

        outcome = self.attempt(action)
        if isinstance(outcome, Crash):
            where = site.dossier.location if node is None else site.at(node).location
            self._report(outcome, rule, where)
            return ()
        return outcome

    def _has_good_hooks(self, rule: Rule) -> bool:
        outcome = self.attempt(lambda: collect_hooks([rule]))
        if isinstance(outcome, Crash):
            self._report(outcome, rule, None)
        return not isinstance(outcome, Crash)

    def _take(self, outcome: list[Finding] | Crash, rule: Rule, where: Location | None) -> None:
        if isinstance(outcome, Crash):
            self._report(outcome, rule, where)
        else:
            self.findings.extend(outcome)

    def _report(self, crash: Crash, rule: Rule, where: Location | None) -> None:
        """A crash is a problem, and where there is a place also a finding; one for each rule and file."""
        key = (rule.code, where.path if where else "")
        if key in self.crashed:
            return
        self.crashed.add(key)
        message = f"rule {rule.code} (`{rule.name}`) crashed: {crash.error} at {crash.origin}"
        full = f"{message}\n{crash.traceback}" if self.debug else message
        if where is None:
            self.problems.append(Problem(ProblemKind.RULE_CRASH, full, hint=_CRASH_HINT))
            return
        line = Span(where.span.line, where.span.column, where.span.line, where.span.column)
        self.findings.append(_CRASH.finding(Place(Location(where.path, line), "", ()), message))
        self.problems.append(Problem.at(ProblemKind.RULE_CRASH, where, full, _CRASH_HINT))

    def _note(self, mismatch: Mismatch | None, dossier: Dossier) -> None:
        if mismatch is not None:
            self.problems.append(Problem.at(ProblemKind.UNREADABLE, dossier.location, str(mismatch), _MISMATCH_HINT))


def _checked(rule: Rule, hook: Callable[[], Iterable[Finding]]) -> list[Finding]:
    """What a hook gives, made sure that it is findings of this rule."""
    findings = list(hook())
    for finding in findings:
        if not isinstance(finding, Finding):
            raise TypeError(f"a hook gave {finding!r}, which is no finding")
        if finding.code != rule.code:
            raise ValueError(f"a hook gave a finding of {finding.code}; use `self.finding`")
    return findings
