"""Which rules `fastapi-lint rules` lists."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from fastapi_lint.engine.manual import manual_of
from fastapi_lint.engine.select import on_by_default
from fastapi_lint.model.finding import Confidence, Severity
from fastapi_lint.render.rules import AnyRule


class RulesFilter(NamedTuple):
    """What is asked for; what is None or empty excludes nothing.

    `codes` are the full codes that are asked for, `severity` and `confidence` the lowest, `words` must all stand in the
    rule's name, title or manual.
    """

    codes: frozenset[str] | None = None
    severity: Severity | None = None
    confidence: Confidence | None = None
    default: bool | None = None
    selected: frozenset[str] | None = None
    words: tuple[str, ...] = ()

    def takes(self, rule: AnyRule) -> bool:
        """True if the rule is one of those that are asked for."""
        return (
            (self.codes is None or rule.code in self.codes)
            and (self.selected is None or rule.code in self.selected)
            and (self.severity is None or rule.severity.rank <= self.severity.rank)
            and (self.confidence is None or rule.confidence.rank <= self.confidence.rank)
            and (self.default is None or on_by_default(rule) is self.default)
            and (not self.words or self._speaks_of_them(rule))
        )

    def _speaks_of_them(self, rule: AnyRule) -> bool:
        docs = manual_of(rule)
        text = " ".join([rule.code, rule.name, docs.title, *docs.sections.values()]).lower()
        return all(word.lower() in text for word in self.words)

    def of(self, rules: Iterable[AnyRule]) -> list[AnyRule]:
        """Those of the rules that are asked for."""
        return [rule for rule in rules if self.takes(rule)]
