"""What `check` says of a folder, as plain data: the public JSON, from the command line that users type."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

ON_THE_LOOP = ("FAL101", "FAL102", "FAL103", "FAL118", "FAL119", "FAL120", "FAL301")
"""Rules that say that something blocks the event loop or burns on it."""


class Step(NamedTuple):
    """A place in a file, and what is called there."""

    path: str
    line: int
    call: str


class Reported(NamedTuple):
    """One finding: where it stands, the chain from there to the leaf, and those to other leaves."""

    code: str
    message: str
    steps: tuple[Step, ...]  # the place itself, then the trace
    routes: tuple[str, ...]
    also: tuple[tuple[Step, ...], ...] = ()
    is_further: bool = False  # with one of its further chains in place of the one that is drawn

    @property
    def each_chain(self) -> tuple[Reported, ...]:
        """The finding once with each of its chains."""
        place = self.steps[0]
        return (self, *(self._replace(steps=(place, *chain), also=(), is_further=True) for chain in self.also))

    @property
    def leaf(self) -> Step:
        """The last call of the chain; the place itself where there is no chain."""
        return self.steps[-1]


def findings_of(folder: Path, paths: Sequence[str] = (), options: Sequence[str] = ()) -> list[Reported]:
    """All findings with default settings, without any configuration. Raises `RuntimeError` if there is no report."""
    command = [sys.executable, "-P", "-m", "fastapi_lint", "check", "--output-format", "json", "--exit-zero"]
    ran = subprocess.run(
        [*command, "--no-config", *options, *(paths or ["."])], cwd=folder, capture_output=True, text=True, check=False
    )
    if not ran.stdout.strip():
        raise RuntimeError(f"{folder}: no report (exit code {ran.returncode}): {ran.stderr.strip()[:300]}")
    return [_reported(finding) for finding in json.loads(ran.stdout)["findings"]]


def _reported(finding: dict[str, Any]) -> Reported:
    place = Step(finding["path"], finding["line"], finding["message"])
    also = tuple(_steps(chain["trace"]) for chain in finding["also"])
    steps = (place, *_steps(finding["trace"]))
    return Reported(finding["code"], finding["message"], steps, tuple(finding["routes"]), also)


def _steps(trace: list[dict[str, Any]]) -> tuple[Step, ...]:
    return tuple(Step(hop["path"], hop["line"], hop["call"]) for hop in trace)
