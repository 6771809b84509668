"""What was measured, kept line by line in a file so that a run that was broken off goes on where it was."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

from measuring import Taken


@dataclass(frozen=True)
class Sample:
    """One run of one subject on one project. A sample of the files stands for all by its `share` of the bytes."""

    project: str
    subject: str
    number: int
    cpu: float
    wall: float
    peak: int
    together: int
    status: int
    timed_out: bool = False
    share: float = 1.0
    note: str = ""

    @classmethod
    def of(
        cls,
        project: str,
        subject: str,
        number: int,
        taken: Taken,
        share: float = 1.0,
        note: str = "",
        start: float = 0.0,
    ) -> Sample:
        """What a run took; seconds of a sample of files are those of all, without counting the start more than once."""
        cpu = start + max(taken.cpu - start, 0.0) / share
        wall = taken.wall * cpu / max(taken.cpu, 1e-9)
        rest = (taken.peak, taken.together, taken.status, taken.timed_out)
        return cls(project, subject, number, round(cpu, 4), round(wall, 4), *rest, round(share, 4), note)


@dataclass
class Samples:
    """All of a run."""

    path: Path
    made: list[Sample] = field(default_factory=list)

    @classmethod
    def at(cls, path: Path, *, fresh: bool = False) -> Samples:
        """Those that a file holds; none are kept if they are to be `fresh`."""
        path.parent.mkdir(parents=True, exist_ok=True)
        if fresh:
            path.unlink(missing_ok=True)
        lines = path.read_text().splitlines() if path.exists() else []
        return cls(path, [Sample(**json.loads(line)) for line in lines if line.endswith("}")])

    def add(self, sample: Sample) -> None:
        """One more; it is on disk when this returns."""
        self.made.append(sample)
        with self.path.open("a") as file:
            file.write(json.dumps(asdict(sample)) + "\n")

    def of(self, project: str, subject: str) -> list[Sample]:
        """Those of a subject, in order."""
        found = [one for one in self.made if (one.project, one.subject) == (project, subject)]
        return sorted(found, key=lambda one: one.number)

    def there(self, project: str, subject: str, number: int) -> bool:
        """True if that was measured before."""
        return any(one.number == number for one in self.of(project, subject))

    def subjects(self, project: str) -> Iterator[str]:
        """The subjects that a project has figures of, in the order in which they were first measured."""
        yield from dict.fromkeys(one.subject for one in self.made if one.project == project)
