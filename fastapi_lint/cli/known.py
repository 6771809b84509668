"""Which file is the baseline of a run."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

from fastapi_lint.cli.check import CheckOptions
from fastapi_lint.cli.failure import Failure
from fastapi_lint.config.profiles import AUDIT
from fastapi_lint.config.settings import Settings
from fastapi_lint.engine.gate.baseline_file import NAME, read_baseline
from fastapi_lint.engine.gate.entries import KnownFindings
from fastapi_lint.engine.usage import UsageError
from fastapi_lint.source import disk


class BaselinePlace(NamedTuple):
    """The file of a baseline, how it is shown, and whether somebody named it."""

    file: Path
    shown: str
    is_named: bool


def place_of(options: CheckOptions, settings: Settings, root: Path) -> BaselinePlace:
    """Where the baseline is or would be: as the command line says, else the configuration, else in the root."""
    named = options.baseline is not None or settings.baseline is not None
    file = Path.cwd() / options.baseline if options.baseline is not None else root / (settings.baseline or NAME)
    path, top = os.path.normpath(file.absolute()), disk.real(root)
    inside = Path(path).is_relative_to(top) or Path(path).is_relative_to(root.absolute())
    base = top if Path(path).is_relative_to(top) else str(root.absolute())
    shown = os.path.relpath(path, base).replace(os.sep, "/") if inside else path
    return BaselinePlace(file, shown, named)


def baseline_of(options: CheckOptions, settings: Settings, root: Path) -> KnownFindings | None:
    """The baseline of a run, None if it has none. Raises Failure if it is named but not there, or cannot be read."""
    if options.no_baseline or (settings.profile == AUDIT and options.baseline is None):
        if options.baseline is not None:
            raise Failure("`--baseline` and `--no-baseline` exclude each other")
        return None
    place = place_of(options, settings, root)
    if not disk.exists(place.file):
        if place.is_named:
            how = "create" if options.baseline is None else f"create --baseline {options.baseline}"
            raise Failure(f"there is no baseline `{place.shown}`", f"`fastapi-lint baseline {how}` writes it")
        return None
    return read(place)


def read(place: BaselinePlace, *, merging: bool = False) -> KnownFindings:
    """The baseline in a file. Raises Failure."""
    try:
        return read_baseline(place.file, place.shown, merging=merging)
    except UsageError as error:
        message, _, hint = str(error).partition("; ")
        raise Failure(message, hint) from error
