"""Rounds of fixing: apply, parse again, look again, until there is nothing more to do.

All of it happens in memory. Fixes that break a file or never come to an end are taken back: the rounds begin anew
without them, and they are told as defects of their rules.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from fastapi_lint.engine.fixing.applying import Applied, apply
from fastapi_lint.engine.fixing.borrowing import Borrowing
from fastapi_lint.engine.fixing.tidying import tidied
from fastapi_lint.engine.request import Request
from fastapi_lint.facts.extract import extract_facts
from fastapi_lint.model.finding import Finding, Safety
from fastapi_lint.model.problem import Problem, ProblemKind
from fastapi_lint.model.report import Report
from fastapi_lint.source.overlay import Files
from fastapi_lint.source.reader import decode
from fastapi_lint.syntax.modernise import modernise

MOST_ROUNDS = 10

Offender = tuple[str, str]
"""The code of a rule and the path of a file that it does not know how to mend."""

_HINT = "report it to those who maintain the rule; the file was left as it was before this fix"


class Mended(NamedTuple):
    """How often a rule's fix of one title was applied to a file."""

    path: str
    code: str
    name: str
    title: str
    times: int


class Change(NamedTuple):
    """A file before and after."""

    path: str
    before: bytes
    after: bytes


class Fixed(NamedTuple):
    """What came of fixing: the files that change, what was mended, and the report on what is left."""

    changes: tuple[Change, ...]
    mended: tuple[Mended, ...]
    report: Report
    rounds: int

    @property
    def times(self) -> int:
        """How many findings were mended."""
        return sum(each.times for each in self.mended)


def _any(path: str) -> bool:
    """Every file may be edited."""
    return True


class _Rounds(NamedTuple):
    """How one way through the rounds went: what came of it, and what must not be tried again."""

    fixed: Fixed
    offenders: dict[Offender, str]


def fix_project(
    request: Request, analyse: Callable[[Request], Report], *, unsafe: bool, may_edit: Callable[[str], bool] = _any
) -> Fixed:
    """Fixes all that can be fixed, in memory. `may_edit` is asked of each file for which there is a fix."""
    request = request if request.files is not None else replace(request, files=Files(request.root))
    offenders: dict[Offender, str] = {}
    while True:
        found = _Fixing(request, analyse, unsafe, may_edit, frozenset(offenders)).run()
        if not found.offenders.keys() - offenders.keys():
            return found.fixed._replace(report=_with_defects(found.fixed.report, offenders))
        offenders.update(found.offenders)


def is_fixable(finding: Finding, *, unsafe: bool) -> bool:
    """True if it has a fix that may be applied."""
    return finding.fix is not None and (unsafe or finding.fix.safety is Safety.SAFE)


class _Fixing:
    """One way through the rounds."""

    def __init__(
        self,
        request: Request,
        analyse: Callable[[Request], Report],
        unsafe: bool,
        may_edit: Callable[[str], bool],
        skipped: Collection[Offender],
    ) -> None:
        assert request.files is not None
        self._request = request
        self._files = request.files
        self._analyse = analyse
        self._unsafe = unsafe
        self._may_edit = may_edit
        self._skipped = skipped
        self._borrowing = Borrowing(request)
        self._before: dict[str, bytes] = {}
        self._now: dict[str, bytes] = {}
        self._mended: Counter[Mended] = Counter()

    def run(self) -> _Rounds:
        """Applies fixes until none is left, or something goes wrong."""
        applied = Applied({}, ())
        for number in range(MOST_ROUNDS + 1):
            report = self._analyse(replace(self._request, files=self._files.with_changes(self._now)))
            waiting = [finding for finding in report.findings if self._may_fix(finding)]
            if not waiting:
                return _Rounds(self._fixed(report, number), {})
            if number == MOST_ROUNDS:
                why = f"is not at an end after {MOST_ROUNDS} rounds"
                return _Rounds(self._fixed(report, number), _blamed(applied.mended, why))
            outcome = self._applied(waiting)
            if isinstance(outcome, dict):
                return _Rounds(self._fixed(report, number), outcome)
            applied, broken = outcome, self._broken(outcome)
            if broken:
                return _Rounds(self._fixed(report, number), broken)
            self._take(applied)
        raise AssertionError  # the last round returns

    def _applied(self, findings: Sequence[Finding]) -> Applied | dict[Offender, str]:
        """What comes of a round; or those whose fixes cannot be written in the encoding of their file."""
        try:
            return apply(findings, self._contents)
        except UnicodeEncodeError as error:
            guilty = [one for one in findings if self._cannot_be_encoded(one)]
            return _blamed(guilty, f"needs a character that {error.encoding} does not have")

    def _cannot_be_encoded(self, finding: Finding) -> bool:
        try:
            apply([finding], self._contents)
        except UnicodeEncodeError:
            return True
        return False

    def _may_fix(self, finding: Finding) -> bool:
        if not is_fixable(finding, unsafe=self._unsafe) or (finding.code, finding.location.path) in self._skipped:
            return False
        assert finding.fix is not None
        paths = {edit.location.path for edit in finding.fix.edits}
        return all(self._request.reports_on(path) and self._may_edit(path) for path in sorted(paths))

    def _take(self, applied: Applied) -> None:
        for path, after in applied.files.items():
            before = self._contents(path)
            assert isinstance(before, bytes)
            self._before.setdefault(path, before)
            self._now[path] = tidied(path, before, after, self._borrowing.is_borrowed)
        for finding in applied.mended:
            assert finding.fix is not None
            self._mended[Mended(finding.location.path, finding.code, finding.name, finding.fix.title, 0)] += 1

    def _contents(self, path: str) -> bytes | Problem:
        return self._now[path] if path in self._now else self._files.contents(path)

    def _broken(self, applied: Applied) -> dict[Offender, str]:
        """The fixes after which a file is no Python any more."""
        wrong = {path: why for path, data in applied.files.items() if (why := _complaint(path, data))}
        return {key: why for path, why in wrong.items() for key, why in self._guilty(path, why, applied).items()}

    def _guilty(self, path: str, why: str, applied: Applied) -> dict[Offender, str]:
        """Those which break the file alone; if none does, all that had a part in it."""
        part = [one for one in applied.mended if one.fix and any(edit.location.path == path for edit in one.fix.edits)]
        alone = [one for one in part if _complaint(path, apply([one], self._contents).files.get(path, b""))]
        return _blamed(alone or part, f"breaks the file: {why}")

    def _fixed(self, report: Report, rounds: int) -> Fixed:
        changes = (Change(path, self._before[path], after) for path, after in sorted(self._now.items()))
        mended = (key._replace(times=times) for key, times in sorted(self._mended.items()))
        return Fixed(tuple(one for one in changes if one.before != one.after), tuple(mended), report, rounds)


def _complaint(path: str, data: bytes) -> str:
    """Why a file cannot be parsed; empty if it can."""
    source = decode(data, path)
    found = source if isinstance(source, Problem) else extract_facts(source.text, path, modernise)
    return f"{found.message} on line {found.line}" if isinstance(found, Problem) else ""


def _blamed(findings: Iterable[Finding], why: str) -> dict[Offender, str]:
    return {(one.code, one.location.path): f"the fix of rule {one.code} (`{one.name}`) {why}" for one in findings}


def _with_defects(report: Report, offenders: Mapping[Offender, str]) -> Report:
    defects = tuple(
        Problem(ProblemKind.RULE_CRASH, why, path, hint=_HINT) for (_, path), why in sorted(offenders.items())
    )
    return replace(report, problems=(*report.problems, *defects))
