"""The effective settings, as frozen data of the standard library: the only part of `config/` that others hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

SEVERITIES = ("error", "warning", "info")
CONFIDENCES = ("high", "medium", "low")
FAIL_ON = (*SEVERITIES, "never")
OUTPUT_FORMATS = ("rich", "concise", "json", "jsonl", "sarif", "github", "gitlab", "junit", "html")


@dataclass(frozen=True, slots=True)
class TargetSettings:
    """Versions that the user has set, which then need not be read from lock files."""

    fastapi: str | None = None
    starlette: str | None = None
    pydantic: str | None = None
    python: str | None = None


@dataclass(frozen=True, slots=True)
class Override:
    """Other settings for the files that patterns in gitignore syntax match; None and empty: as for the rest."""

    paths: tuple[str, ...]
    select: tuple[str, ...] | None = None
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severity: str | None = None
    confidence: str | None = None


@dataclass(frozen=True, slots=True)
class Settings:
    """What the user has set, with defaults for the rest. Codes are not checked here: only the engine knows the rules.

    `source` is the file they were read from, None if there is none. `insist` and `refuse` are rules that the
    command line puts in and takes out, whatever the configuration says of them. `select` and `exclude` are None if
    not set: the default set of rules, the default excludes. `severity` and `confidence` are the lowest that are
    shown, `fail_on` the lowest that makes the run fail. `fixable` are the rules whose fixes count, None for all. `src`
    are the import roots; empty: to be found out. `cache_dir` is relative to the root, None for the user's own folder;
    so is `baseline`, None for the usual name.
    `per_path_ignores` and `overrides` keep the order of the file. `jobs` is None for as many as there are
    processors. `output` are formats, each perhaps with a file relative to the root (`json:report.json`). `catalog`
    has tables as a library file of the catalogue has them.
    """

    source: str | None = None
    profile: str = "default"
    select: tuple[str, ...] | None = None
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    insist: tuple[str, ...] = ()
    refuse: tuple[str, ...] = ()
    exclude: tuple[str, ...] | None = None
    extend_exclude: tuple[str, ...] = ()
    respect_gitignore: bool = True
    force_exclude: bool = False
    severity: str = "info"
    confidence: str = "medium"
    pedantic: bool = False
    fail_on: str = "warning"
    fixable: tuple[str, ...] | None = None
    unfixable: tuple[str, ...] = ()
    unsafe_fixes: bool = False
    output_format: str | None = None
    output: tuple[str, ...] = ()
    jobs: int | None = None
    per_path_ignores: tuple[tuple[str, tuple[str, ...]], ...] = ()
    overrides: tuple[Override, ...] = ()
    src: tuple[str, ...] = ()
    cache_dir: str | None = None
    target: TargetSettings = TargetSettings()
    require_reason: bool = False
    baseline: str | None = None
    catalog: Mapping[str, object] = field(default_factory=dict)
