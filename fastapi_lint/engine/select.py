"""Which findings are shown: by code or prefix, severity, confidence and path."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from fastapi_lint.config.settings import Override, Settings
from fastapi_lint.engine.own_codes import ALWAYS_ON
from fastapi_lint.engine.usage import UnknownRule, did_you_mean
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
        return code in self.codes and matches(self.patterns, path)


class Shown(NamedTuple):
    """What is shown of one file: full codes, and the lowest severity and confidence."""

    codes: frozenset[str]
    severity: Severity = Severity.INFO
    confidence: Confidence = Confidence.LOW

    def admits(self, finding: Finding) -> bool:
        """True if a finding in the file is shown."""
        return (
            finding.code in self.codes
            and finding.severity.rank <= self.severity.rank
            and finding.confidence.rank <= self.confidence.rank
        )


@dataclass(frozen=True, slots=True)
class PathOverride:
    """Other settings for the files that patterns in gitignore syntax match.

    `only` are codes that take the place of all others, `added` and `removed` those that are put in and taken out then.
    """

    patterns: Ignores
    only: frozenset[str] | None = None
    added: frozenset[str] = frozenset()
    removed: frozenset[str] = frozenset()
    severity: Severity | None = None
    confidence: Confidence | None = None

    def over(self, shown: Shown) -> Shown:
        """What is shown with this on top."""
        codes = ((shown.codes if self.only is None else self.only) | self.added) - self.removed
        return Shown(codes, self.severity or shown.severity, self.confidence or shown.confidence)


@dataclass(frozen=True, slots=True)
class Selection:
    """What to show: `codes`, `severity` and `confidence` are as for `Shown`, for files that no override is about.

    `fixable` are the codes whose fixes count, None for all; `unsafe_fixes` is whether the unsafe ones need not be asked
    for.
    """

    codes: frozenset[str]
    severity: Severity = Severity.INFO
    confidence: Confidence = Confidence.LOW
    path_ignores: tuple[PathIgnore, ...] = ()
    overrides: tuple[PathOverride, ...] = ()
    refused: frozenset[str] = frozenset()
    fixable: frozenset[str] | None = None
    unsafe_fixes: bool = False
    _by_path: dict[str, Shown] = field(default_factory=dict, compare=False, repr=False)

    @property
    def anywhere(self) -> frozenset[str]:
        """The codes that are on for some file, so that their rules must run."""
        return self.codes.union(*(each.added.union(each.only or ()) for each in self.overrides)) - self.refused

    def at(self, path: str) -> Shown:
        """What is shown of a file, after the overrides that match it, one after the other."""
        known = self._by_path.get(path)
        if known is None:
            known = Shown(self.codes, self.severity, self.confidence)
            for override in self.overrides:
                known = override.over(known) if matches(override.patterns, path) else known
            known = known._replace(codes=known.codes - self.refused)
            self._by_path[path] = known
        return known

    def admits(self, finding: Finding) -> bool:
        """True if the finding is to be shown, suppressions aside."""
        return self.at(finding.location.path).admits(finding) and not self.ignores(finding)

    def as_fixable(self, finding: Finding) -> Finding:
        """The finding with a fix only if that may be applied."""
        if finding.fix is None or (self.fixable is None and not self.unsafe_fixes):
            return finding
        if self.fixable is not None and finding.code not in self.fixable:
            return finding.with_fix(None)
        return finding.with_fix(replace(finding.fix, allowed=self.unsafe_fixes))

    def ignores(self, finding: Finding) -> bool:
        """True if the finding's code is not to be reported in its file."""
        return any(each.covers(finding.location.path, finding.code) for each in self.path_ignores)


def selection_of(settings: Settings, rules: Iterable[Rule]) -> Selection:
    """What these settings show of these rules' findings. Raises UsageError for a selector that no rule answers to."""
    known = {rule.code: rule for rule in rules}
    configured = select_codes(
        known.values(), settings.select, settings.ignore, settings.extend_select, pedantic=settings.pedantic
    )
    insisted = _resolve(settings.insist, known, "the selected rules")
    refusing = _resolve(settings.refuse, known, "the ignored rules")
    added = frozenset(code for code in known if _weight(code, insisted) > _weight(code, refusing))
    refused = frozenset(code for code in known if _weight(code, refusing)) - added
    return Selection(
        (configured | added) - refused,
        Severity(settings.severity),
        Confidence(settings.confidence),
        tuple(_path_ignore(pattern, selectors, known) for pattern, selectors in settings.per_path_ignores),
        tuple(_path_override(each, known) for each in settings.overrides),
        refused,
        _fixable(settings, known),
        settings.unsafe_fixes,
    )


def _fixable(settings: Settings, known: Mapping[str, Rule]) -> frozenset[str] | None:
    """The codes whose fixes count. Of two selectors for one code the longer wins, and of equal ones `unfixable`."""
    if settings.fixable is None and not settings.unfixable:
        return None
    chosen = _resolve([ALL] if settings.fixable is None else settings.fixable, known, "the fixable rules")
    refused = _resolve(settings.unfixable, known, "the unfixable rules")
    return frozenset(code for code in known if _weight(code, chosen) > _weight(code, refused))


def matches(patterns: Ignores, path: str) -> bool:
    """True if patterns match a file, by its own name or that of a folder above it."""
    file = os.sep + path.replace("/", os.sep)
    folders = (file[:end] for end in range(1, len(file)) if file[end] == os.sep)
    return any(patterns.hide(folder, is_folder=True) for folder in folders) or bool(
        patterns.hide(file, is_folder=False)
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


def _path_override(override: Override, known: Mapping[str, Rule]) -> PathOverride:
    """Of two selectors for one code the longer wins, and of equal ones `ignore`, as elsewhere."""
    where = f"the override for {', '.join(f'`{path}`' for path in override.paths)}"
    chosen = _resolve([*(override.select or ()), *override.extend_select], known, where)
    ignored = _resolve(override.ignore, known, where)
    added = frozenset(code for code in known if _weight(code, chosen) > _weight(code, ignored))
    return PathOverride(
        user_excludes(os.sep, override.paths),
        only=None if override.select is None else added | (ALWAYS_ON & known.keys()),
        added=added,
        removed=frozenset(code for code in known if _weight(code, ignored)) - added,
        severity=None if override.severity is None else Severity(override.severity),
        confidence=None if override.confidence is None else Confidence(override.confidence),
    )


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
            hint = did_you_mean(given, [*known, *by_name, ALL, *_prefixes(known)])
            raise UnknownRule(f"unknown rule or prefix `{given}` in {where}{hint}", selector)
        resolved.append(each)
    return resolved


def _prefixes(codes: Iterable[str]) -> list[str]:
    """The families: `FAL1`, `FAL2` …."""
    return sorted({code[:-2] for code in codes})
