"""How fast, beside what: one command measures everything, interleaved, and writes the table.

    python bench/speed.py [--scratch DIR] [--sources DIR] [--peers DIR] [--parts cold,peers,warm,growth] [--rounds N]

Needs a package index for the applications and tools that are not yet there; nothing of them is run but the tools. A run
that was broken off goes on where it was: figures are kept in the scratch folder, by the state of this checkout.
`--write` puts the table into bench/RESULTS.md and the figures into bench/results.json.

In each round every subject runs once, in another order each time, so that what else the machine does meets all alike.
Ratios are those of medians. Tools that take minutes a megabyte run once, on a sample of the files of each project.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import edits
import ours
import peers
import results
from applications import TOGETHER, MissingError, Project, copies_of, project_of, sample_of
from measuring import run
from samples import Sample, Samples

PARTS = ("cold", "peers", "warm", "growth")
ROUNDS = {"lnbits": 5, "open-webui": 5, "airflow-core": 3, "litellm": 2}
WARM = "+".join(TOGETHER)
WARM_ROUNDS, EDIT_ROUNDS = 15, 5
GROWING, TIMES = "lnbits", (1, 2, 4, 8)
SAMPLED = 300_000
"""Bytes of source that a tool is given which takes minutes a megabyte."""
EDIT_BUDGET = 240.0
"""Seconds after which no further round of edits is begun on a project."""
PEER_LIMIT = 90.0
"""Seconds after which a peer is ended."""


@dataclass
class Bench:
    """Where things are, and what was measured."""

    scratch: Path
    sources: Path
    tool: ours.Ours
    tools: dict[str, peers.Installed]
    samples: Samples
    rounds: int | None = None
    notes: list[str] = field(default_factory=list)
    projects: dict[str, Project] = field(default_factory=dict)

    def project(self, make: Callable[[], Project]) -> Project | None:
        """A project, or None with a note if its sources cannot be had."""
        try:
            project = make()
        except MissingError as error:
            self.note(str(error))
            return None
        self.projects[project.name] = project
        return project

    def note(self, word: str) -> None:
        """Something to be said below the table."""
        print(f"  ! {word}", flush=True)
        if word not in self.notes:
            self.notes.append(word)

    def measure(
        self,
        project: Project,
        subject: str,
        number: int,
        command: Sequence[str],
        *,
        share: float = 1.0,
        limit: float = 3600.0,
        start: float = 0.0,
    ) -> Sample:
        """Run a command in the folder of a project and keep what it took."""
        output = self.scratch / "output" / f"{project.folder.name}-{subject}.txt"
        output.parent.mkdir(parents=True, exist_ok=True)
        taken = run(command, project.folder, self.environment(), output, limit)
        sample = Sample.of(project.name, subject, number, taken, share, start=start)
        self.samples.add(sample)
        ended = "  (ended)" if sample.timed_out else ""
        print(
            f"  {subject:26}{number:3}{sample.cpu:10.3f} s{sample.wall:10.3f} s{sample.peak / 1e6:8.0f} MB{ended}",
            flush=True,
        )
        return sample

    def environment(self) -> dict[str, str]:
        """The same for all: no colours, and no folder of the user's."""
        home = self.scratch / "home"
        home.mkdir(parents=True, exist_ok=True)
        kept = {name: os.environ[name] for name in ("PATH", "LANG", "LD_LIBRARY_PATH") if name in os.environ}
        return {**kept, "HOME": str(home), "XDG_CACHE_HOME": str(home / "cache"), "NO_COLOR": "1", "COLUMNS": "120"}

    def cache(self, name: str, *, fresh: bool = False) -> Path:
        """A folder for a cache."""
        folder = self.scratch / "caches" / self.tool.key / name
        if fresh:
            shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    @property
    def floor(self) -> list[str]:
        """The beginning of the commands of bench/floor.py, which must not see the modules of this folder."""
        return [self.tool.python, "-P", str(ours.ROOT / "bench/floor.py")]

    def recorded(self, project: Project) -> str:
        """The path of what a cold check of the project has imported and opened; a check is run for it if need be."""
        seen = self.scratch / "output" / f"{project.folder.name}-{self.tool.key}.floor.json"
        if not seen.exists():
            seen.parent.mkdir(parents=True, exist_ok=True)
            check = self.tool.check("-q", cache=self.cache("floor", fresh=True))[1:]
            command = [*self.floor, "record", str(seen), "--", *check]
            run(command, project.folder, self.environment(), seen.with_suffix(".txt"))
        return str(seen)

    def files_of(self, project: Project) -> str:
        """The path of a list of the project's files."""
        listed = self.scratch / "output" / f"{project.folder.name}.files"
        listed.parent.mkdir(parents=True, exist_ok=True)
        listed.write_text("\n".join(project.files))
        return str(listed)


def cold(bench: Bench, project: Project, rounds: int) -> None:
    """Ours without a cache beside LibCST, `ast` and the tools that are quick."""
    tool, listed = bench.tool, bench.files_of(project)
    subjects: dict[str, Callable[[], list[str]]] = {
        "cold": lambda: tool.check("-q", cache=bench.cache("cold", fresh=True)),
        "libcst": lambda: [tool.python, "-c", ours.PARSE_WITH_LIBCST, listed],
        "ast": lambda: [tool.python, "-c", ours.PARSE_WITH_AST, listed],
        "floor": lambda: [*bench.floor, "take", bench.recorded(project), listed],
        "floor-memory": lambda: [*bench.floor, "hold", bench.recorded(project), listed],
    }
    if tool.has("--jobs"):
        subjects["cold-2"] = lambda: tool.check("-q", jobs=2, cache=bench.cache("cold", fresh=True))
    for key, there in bench.tools.items():
        if there.peer.quick and there.program is not None:
            subjects[key] = lambda there=there: peers.command_of(there, project, bench.cache("peers"))  # type: ignore[misc]
    if "ruff-cached" in subjects:
        run(subjects["ruff-cached"](), project.folder, bench.environment())
    for number in range(1, rounds + 1):
        for subject in _turned(list(subjects), number):
            if not bench.samples.there(project.name, subject, number):
                bench.measure(project, subject, number, subjects[subject]())


def slow(bench: Bench, project: Project) -> None:
    """The tools that are measured once."""
    files, share = sample_of(project, SAMPLED)
    for key, there in bench.tools.items():
        if there.peer.quick or there.program is None or bench.samples.there(project.name, key, 1):
            continue
        if not there.peer.by_file:
            command = peers.command_of(there, project, bench.cache("peers"))
            bench.measure(project, key, 1, command, limit=PEER_LIMIT)
            continue
        smallest = min(files, key=lambda name: (project.folder / name).stat().st_size)
        started = run(
            peers.command_of(there, project, bench.cache("peers"), [smallest]), project.folder, bench.environment()
        )
        command = peers.command_of(there, project, bench.cache("peers"), files)
        bench.measure(project, key, 1, command, share=share, limit=PEER_LIMIT, start=started.cpu)


def warm(bench: Bench, project: Project, rounds: int, edit_rounds: int) -> None:
    """Nothing changed since the last run, and one line changed."""
    tool = bench.tool
    place = edits.prepared(project)
    if not tool.has("--cache-dir"):
        bench.note("this version has no cache: nothing warm was measured")
        return
    forms = {"concise": ("--output-format", "concise"), "quiet": ("-q",), "rich": ("--output-format", "rich")}
    cache = bench.cache(f"warm-{project.folder.name}")
    commands = {f"warm-{form}": tool.check(*arguments, cache=cache) for form, arguments in forms.items()}
    for command in commands.values():
        run(command, project.folder, bench.environment())
    commands["click-rich"] = [tool.python, "-c", ours.IMPORT_CLICK_AND_RICH]
    commands["python"] = [tool.python, "-c", "pass"]
    commands["floor-edit"] = [*bench.floor, "imports", bench.recorded(project)]
    if (there := bench.tools.get("ruff-cached")) is not None and there.program is not None:
        commands["ruff-cached"] = peers.command_of(there, project, bench.cache("peers"))
        run(commands["ruff-cached"], project.folder, bench.environment())
    for number in range(1, rounds + 1):
        for subject in _turned(list(commands), number):
            if not bench.samples.there(project.name, subject, number):
                bench.measure(project, subject, number, commands[subject])
    settle = commands["warm-concise"]
    started = time.perf_counter()
    try:
        for number in range(1, edit_rounds + 1):
            if time.perf_counter() - started > EDIT_BUDGET:
                bench.note(f"{project.name}: edits were measured {number - 1} times only, for they take long")
                break
            for kind in _turned(list(edits.KINDS), number):
                if not bench.samples.there(project.name, f"edit-{kind}", number):
                    _edited(bench, project, place, kind, number, settle)
    finally:
        edits.restore(place)


def _edited(bench: Bench, project: Project, place: edits.Place, kind: str, number: int, command: list[str]) -> None:
    """One edit, made on a project that was just checked; what is found must change as the edit says."""
    seen = bench.scratch / "output" / "settled.txt"
    edits.restore(place)
    run(command, project.folder, bench.environment(), seen)
    before = len(seen.read_text().splitlines())
    edits.edit(place, kind, os.getpid() % 1000 * 1000 + number)
    sample = bench.measure(project, f"edit-{kind}", number, command)
    output = bench.scratch / "output" / f"{project.folder.name}-{sample.subject}.txt"
    more = len(output.read_text().splitlines()) - before
    if (more > 0) != (kind == "blocking"):
        bench.note(f"{project.name}: {edits.TITLES[kind]} changed the report by {more} lines")


def growth(bench: Bench, name: str) -> None:
    """One application beside itself, once, twice, four and eight times."""
    for times in TIMES:
        project = bench.project(lambda times=times: copies_of(name, times, bench.sources, bench.scratch))  # type: ignore[misc]
        if project is not None and not bench.samples.there(project.name, "grown", 1):
            bench.measure(project, "grown", 1, bench.tool.check("-q", cache=bench.cache("cold", fresh=True)))


def main() -> int:
    """Measure what is asked for and show the table; the exit code is 1 if a bar is not met."""
    options = _options()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that what was started is ended
    scratch = options.scratch.resolve()
    tool = ours.installed(scratch)
    there = peers.installed(() if options.no_peers else peers.PEERS, (options.peers or scratch / "peers").resolve())
    tools = {one.peer.key: one for one in there}
    samples = Samples.at(scratch / f"samples-{tool.key}.jsonl", fresh=options.fresh)
    bench = Bench(scratch, options.sources.resolve(), tool, tools, samples, options.rounds)
    for one in there:
        print(f"{one.peer.title:34} {one.version or 'missing: ' + one.word}", flush=True)
    for option, word in (("--jobs", "one process alone"), ("--cache-dir", "no cache")):
        if not tool.has(option):
            bench.note(f"this version has no `{option}`: measured with {word}")
    for project in _projects(bench, options):
        print(f"{project.name}: {project.told}", flush=True)
        if "cold" in options.parts:
            cold(bench, project, options.rounds or ROUNDS.get(project.name, 3))
        if "peers" in options.parts:
            slow(bench, project)
    if "warm" in options.parts:
        for name in options.warm:
            project = bench.project(lambda name=name: project_of(name, bench.sources, bench.scratch))  # type: ignore[misc]
            if project is not None:
                print(f"{project.name}: {project.told}", flush=True)
                warm(bench, project, options.rounds or WARM_ROUNDS, options.rounds or EDIT_ROUNDS)
    if "growth" in options.parts:
        growth(bench, options.growing)
    return results.show(results.Measured(tool, there, samples, bench.projects, bench.notes), write=options.write)


def _projects(bench: Bench, options: argparse.Namespace) -> Iterator[Project]:
    for name in options.projects:
        project = bench.project(lambda name=name: project_of(name, bench.sources, bench.scratch))  # type: ignore[misc]
        if project is not None:
            yield project


def _turned(subjects: list[str], number: int) -> list[str]:
    """Another one first in each round."""
    at = number % len(subjects)
    return subjects[at:] + subjects[:at]


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "fastapi-lint-bench"
    parser.add_argument("--scratch", type=Path, default=cache, help="folder for all that is made (%(default)s)")
    parser.add_argument("--sources", type=Path, default=ours.ROOT / ".corpus", help="unpacked applications (.corpus)")
    parser.add_argument(
        "--peers", type=Path, metavar="DIR", help="environments of the other tools (in the scratch folder)"
    )
    parser.add_argument("--no-peers", action="store_true", help="no other tools")
    parser.add_argument("--parts", type=_comma, default=PARTS, help=f"what to measure: {','.join(PARTS)}")
    parser.add_argument("--projects", type=_comma, default=tuple(ROUNDS), help=f"by default {','.join(ROUNDS)}")
    parser.add_argument("--warm", type=_comma, default=("open-webui", WARM), help=f"by default open-webui,{WARM}")
    parser.add_argument("--growing", default=GROWING, metavar="NAME", help=f"what stands beside itself ({GROWING})")
    parser.add_argument("--rounds", type=int, metavar="N", help="by default as many as a project's size allows")
    parser.add_argument("--fresh", action="store_true", help="forget what was measured of this state before")
    parser.add_argument("--write", action="store_true", help="write bench/RESULTS.md and bench/results.json")
    return parser.parse_args()


def _comma(text: str) -> tuple[str, ...]:
    return tuple(part for part in text.split(",") if part)


if __name__ == "__main__":
    raise SystemExit(main())
