"""A unit of work: lets the rules look at some sites, or at the project. What they find is plain data.

A rule that crashes stops no other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

import msgspec

from fastapi_lint.engine.cache.findings import KnownFindings, News
from fastapi_lint.engine.isolation import Attempt, Crash
from fastapi_lint.engine.own_codes import OWN_RULES
from fastapi_lint.model.dossier import Dossier
from fastapi_lint.model.finding import Finding
from fastapi_lint.model.location import Location, Span
from fastapi_lint.model.problem import Problem, ProblemKind
from fastapi_lint.model.rule import Place, Rule
from fastapi_lint.project.project import Project
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.syntax.hooks import Hooks
from fastapi_lint.syntax.mismatch import Mismatch, UnreadableError
from fastapi_lint.syntax.site import Site
from fastapi_lint.syntax.slices import split_lines
from fastapi_lint.syntax.visit import Look, Looked, call_hook, collect_hooks, visit_site

_CRASH = next(rule for rule in OWN_RULES if rule.code == "FAL005")
_CRASH_HINT = "report it to those who maintain the rule; `--debug` shows the traceback"
_FATAL_HINT = "report it to those who maintain the rule, and leave the rule out with `--ignore` until it is mended"
_UNREADABLE_HINT = "exclude the file, and please report it"
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
    sites: tuple[str, ...] = ()  # identifiers
    opened: tuple[str, ...] = ()
    shown: tuple[str, ...] = ()  # those whose text was looked at, which `opened` are if it could be read
    read: tuple[tuple[str, int], ...] = ()  # bodies that another process asked for, by path and definition
    news: News = ()  # what another process would keep


class Portion(NamedTuple):
    """Neighbouring definitions of a file, those from `first` up to `end` of its scopes, for one rule or for all.

    `file` is its place among the project's files by path. Of no file: one rule's check of the project.
    """

    file: int
    first: int
    end: int
    rule: str = ""


PROJECT = -1


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
        known: KnownFindings | None = None,
    ) -> None:
        self._project = project
        self._texts = texts
        self._attempt = attempt
        self._debug = debug
        self.known = known
        self._files = sorted(project.scopes)
        self._split: tuple[str, tuple[str, ...]] = ("", ())
        self._crashes: list[RuleCrash] = []
        self._rules = {rule.code: rule for rule in rules}
        good = {code: hooks for code, rule in self._rules.items() if (hooks := self._hooks_of(rule)) is not None}
        self._usable = tuple(self._rules[code] for code in good)
        self._hooks = {"": Hooks(tuple(each for hooks in good.values() for each in hooks.rules)), **good}
        self.unusable = tuple(self._crashes)

    def inspect(self, portion: Portion) -> Inspected:
        """What comes out of a unit of work."""
        if portion.file == PROJECT:
            return self.look_at_project(self._rules[portion.rule])
        scopes = self._project.scopes[self._files[portion.file]][portion.first : portion.end]
        dossiers = filter(None, map(self._project.site, scopes))
        return joined(self.look_at(dossier, portion.rule) for dossier in dossiers)

    def parts(self, portion: Portion) -> tuple[Portion, ...]:
        """A portion as smaller ones: each definition alone, or each rule at the one that it has."""
        if portion.end - portion.first > 1:
            return tuple(Portion(portion.file, at, at + 1) for at in range(portion.first, portion.end))
        if portion.rule or not self._usable:
            return ()
        return tuple(portion._replace(rule=rule.code) for rule in self._usable)

    def bodies(self) -> dict[int, tuple[str, int]]:
        """Path and place of each definition, by its identity in this process and in those that are forked off."""
        scopes = ((path, scope) for path in self._files for scope in self._project.scopes[path])
        return {id(scope.definition): (path, scope.index) for path, scope in scopes}

    def look_at(self, dossier: Dossier, code: str = "") -> Inspected:
        """What the rules, or one of them, find at a site."""
        self._crashes = []
        lines = self._lines(dossier.location.path)
        outcome = self._attempt(lambda: visit_site(lines, dossier, self._hooks[code], self._apply, self._recall))
        if isinstance(outcome, Crash):  # a hook's crash ends in `_apply`; this is that of a `wants`: find out whose
            findings = self._found_one_by_one(dossier, lines)
            return Inspected(findings, (), tuple(self._crashes), (dossier.id,), shown=(dossier.id,))
        opened = (dossier.id,) if outcome.nodes else ()
        shown = (dossier.id,) if outcome.was_read else ()
        problems = _noted(outcome.mismatch, dossier)
        return Inspected(outcome.findings, problems, tuple(self._crashes), (dossier.id,), opened, shown)

    def _recall(self, lines: Sequence[str], dossier: Dossier, look: Look) -> Looked:
        if self.known is None:
            return look()

        def take() -> Looked:
            looked = look()
            return looked._replace(is_clean=looked.is_clean and looked.mismatch is None and not self._crashes)

        return self.known.recall(lines, dossier, look._replace(take=take))

    def _found_one_by_one(self, dossier: Dossier, lines: tuple[str, ...]) -> tuple[Finding, ...]:
        findings: list[Finding] = []
        for rule in self._usable:
            hooks = self._hooks[rule.code]
            alone = self._attempt(lambda hooks=hooks: visit_site(lines, dossier, hooks, self._apply))  # type: ignore[misc]
            if isinstance(alone, Crash):
                self._report(alone, rule, dossier.location)
            else:
                findings.extend(alone.findings)
        return tuple(findings)

    def look_at_project(self, rule: Rule) -> Inspected:
        """What a rule finds in the project as a whole."""
        self._crashes = []
        outcome = self._attempt(partial(_checked, rule, lambda: rule.check_project(self._project)))
        if isinstance(outcome, Crash):
            self._report(outcome, rule, None)
            return Inspected(crashes=tuple(self._crashes))
        return Inspected(tuple(outcome))

    def fatal(self, portion: Portion, rules: Sequence[str], end: str) -> Inspected:
        """What is to be said of a portion that ended the process with each of these rules (or with none)."""
        if len(rules) == 1:
            rule = self._rules[rules[0]]
            scope = None if portion.file == PROJECT else self._scope(portion)
            message = f"rule {rule.code} (`{rule.name}`) ended the process that it ran in: {end}"
            where = None if scope is None else scope.location
            return Inspected(crashes=(_crash(rule, where, message, message, _FATAL_HINT),))
        scope = self._scope(portion)
        message = f"looking at `{scope.id}` ended the process: {end}"
        return Inspected(problems=(Problem.at(ProblemKind.UNREADABLE, scope.location, message, _UNREADABLE_HINT),))

    def _scope(self, portion: Portion) -> Scope:
        return self._project.scopes[self._files[portion.file]][portion.first]

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
        self._crashes.append(_crash(rule, where, message, full, _CRASH_HINT))


def _crash(rule: Rule, where: Location | None, message: str, full: str, hint: str) -> RuleCrash:
    if where is None:
        return RuleCrash(rule.code, Problem(ProblemKind.RULE_CRASH, full, hint=hint), None)
    line = Span(where.span.line, where.span.column, where.span.line, where.span.column)
    finding = _CRASH.finding(Place(Location(where.path, line), "", ()), message)
    return RuleCrash(rule.code, Problem.at(ProblemKind.RULE_CRASH, where, full, hint), finding)


def joined(parts: Iterable[Inspected]) -> Inspected:
    """Several results as one."""
    whole = tuple(parts)
    return Inspected(
        tuple(finding for part in whole for finding in part.findings),
        tuple(problem for part in whole for problem in part.problems),
        tuple(crash for part in whole for crash in part.crashes),
        tuple(site for part in whole for site in part.sites),
        tuple(site for part in whole for site in part.opened),
        tuple(site for part in whole for site in part.shown),
        tuple(body for part in whole for body in part.read),
        tuple(result for part in whole for result in part.news),
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
        if rule.code.startswith("FAL"):
            hash(finding)  # fails for lists as well: of built-in rules the tests hold the rest
        elif msgspec.convert(msgspec.to_builtins(finding), Finding) != finding:
            raise TypeError("a hook gave a finding with a list where a tuple belongs")
    return findings
