"""Findings that a baseline knows are not shown; what it knows and nothing matches is stale."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from fastapi_lint.engine.fingerprint import excerpt
from fastapi_lint.engine.gate.matching import Found, Gone, Known, match
from fastapi_lint.engine.own_codes import ALWAYS_ON, OWN_RULES, STALE
from fastapi_lint.model.baseline import Entry
from fastapi_lint.model.finding import Finding
from fastapi_lint.model.location import Location, Span
from fastapi_lint.model.rule import Place

_LONGEST = 80  # characters of source that an entry shows


class Sorted(NamedTuple):
    """Findings that are new; known ones, each with its entry; and entries with how many of their findings are not
    there."""

    new: tuple[Finding, ...]
    known: tuple[tuple[Finding, Entry], ...]
    unmatched: tuple[Entry, ...]


def sort_out(findings: Sequence[Finding], entries: Iterable[Entry], gone: Gone) -> Sorted:
    """Tell new findings from those that entries know."""
    slots = [(each, Known(each.identity, each.path, each.function)) for each in entries for _ in range(each.times)]
    matched = match([Found(finding) for finding in findings], [known for _, known in slots], gone)
    used = set(matched.values())
    unmatched = Counter(entry for index, (entry, _) in enumerate(slots) if index not in used)
    return Sorted(
        tuple(finding for index, finding in enumerate(findings) if index not in matched),
        tuple((findings[index], slots[slot][0]) for index, slot in sorted(matched.items())),
        tuple(entry._replace(times=times) for entry, times in unmatched.items()),
    )


def entries_of(findings: Iterable[Finding], lines_of: Callable[[str], Sequence[str]]) -> list[Entry]:
    """The entries for findings, one for each finding. That an analysis was incomplete, and what is said of baselines,
    is not to be known."""
    return [
        Entry(
            path=finding.location.path,
            function=finding.function,
            code=finding.code,
            identity=finding.identity,
            source=_shortened(excerpt(list(lines_of(finding.location.path)), finding.span)),
            message=finding.message,
        )
        for finding in findings
        if finding.code not in ALWAYS_ON and finding.code != STALE
    ]


def _shortened(source: str) -> str:
    words = " ".join(source.split())
    return words if len(words) <= _LONGEST else words[: _LONGEST - 1].rstrip() + "…"


def stale_findings(baseline: str, stale: Iterable[Entry]) -> Iterable[Finding]:
    """What is said of stale entries, for who wants to know."""
    rule = next(rule for rule in OWN_RULES if rule.code == STALE)
    for entry in stale:
        place = Place(Location(baseline, Span(entry.line, 1, entry.line, 1)), "", ())
        yield rule.finding(place, f"the baseline knows {described(entry)}, which is no longer found")


def described(entry: Entry) -> str:
    """`FAL101 in `read_order` of `shop/main.py``, and how many if there are several."""
    where = f"`{entry.function}` of `{entry.path}`" if entry.function else f"`{entry.path}`"
    return f"{f'{entry.times} times ' if entry.times > 1 else ''}`{entry.code}` in {where}"
