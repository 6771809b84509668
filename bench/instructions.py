"""Instructions that the processor carries out: the same number each time, however busy the machine is.

    python bench/instructions.py [FOLDER] [--only NAME]

Needs valgrind, under which all is some thirty times slower: take a small folder (by default examples/bookshop). Ours,
checked without a cache, stands beside LibCST and `ast` that parse the same files, and beside imports that others do.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from ours import IMPORT_CLICK_AND_RICH, PARSE_WITH_AST, PARSE_WITH_LIBCST, ROOT

COUNT = ("valgrind", "--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null")
AGAINST = "LibCST parses the same files"
_REFERENCES = re.compile(r"I\s+refs:\s+([\d,]+)")


def instructions(command: list[str], folder: Path) -> int:
    """How many a command takes, its children not counted."""
    environment = {**os.environ, "PYTHONHASHSEED": "0"}
    run = subprocess.run([*COUNT, *command], cwd=folder, env=environment, capture_output=True, text=True, check=False)
    return counted(run.stderr)


def counted(said: str) -> int:
    """The number among what valgrind says."""
    found = _REFERENCES.search(said)
    if found is None:
        raise SystemExit(f"valgrind gave no number: {said.strip()[-400:]}")
    return int(found[1].replace(",", ""))


def commands(files: Path, options: list[str]) -> dict[str, list[str]]:
    """What is counted, by its name."""
    python = sys.executable
    check = [python, "-P", "-m", "fastapi_lint", "check", ".", "--no-config", "--pedantic", "-q"]
    return {
        "fastapi-lint, without a cache": [*check, *options],
        AGAINST: [python, "-c", PARSE_WITH_LIBCST, str(files)],
        "ast parses the same files": [python, "-c", PARSE_WITH_AST, str(files)],
        "import libcst": [python, "-c", "import libcst"],
        IMPORT_CLICK_AND_RICH: [python, "-c", IMPORT_CLICK_AND_RICH],
        "pass": [python, "-c", "pass"],
    }


def table(found: Mapping[str, int]) -> str:
    """Millions, and how many times LibCST's, where it was counted."""
    base = found.get(AGAINST)
    rows = [
        f"{name:34}{number / 1e6:>12,.1f} M" + (f"{number / base:>8.3f}" if base else "")
        for name, number in found.items()
    ]
    return "\n".join(rows)


def main() -> int:
    """Print the table; the exit code is 2 without valgrind."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", default=ROOT / "examples" / "bookshop")
    parser.add_argument("--only", action="append", default=[], metavar="NAME", help="count those that begin like this")
    options = parser.parse_args()
    if shutil.which(COUNT[0]) is None:
        print("valgrind is not installed", file=sys.stderr)
        return 2
    said = subprocess.run(
        [sys.executable, "-P", "-m", "fastapi_lint", "check", "--help"], capture_output=True, text=True, check=True
    ).stdout
    extra = [*(["--jobs", "1"] if "--jobs" in said else []), *(["--no-cache"] if "--no-cache" in said else [])]
    with tempfile.TemporaryDirectory() as scratch:
        files = Path(scratch) / "files"
        files.write_text("\n".join(sorted(str(file.resolve()) for file in options.folder.rglob("*.py"))))
        chosen = {
            name: command
            for name, command in commands(files, extra).items()
            if not options.only or name.startswith(tuple(options.only))
        }
        print(table({name: instructions(command, options.folder) for name, command in chosen.items()}))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
