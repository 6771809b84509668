"""Profiles: what somebody wants of a run, as defaults for several keys at once."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from fastapi_lint.config.settings import Settings

DEFAULT, STRICT, AUDIT = "default", "strict", "audit"


class Profile(NamedTuple):
    """What the keys are that a profile speaks of."""

    pedantic: bool
    severity: str
    confidence: str
    fail_on: str


PROFILES = {
    DEFAULT: Profile(pedantic=False, severity="info", confidence="medium", fail_on="warning"),
    STRICT: Profile(pedantic=True, severity="info", confidence="low", fail_on="warning"),
    AUDIT: Profile(pedantic=True, severity="info", confidence="low", fail_on="never"),
}
"""`default` for the gate of every day; `strict` applies all rules and shows what is least sure; `audit` does so for
people who read a report: no baseline hides anything, and nothing makes the run fail."""


def with_profile(settings: Settings, name: str) -> Settings:
    """The settings with a profile on top of them: thresholds of overrides give way to it as well."""
    overrides = tuple(replace(each, severity=None, confidence=None) for each in settings.overrides)
    return replace(settings, profile=name, overrides=overrides, **PROFILES[name]._asdict())
