"""A bar for work that takes long enough to wonder, on terminals only."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from types import TracebackType
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

_PATIENCE = 0.5  # seconds before a bar is shown
_PAUSE = 0.1  # seconds between two drawings
_STAGES = {"read": "Reading files", "link": "Linking modules", "inspect": "Inspecting sites"}


class Bar:
    """A context that shows how far the analysis is, and leaves nothing behind.

    Drawn by the one who works, not by a thread: an analysis may fork.
    """

    def __init__(self, stream: IO[str], *, hidden: bool = False, patience: float = _PATIENCE) -> None:
        self._stream = stream
        self._wanted = not hidden and _is_watched(stream, os.environ)
        self._next = time.monotonic() + patience
        self._progress: Progress | None = None
        self._task: TaskID | None = None

    def __enter__(self) -> Bar:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._progress is not None:
            self._progress.stop()

    def advance(self, stage: str, done: int, total: int) -> None:
        """Show that `done` of `total` steps of a stage are done, if there is somebody to see it and time to draw."""
        if not self._wanted or time.monotonic() < self._next:
            return
        if self._progress is None:
            self._start(_STAGES.get(stage, stage))
        if self._progress is not None and self._task is not None:
            label = _STAGES.get(stage, stage)
            self._progress.update(self._task, description=label, completed=done, total=max(total, 1), refresh=True)
        self._next = time.monotonic() + _PAUSE

    def _start(self, label: str) -> None:
        from rich.console import Console  # noqa: PLC0415 - only for those who wait
        from rich.progress import Progress  # noqa: PLC0415

        self._progress = Progress(console=Console(file=self._stream), transient=True, auto_refresh=False)
        self._task = self._progress.add_task(label)
        self._progress.start()


def _is_watched(stream: IO[str], environ: Mapping[str, str]) -> bool:
    """True if somebody looks at the stream and it can be written over: logs of continuous integration keep all."""
    return stream.isatty() and environ.get("TERM") != "dumb" and not environ.get("CI")
