"""Small projects of one trait each: those named `T…` must be flagged, those named `F…` must not.

    python bench/score_torture.py FOLDER [--misses]

FOLDER holds one folder a project. A project is flagged if a finding says that something blocks the event loop or burns
on it (FAL101, FAL102, FAL103, FAL301). The exit code is 1 if a project is judged wrongly.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import NamedTuple

from findings import ON_THE_LOOP, Reported, findings_of


class Verdict(NamedTuple):
    """One project and what is said of it."""

    name: str
    wanted: bool
    findings: tuple[Reported, ...]

    @property
    def right(self) -> bool:
        """True if it is flagged just when it should be."""
        return bool(self.findings) == self.wanted


def judged(project: Path) -> Verdict:
    """The verdict on one project."""
    found = tuple(finding for finding in findings_of(project) if finding.code in ON_THE_LOOP)
    return Verdict(project.name, project.name.startswith("T"), found)


def main() -> int:
    """Print how many are judged rightly, and which are not."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--misses", action="store_true", help="list the projects that are judged wrongly")
    parser.add_argument("--places", action="store_true", help="list what was found where")
    options = parser.parse_args()
    projects = sorted(path for path in options.folder.iterdir() if path.is_dir() and path.name[:1] in "TF")
    verdicts = [judged(project) for project in projects]
    for wanted, word in ((True, "must be flagged"), (False, "must not be flagged")):
        group = [verdict for verdict in verdicts if verdict.wanted is wanted]
        flagged = sum(1 for verdict in group if verdict.findings)
        print(f"{word:20} {flagged:3} of {len(group):3} flagged")
    for verdict in verdicts:
        if options.misses and not verdict.right:
            print(f"{verdict.name}: {'missed' if verdict.wanted else 'flagged falsely'}")
        if options.places or (options.misses and not verdict.right):
            for one in verdict.findings:
                print(f"  {verdict.name} {one.code} {one.steps[0].path}:{one.steps[0].line} {one.message}")
    return 0 if verdicts and all(verdict.right for verdict in verdicts) else 1


if __name__ == "__main__":
    raise SystemExit(main())
