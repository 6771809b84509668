"""The outcome of one run, as the renderers get it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from fastapi_lint.model.baseline import Baseline
from fastapi_lint.model.finding import Finding, Severity
from fastapi_lint.model.problem import Problem, ProblemKind
from fastapi_lint.model.route import ServedRoutes


@dataclass(frozen=True, slots=True)
class Statistics:
    """What was analysed.

    Calls are those of the code that was looked into: of what serves requests or can be reported, and of all that this
    leads to. `unresolved` counts those whose callee is not known, by reason. `excluded` are the files and folders (with
    a slash at the end) that the configuration leaves out.
    """

    files: int = 0
    lines: int = 0
    definitions: int = 0
    routes: int = 0
    sites: int = 0  # definitions that rules wanted to look at
    sites_opened: int = 0  # definitions parsed with LibCST
    calls: int = 0
    calls_resolved: int = 0
    unresolved: tuple[tuple[str, int], ...] = ()
    excluded: tuple[str, ...] = ()

    @property
    def share_resolved(self) -> float:
        """Share of calls whose callee is known, from 0 to 1; 1 if there are none."""
        return self.calls_resolved / self.calls if self.calls else 1.0


class Suppressed(NamedTuple):
    """A comment that silences findings. `kind` is how it is written (`ignore`, `noqa` …); no codes: all of them. `used`
    has how many findings of each code it silences."""

    path: str
    line: int
    kind: str
    codes: tuple[str, ...]
    reason: str
    used: tuple[tuple[str, int], ...]


class Comparison(NamedTuple):
    """What a report on a change compares with: a commit (None: the empty one before the first), named by `revision`.

    `is_staged` holds if the index is analysed in the place of the working tree. `before` counts the findings that
    were there before and so are not shown.
    """

    revision: str
    commit: str | None
    is_staged: bool
    before: int


@dataclass(frozen=True, slots=True)
class Report:
    """Findings to show (selected, not suppressed, new), what was silenced, and what could not be analysed.

    `apps` is the route table, None unless the request asked for it. `known` are findings that the baseline hides.
    `suppressions` are the comments that silence some, or were to.
    """

    version: str
    root: str  # absolute path of the project's root; findings are relative to it
    findings: tuple[Finding, ...]
    problems: tuple[Problem, ...]
    suppressed: tuple[Finding, ...] = ()
    statistics: Statistics = field(default_factory=Statistics)
    apps: tuple[ServedRoutes, ...] | None = None
    known: tuple[Finding, ...] = ()
    baseline: Baseline | None = None
    comparison: Comparison | None = None
    suppressions: tuple[Suppressed, ...] = ()

    def exit_code(self, fail_on: Severity = Severity.WARNING) -> int:
        """0 nothing at or above `fail_on`, 1 findings, 3 incomplete analysis (DESIGN §6); 3 outweighs 1."""
        if any(problem.is_incomplete for problem in self.problems):
            return 3
        syntax_errors = any(problem.kind is ProblemKind.SYNTAX_ERROR for problem in self.problems)
        return int(syntax_errors or any(finding.severity.rank <= fail_on.rank for finding in self.findings))
