"""Which findings are shown: by code or prefix, severity, confidence and path."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from fastapi_lint.config.settings import Settings
from fastapi_lint.engine.own_codes import ALWAYS_ON
from fastapi_lint.engine.usage import UsageError, nearest
from fastapi_lint.model.finding import Confidence, Finding, Severity
from fastapi_lint.model.rule import Rule
from fastapi_lint.source.ignoring import Ignores, user_excludes

ALL = "ALL"
_BY_DEFAULT = 0.5  # between not selected (0) and `ALL` (1): any --ignore outweighs it
_UNTOLD = 0.0


@dataclass(frozen=True, slots=True)
class PathIgnore:
    """Codes that are not reported for the files that patterns in gitignore syntax match."""

    patterns: Ignores
    codes: frozenset[str]

    def covers(self, path: str, code: str) -> bool:
        """True if the code is not to be reported in the file, because of its own name or that of a folder above it."""
        if code not in self.codes:
            return False
        file = os.sep + path.replace("/", os.sep)
        folders = (file[:end] for end in range(1, len(file)) if file[end] == os.sep)
        hidden = any(self.patterns.hide(folder, is_folder=True) for folder in folders)
        return hidden or bool(self.patterns.hide(file, is_folder=False))


@dataclass(frozen=True, slots=True)
class Selection:
    """What to show. `codes` are full codes; `severity` and `confidence` are the lowest that are shown."""

    codes: frozenset[str]
    severity: Severity = Severity.INFO
    confidence: Confidence = Confidence.LOW
    path_ignores: tuple[PathIgnore, ...] = ()

    def admits(self, finding: Finding) -> bool:
        """True if the finding is to be shown, suppressions aside."""
        return (
            finding.code in self.codes
            and finding.severity.rank <= self.severity.rank
            and finding.confidence.rank <= self.confidence.rank
            and not any(each.covers(finding.location.path, finding.code) for each in self.path_ignores)
        )


def selection_of(settings: Settings, rules: Iterable[Rule]) -> Selection:
    """What these settings show of these rules' findings. Raises UsageError for a selector that no rule answers to."""
    known = {rule.code: rule for rule in rules}
    return Selection(
        select_codes(
            known.values(), settings.select, settings.ignore, settings.extend_select, pedantic=settings.pedantic
        ),
        Severity(settings.severity),
        Confidence(settings.confidence),
        tuple(_path_ignore(pattern, selectors, known) for pattern, selectors in settings.per_path_ignores),
    )


def select_codes(
    rules: Iterable[Rule],
    select: Sequence[str] | None = None,
    ignore: Sequence[str] = (),
    extend_select: Sequence[str] = (),
    *,
    pedantic: bool = False,
) -> frozenset[str]:
    """The codes that are on. Selectors are codes, prefixes of codes, names of rules or `ALL`.

    Without `select` the default set is on: rules that are on by default and not of low confidence; `pedantic` takes
    all. Of two selectors for one code the longer wins, and of equal ones `ignore`. What tells of an incomplete analysis
    is on unless ignored. Raises UsageError for a selector that no rule answers to.
    """
    known = {rule.code: rule for rule in rules}
    chosen = _resolve([*(select or ()), *extend_select], known, "the selected rules")
    ignored = _resolve(ignore, known, "the ignored rules")
    on = set()
    for code, rule in known.items():
        by_default = select is None and (pedantic or on_by_default(rule))
        start = _BY_DEFAULT if by_default or code in ALWAYS_ON else _UNTOLD
        if max(start, _weight(code, chosen)) > _weight(code, ignored):
            on.add(code)
    return frozenset(on)


def matching(selectors: Sequence[str], rules: Iterable[Rule]) -> frozenset[str]:
    """The codes that any of the selectors stands for. Raises UsageError for one that no rule answers to."""
    known = {rule.code: rule for rule in rules}
    resolved = _resolve(selectors, known, "what was asked for")
    return frozenset(code for code in known if _weight(code, resolved))


def on_by_default(rule: Rule | type[Rule]) -> bool:
    """True if the rule is in the default set."""
    return rule.default and rule.confidence is not Confidence.LOW


def _path_ignore(pattern: str, selectors: Sequence[str], known: Mapping[str, Rule]) -> PathIgnore:
    resolved = _resolve(selectors, known, f"the ignores for `{pattern}`")
    return PathIgnore(user_excludes(os.sep, [pattern]), frozenset(code for code in known if _weight(code, resolved)))


def _weight(code: str, selectors: Iterable[str]) -> float:
    """The length of the longest selector for the code, 0 if there is none; `ALL` counts as the shortest."""
    lengths = (1 if each == ALL else 1 + len(each) for each in selectors if each == ALL or code.startswith(each))
    return float(max(lengths, default=0))


def _resolve(selectors: Iterable[str], known: Mapping[str, Rule], where: str) -> list[str]:
    by_name = {rule.name: code for code, rule in known.items()}
    resolved = []
    for selector in selectors:
        given = selector.strip()
        each = by_name.get(given.lower(), given.upper())
        if not given or (each != ALL and not any(code.startswith(each) for code in known)):
            hint = nearest(given, [*known, *by_name, ALL, *_prefixes(known)])
            raise UsageError(f"unknown rule or prefix `{given}` in {where}{hint}")
        resolved.append(each)
    return resolved


def _prefixes(codes: Iterable[str]) -> list[str]:
    """The families: `FAL1`, `FAL2` …."""
    return sorted({code[:-2] for code in codes})
