"""What the figures are held to."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from samples import Sample, Samples
from spread import exponent, ratio_of

COLD = 0.6
COLD_WHERE_LITTLE_SERVES = 0.4
LITTLE_SERVES = frozenset({"airflow-core"})
"""Projects less than half of whose code serves requests."""
PEERS = {"flake8-async": 0.03, "fixit": 0.04, "semgrep": 0.7, "hydroid": 0.3, "blockpath": 1.0, "vibe-guard": 1.0}
WARM = {"warm-concise": 1.0, "warm-quiet": 1.0, "warm-rich": 2.0}
EDITS = {"edit-comment": 3.0, "edit-constant": 3.0, "edit-blocking": 5.0}
PEAKS = ((8e6, 120e6), (42e6, 300e6))
"""Bytes of memory that a check may take at its peak, by bytes of source."""
GROWTH = 1.1


class Verdict(NamedTuple):
    """A bar, and what was measured. `limit` is None where the ratio is only to be said."""

    name: str
    project: str
    limit: float | None
    value: float
    told: str
    at_most: bool = False  # the other was ended before it was ready: the true ratio is smaller

    @property
    def met(self) -> bool:
        """True if there is nothing to mend."""
        return self.limit is None or self.value <= self.limit or self.at_most

    @property
    def word(self) -> str:
        """For the table."""
        if self.limit is None:
            return "—"
        if self.value <= self.limit:
            return "met"
        return "not known" if self.at_most else "**not met**"


def verdicts(samples: Samples, sizes: dict[str, int]) -> Iterator[Verdict]:
    """All bars that there are figures for."""
    for project, size in sizes.items():
        yield from _cold(samples, project)
        yield from _memory(samples, project, size)
        yield from _warm(samples, project)
    yield from _growth(samples, sizes)


def _cold(samples: Samples, project: str) -> Iterator[Verdict]:
    limit = COLD_WHERE_LITTLE_SERVES if project in LITTLE_SERVES else COLD
    yield from _ratio(samples, project, "cold", "libcst", limit, "cold / LibCST's parser")
    name = "cold, two processes, wall / LibCST's parser, wall"
    yield from _ratio(samples, project, "cold-2", "libcst", 0.35, name, lambda sample: sample.wall)
    yield from _ratio(samples, project, "floor", "libcst", None, "floor / LibCST's parser")
    yield from _ratio(samples, project, "cold", "ast", None, "cold / `ast.parse`")
    yield from _ratio(samples, project, "cold", "ruff", None, "cold / ruff, no cache")
    for peer, bar in PEERS.items():
        yield from _ratio(samples, project, "cold", peer, bar, f"cold / {peer}")


def _memory(samples: Samples, project: str, size: int) -> Iterator[Verdict]:
    found = samples.of(project, "cold")
    limit = next((most for bytes_, most in PEAKS if size <= bytes_), None)
    if found and limit is not None:
        peak = sorted(one.peak for one in found)[len(found) // 2]
        yield Verdict("peak memory, cold", project, limit, peak, f"{peak / 1e6:.0f} MB of {limit / 1e6:.0f}")
    for least in samples.of(project, "floor-memory")[:1]:
        yield Verdict("floor of peak memory", project, None, least.peak, f"{least.peak / 1e6:.0f} MB")


def _warm(samples: Samples, project: str) -> Iterator[Verdict]:
    for subject, limit in (*WARM.items(), *EDITS.items()):
        name = f"{subject.replace('-', ', ')} / `import click, rich.console`"
        yield from _ratio(samples, project, subject, "click-rich", limit, name)
    yield from _ratio(
        samples, project, "floor-edit", "click-rich", None, "floor after an edit / `import click, rich.console`"
    )
    yield from _ratio(samples, project, "warm-concise", "ruff-cached", None, "warm, concise / ruff, cached")


def _growth(samples: Samples, sizes: dict[str, int]) -> Iterator[Verdict]:
    grown = [(sizes[name], one) for name in sizes for one in samples.of(name, "grown")]
    if len({size for size, _ in grown}) < 3:
        return
    name = min(grown, key=lambda one: one[0])[1].project.partition(" ")[0]
    for what, of in (("CPU time", _cpu), ("peak memory", lambda sample: float(sample.peak))):
        points = [(float(size), of(sample)) for size, sample in grown]
        value = exponent(points)
        last = exponent(sorted(points)[-2:])
        told = f"size to the power of {value:.2f}, the last doubling {last:.2f}"
        yield Verdict(f"growth of {what}, 1 to 8 times", name, GROWTH, max(value, last), told)


def _ratio(
    samples: Samples,
    project: str,
    ours: str,
    theirs: str,
    limit: float | None,
    name: str,
    of: Callable[[Sample], float] | None = None,
) -> Iterator[Verdict]:
    one, other = samples.of(project, ours), samples.of(project, theirs)
    if one and other:
        ratio = ratio_of(_values(one, of), _values(other, of))
        ended = any(one.timed_out for one in other)
        yield Verdict(name, project, limit, ratio.value, f"< {ratio}" if ended else str(ratio), ended)


def _values(found: Iterable[Sample], of: Callable[[Sample], float] | None) -> list[float]:
    return [(of or _cpu)(one) for one in found]


def _cpu(sample: Sample) -> float:
    return sample.cpu


def machine() -> str:
    """The processor and its cores, without the machine's name."""
    model = platform.processor() or platform.machine()
    try:
        with Path("/proc/cpuinfo").open() as lines:
            model = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), model)
    except OSError:
        pass
    return f"{model}, {os.cpu_count()} cores, {platform.system()}"
