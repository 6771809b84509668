"""Where the time goes: processor seconds of a check by stage, and the memory that is held when a stage ends.

    python bench/stages.py FOLDER [--cprofile STAGE] [--lines N] [-- OPTIONS OF CHECK]

Runs `fastapi-lint check` on the folder in one process, without a cache, and watches the seams of `bench/seams.py`. A
stage within another stands below it. `own` is without the stages below. `--cprofile` shows the functions of one stage
by own time instead. (Not called `profile.py`, which would hide the module of the standard library of that name.)
"""

from __future__ import annotations

import argparse
import contextlib
import cProfile
import io
import pstats
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from seams import SEAMS, load_all, missing, watched


@dataclass
class Stage:
    """What was seen of a stage below another."""

    name: str
    calls: int = 0
    seconds: float = 0.0
    memory: int = 0
    below: dict[str, Stage] = field(default_factory=dict)

    @property
    def own(self) -> float:
        """Seconds without those of the stages below."""
        return self.seconds - sum(stage.seconds for stage in self.below.values())

    def lines(self, whole: float, depth: int = 0) -> Iterator[str]:
        """The table, a line a stage, in the order in which they first began."""
        name = "  " * depth + self.name
        share = 100 * self.seconds / max(whole, 1e-9)
        memory = f"{self.memory / 1e6:9.0f}" if depth <= 2 else " " * 9
        yield f"{name:30}{self.calls:>9,}{self.seconds:>10.3f}{self.own:>10.3f}{share:>8.1f}{memory}"
        for stage in self.below.values():
            yield from stage.lines(whole, depth + 1)


class Clock:
    """Measures each stage, below the one in which it was begun."""

    def __init__(self, clock: Callable[[], float] = time.process_time) -> None:
        self.top = Stage("check")
        self._clock = clock
        self._open = [self.top]

    def __call__(self, stage: str, function: Callable[..., Any], arguments: tuple[Any, ...], named: Any) -> Any:
        """Call the function and add what it took."""
        at = self._open[-1].below.get(stage)
        if at is None:
            at = self._open[-1].below[stage] = Stage(stage)
        self._open.append(at)
        started = self._clock()
        try:
            return function(*arguments, **named)
        finally:
            at.seconds += self._clock() - started
            at.calls += 1
            self._open.pop()
            if len(self._open) <= 2:
                at.memory = memory()


class Profiler:
    """Profiles one stage and lets the others pass."""

    def __init__(self, stage: str) -> None:
        self.profile = cProfile.Profile()
        self._stage = stage
        self._depth = 0

    def __call__(self, stage: str, function: Callable[..., Any], arguments: tuple[Any, ...], named: Any) -> Any:
        """Call the function."""
        if stage != self._stage:
            return function(*arguments, **named)
        self._depth += 1
        if self._depth == 1:
            self.profile.enable()
        try:
            return function(*arguments, **named)
        finally:
            self._depth -= 1
            if self._depth == 0:
                self.profile.disable()


def memory() -> int:
    """Bytes that the process holds now, 0 where the system does not say."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except (OSError, ValueError):
        return 0
    return pages * 4096


def check(folder: Path, options: Sequence[str] = ()) -> int:
    """Run `check` in this process, on one worker and without a cache, and drop what it prints."""
    from fastapi_lint.cli.check import check as command
    from fastapi_lint.cli.main import main

    known = {option for parameter in command.params for option in parameter.opts}
    arguments = ["check", str(folder), "--no-config", "--pedantic", "-q", *options]
    arguments += ["--jobs", "1"] if "--jobs" in known else []
    arguments += ["--no-cache"] if "--no-cache" in known else []
    with contextlib.redirect_stdout(io.TextIOWrapper(io.BytesIO())):
        return main(arguments)


def main() -> int:
    """Print the table of stages, or the functions of one."""
    options = _options()
    started = time.process_time()
    load_all()
    imports = time.process_time() - started
    for seam in missing():
        print(f"gone: {seam.stage}: {seam.place}", file=sys.stderr)
    if options.cprofile:
        profiler = Profiler(options.cprofile)
        watched(profiler)
        check(options.folder, options.options)
        pstats.Stats(profiler.profile, stream=sys.stdout).sort_stats("tottime").print_stats(options.lines)
        return 0
    clock = Clock()
    watched(clock)
    started = time.process_time()
    status = check(options.folder, options.options)
    clock.top.seconds = time.process_time() - started
    clock.top.calls, clock.top.memory = 1, memory()
    print(f"{'stage':30}{'calls':>9}{'CPU s':>10}{'own':>10}{'%':>8}{'MB then':>9}")
    print("\n".join(clock.top.lines(clock.top.seconds)))
    print(f"\nimports of everything {imports:.3f} s, not counted above; exit code {status}")
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--cprofile", choices=[seam.stage for seam in SEAMS], metavar="STAGE")
    parser.add_argument("--lines", type=int, default=45, help="functions that are shown")
    parser.add_argument("options", nargs="*", help="options of `check`, after `--`")
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main())
