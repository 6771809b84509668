"""Files that say which versions are in use exactly: lock files, and what names the Python to run."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

from fastapi_lint.config.requirements import Constraint, Requirement, constraint_of, normalised, requirements_of_table
from fastapi_lint.model.versions import numbers_of
from fastapi_lint.source import disk

LOCKS = ("uv.lock", "poetry.lock", "pdm.lock", "pylock.toml")

# A lock file can have a megabyte, for which tomllib takes more than 0.1 s. The tools that write these files put a
# package's name and version on the first lines of its table, each at the start of a line.
_LOCKED = re.compile(
    r'^\[\[packages?\]\]\s*\nname = "([\w.-]+)"\s*\n(?:\w[\w-]* = [^\n]*\n)*?version = "([^"\n]+)"',
    re.MULTILINE,
)
_LOCKED_PYTHON = re.compile(r'^(?:requires-python|python-versions|requires_python) = "([^"\n]+)"', re.MULTILINE)
_PYTHON = re.compile(r"^(?:cpython-|python-|python[ \t]+)?(\d+\.\d+(?:\.\d+)?)\s", re.MULTILINE)


def locked(file: Path) -> Iterator[Requirement]:
    """What a lock file of uv, Poetry or PDM, or `pylock.toml` has."""
    if not disk.is_file(file):
        return
    text = disk.read_text(file)
    found: dict[str, list[str]] = {}
    for name, version in _LOCKED.findall(text):
        found.setdefault(name, []).append(version)
    for name, versions in found.items():  # several if environments differ: the newest
        yield Requirement(normalised(name), Constraint(max(versions, key=numbers_of), True), file)
    yield from requirements_of_table({"python": _locked_python(text)}, file)


def pipfile_lock(file: Path) -> Iterator[Requirement]:
    """What `Pipfile.lock` has."""
    if not disk.is_file(file):
        return
    document = json.loads(disk.read_text(file))
    for section in ("default", "develop"):
        for name, entry in _table(document, section).items():
            if isinstance(entry, dict):
                yield from requirements_of_table({name: entry.get("version")}, file)
    requires = _table(_table(document, "_meta"), "requires")
    yield from requirements_of_table({"python": requires.get("python_version")}, file)


def python_version(file: Path) -> Iterator[Requirement]:
    """The Python of `.python-version`, of `.tool-versions` or of `runtime.txt`."""
    if disk.is_file(file):
        match = _PYTHON.search(disk.read_text(file) + "\n")
        constraint = None if match is None else constraint_of(match[1])
        yield from () if constraint is None else (Requirement("python", constraint, file),)


def _locked_python(text: str) -> str | None:
    """Before the packages (uv, PDM) or after them (Poetry); what stands among them is one package's own affair."""
    match = _LOCKED_PYTHON.search(text.partition("[[package")[0] + text.rpartition("\n[metadata]")[2])
    return None if match is None else match[1]


def _table(document: object, key: str) -> dict[str, object]:
    found = document.get(key) if isinstance(document, dict) else None
    return found if isinstance(found, dict) else {}
