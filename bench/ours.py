"""fastapi-lint as it is installed by those who use it, and what it is compared with that needs no other tool."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from peers import make_environment, version_of

ROOT = Path(__file__).resolve().parents[1]

_PRODUCT = ("fastapi_lint", "rules", "pyproject.toml", "setup.py")

PARSE_WITH_LIBCST = """
import sys, libcst
for name in open(sys.argv[1]).read().splitlines():
    try:
        libcst.parse_module(open(name, "rb").read())
    except libcst.ParserSyntaxError:
        pass
"""
PARSE_WITH_AST = """
import sys, ast
for name in open(sys.argv[1]).read().splitlines():
    try:
        ast.parse(open(name, "rb").read())
    except (SyntaxError, ValueError):
        pass
"""
IMPORT_CLICK_AND_RICH = "import click, rich.console"


class Ours(NamedTuple):
    """The tool in an environment of its own, built from the files of this checkout that are under version control."""

    key: str
    home: Path
    options: frozenset[str]
    commit: str

    @property
    def python(self) -> str:
        """The interpreter that runs it."""
        return str(self.home / "bin/python")

    @property
    def versions(self) -> dict[str, str]:
        """What it was measured with."""
        return {name: version_of(self.home, name) for name in ("fastapi-lint", "libcst", "click", "rich", "pydantic")}

    def check(self, *arguments: str, jobs: int = 1, cache: Path | None = None) -> list[str]:
        """The command that checks the project in the working directory with all rules."""
        command = [str(self.home / "bin/fastapi-lint"), "check", ".", "--no-config", "--pedantic", *arguments]
        if self.has("--jobs"):
            command += ["--jobs", str(jobs)]
        if self.has("--cache-dir"):
            command += ["--no-cache"] if cache is None else ["--cache-dir", str(cache)]
        return command

    def has(self, option: str) -> bool:
        """True if `check` knows the option."""
        return option in self.options


def installed(scratch: Path) -> Ours:
    """The checkout, installed; what was installed before is kept for as long as its files are the same."""
    key = state_of(ROOT)
    home = scratch / "ours" / key
    if not (home / ".installed").exists():
        source = scratch / "ours" / f"{key}-source"
        _copy_tracked(ROOT, source)
        word = make_environment(home, str(source))
        shutil.rmtree(source)
        if word:
            raise SystemExit(f"fastapi-lint could not be installed: {word}")
    said = subprocess.run([home / "bin/fastapi-lint", "check", "--help"], capture_output=True, text=True, check=True)
    options = frozenset(option for option in said.stdout.replace(",", " ").split() if option[:2] == "--")
    return Ours(key, home, options, commit_of(ROOT))


def state_of(root: Path) -> str:
    """A digest of what is installed: it stays the same when something else in the checkout changes."""
    trees = _git(root, "ls-tree", "HEAD", *_PRODUCT)
    changed = _git(root, "diff", "HEAD", "--", *_PRODUCT)
    return hashlib.sha256(f"{trees}\n{changed}".encode()).hexdigest()[:10]


def commit_of(root: Path) -> str:
    """The last commit that changed what is installed, and whether there is more than it has."""
    commit = _git(root, "log", "-1", "--format=%h", "--abbrev=10", "--", *_PRODUCT).strip()
    return f"{commit} with changes" if _git(root, "diff", "HEAD", "--", *_PRODUCT) else commit


def _copy_tracked(root: Path, target: Path) -> None:
    shutil.rmtree(target, ignore_errors=True)
    for name in _git(root, "ls-files", "-z", "--", ":!tests", ":!examples").split("\0"):
        if name and (root / name).is_file():
            copy = target / name
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(root / name, copy)


def _git(root: Path, *arguments: str) -> str:
    command: Sequence[str] = ("git", "-C", str(root), *arguments)
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout
