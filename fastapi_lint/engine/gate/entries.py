"""The known findings that a run is given."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi_lint.model.baseline import Entry


@dataclass(frozen=True, slots=True)
class KnownFindings:
    """A baseline: `path` is how its file is shown."""

    path: str
    entries: tuple[Entry, ...] = ()
