"""Comments that silence findings, and what is to be said of those that silence nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from fastapi_lint.engine.own_codes import ALWAYS_ON, OWN_RULES
from fastapi_lint.engine.statements import Statements
from fastapi_lint.engine.usage import did_you_mean
from fastapi_lint.model.facts import Suppression, SuppressionKind
from fastapi_lint.model.finding import Finding
from fastapi_lint.model.location import Location
from fastapi_lint.model.report import Suppressed
from fastapi_lint.model.rule import Place

UNUSED = "FAL004"
MALFORMED = "FAL006"
_OWN = {rule.code: rule for rule in OWN_RULES}
_ENDS = {kind: "codes" if kind is SuppressionKind.NOQA else "brackets" for kind in SuppressionKind}


class Commented(NamedTuple):
    """A file that has suppressions. `text` gives its source; it is asked for only if there are findings to silence."""

    suppressions: tuple[Suppression, ...]
    text: Callable[[], str]


@dataclass(frozen=True, slots=True)
class Outcome:
    """Findings that stay, in order, those that were silenced, and all comments that silence, with what they did."""

    kept: tuple[Finding, ...]
    silenced: tuple[Finding, ...]
    comments: tuple[Suppressed, ...] = ()


def suppress(
    findings: Iterable[Finding],
    files: Mapping[str, Commented],
    known: frozenset[str],
    selected: frozenset[str],
    *,
    require_reason: bool = False,
) -> Outcome:
    """Sorts findings into those that stay and those that a comment silences, and adds remarks on the comments.

    `known` are all codes that rules have, `selected` those of this run: only of these can it be said that nothing was
    silenced. With `require_reason` a suppression that does not say why is malformed.
    """
    by_path: dict[str, list[Finding]] = {}
    for finding in findings:
        by_path.setdefault(finding.location.path, []).append(finding)
    kept: list[Finding] = []
    silenced: list[Finding] = []
    told: list[Suppressed] = []
    for path in sorted({*by_path, *files}):
        here = by_path.get(path, [])
        if path not in files:
            kept.extend(here)
            continue
        comments = _Comments(path, files[path], known, require_reason)
        for finding in here:
            (silenced if comments.silences(finding) else kept).append(finding)
        for remark in comments.remarks(selected):
            (silenced if comments.silences(remark, but=remark.span.line) else kept).append(remark)
        told.extend(comments.told())
    return Outcome(tuple(kept), tuple(silenced), tuple(told))


@dataclass
class _Comments:
    """The suppressions of one file and how many findings each of their codes has silenced."""

    path: str
    file: Commented
    known: frozenset[str]
    require_reason: bool
    used: Counter[tuple[int, str]] = field(default_factory=Counter)
    _reach: Mapping[int, frozenset[int]] | None = None

    def silences(self, finding: Finding, but: int = 0) -> bool:
        """True if a comment silences the finding, other than one that stands on the line `but`."""
        if finding.code in ALWAYS_ON:
            return False
        hit = False
        for index, suppression in enumerate(self.file.suppressions):
            if suppression.span.line == but or not _speaks_of(suppression, finding.code):
                continue
            if suppression.kind is SuppressionKind.IGNORE_FILE or finding.span.line in self.reach(index):
                self.used[index, finding.code] += 1
                hit = True
        return hit

    def reach(self, index: int) -> frozenset[int]:
        """The lines on which a finding must start for this suppression to silence it."""
        if self._reach is None:
            statements = Statements(self.file.text())
            self._reach = {at: lines_of(each, statements) for at, each in enumerate(self.file.suppressions)}
        return self._reach[index]

    def told(self) -> Iterator[Suppressed]:
        """What each comment of ours silences."""
        for index, one in enumerate(self.file.suppressions):
            used = tuple((code, number) for (at, code), number in sorted(self.used.items()) if at == index)
            if one.codes or used:
                yield Suppressed(self.path, one.span.line, str(one.kind), one.codes, one.reason, used)

    def remarks(self, selected: frozenset[str]) -> list[Finding]:
        """What is to be said of the comments themselves."""
        remarks = []
        for index, suppression in enumerate(self.file.suppressions):
            if (suppression.codes or suppression.kind is not SuppressionKind.NOQA) and MALFORMED in selected:
                remarks.extend(self._malformed(suppression))
            if UNUSED in selected:
                idle = [code for code in dict.fromkeys(suppression.codes) if not self.used[index, code]]
                idle = [code for code in idle if code in selected and code != UNUSED]
                remarks.extend(self._unused(suppression, idle))
        return remarks

    def _unused(self, suppression: Suppression, idle: Sequence[str]) -> list[Finding]:
        where = "in this file" if suppression.kind is SuppressionKind.IGNORE_FILE else "here"
        said = (f"nothing {where} has the code `{code}`, so this suppression can go" for code in idle)
        return [self._remark(UNUSED, suppression, message) for message in said]

    def _malformed(self, suppression: Suppression) -> list[Finding]:
        if not suppression.codes:
            written = f"`# fastapi-lint: {suppression.kind}[FAL101] reason`"
            return [self._remark(MALFORMED, suppression, f"suppression names no code; write {written}")]
        unknown = [code for code in dict.fromkeys(suppression.codes) if code not in self.known]
        said = [
            f"no rule has the code `{code}`{did_you_mean(code, sorted(self.known))}".rstrip("?") for code in unknown
        ]
        if self.require_reason and not suppression.reason:
            said.append(f"suppression does not say why; write the reason after the {_ENDS[suppression.kind]}")
        return [self._remark(MALFORMED, suppression, message) for message in said]

    def _remark(self, code: str, suppression: Suppression, message: str) -> Finding:
        return _OWN[code].finding(Place(Location(self.path, suppression.span), "", ()), message)


def lines_of(suppression: Suppression, statements: Statements) -> frozenset[int]:
    """The lines of code that a comment speaks for.

    That is its own line and the first of its statement; the whole statement if it stands on the first or last line of
    it or above it; and from a decorator on, the header of what is decorated. One for the next line speaks for that
    alone within a statement.
    """
    statement = statements.at(suppression.line)
    is_precise = suppression.kind is SuppressionKind.IGNORE_NEXT_LINE
    lines = {suppression.line} if is_precise else {suppression.line, statement.first}
    if suppression.line == statement.first or (suppression.line == statement.last and not is_precise):
        lines.update(range(statement.first, statement.last + 1))
    if statement.header:
        header = statements.at(statement.header)
        lines.update(range(header.first, header.last + 1))
    return frozenset(lines)


def _speaks_of(suppression: Suppression, code: str) -> bool:
    if suppression.kind is SuppressionKind.NOQA and not suppression.codes:
        return True
    return code in suppression.codes
