"""How much work a check does, in numbers that are the same on every machine: what guards the hot path in the tests.

    python bench/work.py [--write] [--show]

Counts what is read, parsed, asked and opened when the examples and the applications of the tests are checked, and how
often functions of the product are called, by package. The counts are compared with those of bench/work.json, for each
thousand lines; more than a tenth above is a regression. `--write` takes the counts of now: after somebody looked into
why they grew, or to hold what was won. Comprehensions are left out, for they are calls on some Pythons only.
"""

from __future__ import annotations

import argparse
import cProfile
import json
import os
import pstats
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from seams import SEAMS, Seam, load_all, missing, watched

ROOT = Path(__file__).resolve().parents[1]
KNOWN = Path(__file__).resolve().with_name("work.json")
FOLDERS = {"bookshop": ROOT / "examples" / "bookshop", "apps": ROOT / "tests" / "apps"}
TOLERANCE = 0.1
LEAST = 20
"""Counts that differ by no more than this do not matter: the smallest are chance."""
LINES = "lines checked"
_PYTHON = f"{sys.version_info.major}.{sys.version_info.minor}"

MEMORY = "fastapi_lint.project.resolve.memory:Memory"
QUESTIONS = (Seam("questions asked", f"{MEMORY}.once"), Seam("questions worked out", f"{MEMORY}._answer"))
_WANTED = (
    "read",
    "ast",
    "newer syntax",
    "bodies",
    "dossiers",
    "sites",
    "cut",
    "parse",
    "walk",
    "join",
    "parents",
    "positions",
    "hooks",
)
COUNTED = (*(seam for seam in SEAMS if seam.stage in _WANTED), *QUESTIONS)

_LEFT_OUT = ("", "cli", "config", "render", "fastapi_lint")
"""Packages whose work does not grow with the project, or with what is shown only."""

_SIZES: dict[str, tuple[str, Callable[[tuple[Any, ...], Any], int]]] = {
    "ast": ("characters parsed by ast", lambda arguments, _: len(arguments[0])),
    "parse": ("characters parsed by LibCST", lambda arguments, _: len(arguments[0])),
    "walk": ("nodes visited", lambda _, result: int(result[1])),
}
"""What is counted beside the calls of a seam: its name, and how much it is from arguments and result."""


def counted(folder: Path) -> dict[str, int]:
    """The counts of one check in this process."""
    from stages import check

    load_all()
    counts: Counter[str] = Counter()

    def watch(stage: str, function: Callable[..., Any], arguments: tuple[Any, ...], named: Any) -> Any:
        result = function(*arguments, **named)
        counts[f"{stage} ×"] += 1
        if stage in _SIZES:
            name, size = _SIZES[stage]
            counts[name] += size(arguments, result)
        return result

    watched(watch, COUNTED)
    profile = cProfile.Profile()
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch).resolve() / folder.name
        counts[LINES] = _copied(folder, copy)
        profile.runcall(check, copy)
    counts.update(_calls_by_package(profile))
    return dict(sorted(counts.items()))


def counted_apart(name: str) -> dict[str, int]:
    """The same in a process of its own, in which sets have the order that they always have."""
    environment = {**os.environ, "PYTHONHASHSEED": "0"}
    command = [sys.executable, __file__, "--count", name]
    run = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if run.returncode:
        raise RuntimeError(run.stderr)
    found: dict[str, int] = json.loads(run.stdout)
    return found


def tolerance() -> float:
    """What is allowed: more on a Python other than the one that the counts were made on."""
    return TOLERANCE if held()["python"] == _PYTHON else 2.5 * TOLERANCE


def held() -> dict[str, Any]:
    """The counts that are held, by folder, and the Python that they were made on."""
    found: dict[str, Any] = json.loads(KNOWN.read_text())
    return found


def grown(known: Mapping[str, int], now: Mapping[str, int], allowed: float = TOLERANCE) -> Iterator[str]:
    """What is more than it may be, in words."""
    lines = now[LINES] / known[LINES]
    for name, count in now.items():
        before = known.get(name, 0) * lines
        if name != LINES and count > before * (1 + allowed) + LEAST:
            yield f"{name}: {count:,}, was {before:,.0f} for as many lines ({count / max(before, 1) - 1:+.0%})"


def _copied(folder: Path, target: Path) -> int:
    """Copies the Python files alone, so that nothing else that lies there is looked at. Returns their lines."""
    lines = 0
    for file in sorted(folder.rglob("*.py")):
        copy = target / file.relative_to(folder)
        copy.parent.mkdir(parents=True, exist_ok=True)
        content = file.read_bytes()
        copy.write_bytes(content)
        lines += len(content.splitlines())
    (target / "fastapi-lint.toml").touch()
    return lines


def _calls_by_package(profile: cProfile.Profile) -> Counter[str]:
    calls: Counter[str] = Counter()
    for (file, _, name), (_, number, *_) in pstats.Stats(profile).stats.items():  # type: ignore[attr-defined]
        package = _package_of(file)
        if package not in _LEFT_OUT and (name == "<lambda>" or not name.startswith("<")):
            calls[f"calls in {package}"] += number
    return calls


def _package_of(file: str) -> str:
    """`project/resolve` for a file of the engine, `rules` for all of the rules, nothing for other files."""
    parts = Path(file).parts
    if "fastapi_lint" in parts:
        inner = parts[len(parts) - parts[::-1].index("fastapi_lint") : -1]
        return "/".join(inner[:2]) or "fastapi_lint"
    return "rules" if Path(file).is_relative_to(ROOT / "rules") else ""


def main() -> int:
    """Compare, show or write; the exit code is 1 if something has grown."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help="take these counts as those to be held")
    parser.add_argument("--show", action="store_true", help="print all counts beside those that are held")
    parser.add_argument("--count", choices=FOLDERS, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.count:
        print(json.dumps(counted(FOLDERS[options.count])))
        return 0
    known = held() if KNOWN.exists() else {}
    found = {name: counted_apart(name) for name in FOLDERS}
    if options.show:
        for name, counts in found.items():
            before = known.get(name, {})
            print("\n".join(f"{name:10}{key:40}{count:>12,}{before.get(key, 0):>12,}" for key, count in counts.items()))
    if options.write:
        KNOWN.write_text(json.dumps({"python": _PYTHON, **found}, indent=1, ensure_ascii=False) + "\n")
        return 0
    for seam in missing(COUNTED):
        print(f"gone: {seam.stage}: {seam.place}", file=sys.stderr)
    words = [f"{name}: {word}" for name, counts in found.items() for word in grown(known[name], counts, tolerance())]
    print("\n".join(words) if words else "no more work than before")
    return int(bool(words))


if __name__ == "__main__":
    raise SystemExit(main())
