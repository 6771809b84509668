"""What is asked of a run."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from fastapi_lint.config.settings import Settings
from fastapi_lint.engine.cache.store import Store
from fastapi_lint.engine.gate.entries import KnownFindings
from fastapi_lint.engine.registry import Registry
from fastapi_lint.source import disk
from fastapi_lint.source.overlay import Files

if TYPE_CHECKING:
    from fastapi_lint.engine.gate.before import Before  # compares texts, which few runs need

Progress: TypeAlias = Callable[[str, int, int], None]
"""Called with the stage (`read`, `link`, `inspect`), how much of it is done, and how much there is."""


def no_progress(stage: str, done: int, total: int) -> None:
    """Tells nobody."""


@dataclass(frozen=True, slots=True)
class Request:
    """One run over a project.

    `paths` are the files and folders that are analysed, the whole root if there are none. `only` are those for which
    findings are reported; the rest is then context. `files` brings files in memory. `debug` adds tracebacks to the
    problems of rules that crash. `jobs` is the highest number of processes that do the work; whoever embeds the engine
    and wants more than one must be ready for what `multiprocessing` asks of a main module. `store` has
    what earlier runs found out, and takes what this one does. `route_table` asks for that as part of the report.
    `baseline` has findings that are known and so not shown, `before` those that were there before a change.
    """

    root: Path
    settings: Settings
    registry: Registry
    paths: tuple[Path, ...] = ()
    only: tuple[Path, ...] = ()
    files: Files | None = None
    progress: Progress = no_progress
    debug: bool = False
    jobs: int = 1
    store: Store | None = None
    route_table: bool = False
    baseline: KnownFindings | None = None
    before: Before | None = None

    def reports_on(self, path: str | None) -> bool:
        """True if what is found in a file (relative to the root) is to be reported; what has no file always is."""
        if not self.only or path is None:
            return True
        return any(each in (path, ".") or path.startswith(f"{each}/") for each in self.reported)

    @property
    def reported(self) -> tuple[str, ...]:
        """`only` relative to the root, with forward slashes."""
        root = disk.real(self.root)
        return tuple(os.path.relpath(disk.real(path), root).replace(os.sep, "/") for path in self.only)
