"""The table: in the terminal, as Markdown and as JSON."""

from __future__ import annotations

import json
import platform
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import NamedTuple

import edits
from applications import Project
from bars import Verdict, machine, verdicts
from ours import Ours
from peers import NOT_PUBLISHED, PEERS, REMARKS, Installed
from samples import Sample, Samples
from spread import deviation

FOLDER = Path(__file__).resolve().parent
TITLES = {
    "cold": "**fastapi-lint, one process, empty cache**",
    "cold-2": "**fastapi-lint, two processes, empty cache**",
    "libcst": "LibCST parses the same files",
    "ast": "`ast` parses the same files",
    "floor": "floor: the same imports, `ast` of all files, LibCST of what is opened",
    "floor-memory": "floor of memory: the same, with all facts at once and what is looked into open",
    "floor-edit": "floor after an edit that opens a slice: the same imports",
    "warm-concise": "**fastapi-lint, nothing changed, concise**",
    "warm-quiet": "**fastapi-lint, nothing changed, quiet**",
    "warm-rich": "**fastapi-lint, nothing changed, rich**",
    "click-rich": '`python -c "import click, rich.console"`',
    "python": "`python -c pass`",
    **{f"edit-{kind}": f"**fastapi-lint, after an edit: {title}**" for kind, title in edits.TITLES.items()},
    **{peer.key: peer.title for peer in PEERS},
}
_BEGIN, _END = "<!-- written by bench/speed.py -->", "<!-- until here -->"
_COLD = ("cold", "cold-2", "libcst", "ast", "floor", "floor-memory")
_PEERS = tuple(peer.key for peer in PEERS)
_WARM = (
    "warm-concise",
    "warm-quiet",
    "warm-rich",
    *(f"edit-{kind}" for kind in edits.KINDS),
    "floor-edit",
    "click-rich",
    "python",
)


class Measured(NamedTuple):
    """All that there is to be shown."""

    tool: Ours
    peers: Sequence[Installed]
    samples: Samples
    projects: dict[str, Project]
    notes: Sequence[str]

    @property
    def verdicts(self) -> list[Verdict]:
        """The bars."""
        return list(verdicts(self.samples, {name: project.size for name, project in self.projects.items()}))


def show(measured: Measured, *, write: bool) -> int:
    """Print the table, write it if asked to; 1 if a bar is not met."""
    text = "\n".join(page(measured))
    print(f"\n{text}")
    if write:
        (FOLDER / "RESULTS.md").write_text(f"{text}\n")
        (FOLDER / "results.json").write_text(raw(measured))
        readme = FOLDER.parent / "README.md"
        readme.write_text(refreshed(readme.read_text(), short(measured)))
    return 0 if all(one.met for one in measured.verdicts) else 1


def page(measured: Measured) -> Iterator[str]:
    """The whole page, line by line."""
    yield "# How fast"
    yield ""
    yield "Made by `python bench/speed.py --write`; what the figures mean is said there. Do not edit."
    yield ""
    yield f"Measured {datetime.now(UTC):%Y-%m-%d} at {measured.tool.commit}, on {machine()}."
    yield f"Python {platform.python_version()}, {', '.join(f'{n} {v}' for n, v in measured.tool.versions.items())}."
    yield f"Others: {', '.join(_versions(measured.peers))}."
    yield ""
    yield "CPU is that of a command with all its children: the median of the runs ± the median deviation from it."
    yield "Runs are interleaved. Memory is the peak of the largest process, and of all together if there are several."
    for project in measured.projects.values():
        yield from _section(measured, project)
    yield from _bars(measured.verdicts)
    yield from _notes(measured)


def short(measured: Measured) -> Iterator[str]:
    """A few figures for the README: seconds of the processor, by project."""
    samples = measured.samples
    projects = [one for name, one in measured.projects.items() if samples.of(name, "cold")]
    yield f"| CPU seconds | {' | '.join(f'{one.name}, {one.size / 1e6:.0f} MB' for one in projects)} |"
    yield f"|---|{'--:|' * len(projects)}"
    for subject in (*_COLD[: _COLD.index("floor-memory")], *_PEERS):
        found = [samples.of(one.name, subject) for one in projects]
        if subject != "ruff-cached" and any(found):
            cells = [_median(each) if each else "" for each in found]
            yield f"| {TITLES[subject]} | {' | '.join(cells)} |"
    yield ""
    for project in measured.projects.values():
        times = {
            subject: f"{1000 * median(one.cpu for one in found):.0f} ms"
            for subject in ("warm-concise", "edit-blocking", "click-rich")
            if (found := samples.of(project.name, subject))
        }
        if "warm-concise" in times and "click-rich" in times:
            yield f"A run on {len(project.files):,} files of which none has changed takes {times['warm-concise']};"
            if "edit-blocking" in times:
                yield f"after a blocking call was added to a handler it takes {times['edit-blocking']}."
            yield f"(`import click, rich.console` alone: {times['click-rich']}.)"


def refreshed(readme: str, lines: Iterator[str]) -> str:
    """The README with other lines between its two marks, or as it is without them."""
    before, begin, rest = readme.partition(f"{_BEGIN}\n")
    _, end, after = rest.partition(_END)
    return f"{before}{begin}{chr(10).join(lines)}\n{end}{after}" if begin and end else readme


def raw(measured: Measured) -> str:
    """The figures, one run a line."""
    head = {
        "measured": f"{datetime.now(UTC):%Y-%m-%d}",
        "commit": measured.tool.commit,
        "machine": machine(),
        "python": platform.python_version(),
        "versions": {**measured.tool.versions, **{one.peer.distribution: one.version for one in measured.peers}},
        "projects": {name: [len(one.files), one.size] for name, one in measured.projects.items()},
    }
    wanted = [one for one in measured.samples.made if one.project in measured.projects]
    lines = ",\n  ".join(
        json.dumps({name: value for name, value in asdict(one).items() if value != ""}) for one in wanted
    )
    return f'{{"about": {json.dumps(head)},\n "runs": [\n  {lines}\n]}}\n'


def _versions(there: Sequence[Installed]) -> Iterator[str]:
    yield from dict.fromkeys(f"{one.peer.distribution} {one.version or 'missing'}" for one in there)


def _section(measured: Measured, project: Project) -> Iterator[str]:
    known = list(measured.samples.subjects(project.name))
    there = [subject for subject in (*_COLD, *_WARM, *_PEERS) if subject in known]
    if not there:
        return
    yield ""
    yield f"## {project.name}: {project.told}"
    yield ""
    against = "libcst" if "libcst" in known else "click-rich"
    base = median(one.cpu for one in measured.samples.of(project.name, against))
    yield f"| | CPU s | wall s | peak MB | × {'LibCST' if against == 'libcst' else 'click and rich'} |"
    yield "|---|--:|--:|--:|--:|"
    for subject in there:
        yield _row(subject, measured.samples.of(project.name, subject), base)


def _row(subject: str, found: Sequence[Sample], base: float) -> str:
    cpu = [one.cpu for one in found]
    peak, together = (median(getattr(one, name) for one in found) / 1e6 for name in ("peak", "together"))
    memory = f"{peak:.0f}" if together < peak * 1.05 else f"{peak:.0f}, {together:.0f}"
    title = TITLES[subject]
    if found[0].share < 1:
        title += f" ({found[0].share:.1%} of the bytes, scaled)"
    spread = f" ± {deviation(cpu):.2g}" if len(cpu) > 1 else ""
    sign = "> " if any(one.timed_out for one in found) else ""
    wall = median(one.wall for one in found)
    return (
        f"| {title} | {sign}{_seconds(median(cpu))}{spread} | {_seconds(wall)} | {memory} | {median(cpu) / base:.3g} |"
    )


def _median(found: Sequence[Sample]) -> str:
    sign = "> " if any(one.timed_out for one in found) else ""
    return f"{sign}{_seconds(median(one.cpu for one in found))}"


def _seconds(value: float) -> str:
    return f"{value:.3f}" if value < 1 else f"{value:.2f}" if value < 10 else f"{value:.1f}"


def _bars(found: Sequence[Verdict]) -> Iterator[str]:
    yield ""
    yield "## Bars"
    yield ""
    yield "Ratios of medians, with the quartiles of the ratios of runs that stood beside each other."
    yield ""
    yield "| what | where | at most | measured | |"
    yield "|---|---|--:|--:|---|"
    for one in found:
        limit = "" if one.limit is None else "" if one.limit > 1000 else f"{one.limit:g}"
        yield f"| {one.name} | {one.project} | {limit} | {one.told} | {one.word} |"


def _notes(measured: Measured) -> Iterator[str]:
    missing = {one.peer.distribution: one.word for one in measured.peers if one.word}
    words = [*REMARKS, *(f"{name} {word}" for name, word in NOT_PUBLISHED.items())]
    words += [f"{name} is missing: {word}" for name, word in missing.items()]
    words += [
        f"{one.peer.distribution} was installed on a Python that it does not declare"
        for one in measured.peers
        if one.peer.any_python and not one.word
    ]
    yield ""
    for word in (*words, *measured.notes):
        yield f"- {word[:1].upper()}{word[1:]}."
