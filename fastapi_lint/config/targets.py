"""For which versions of FastAPI, Starlette, Pydantic and Python the project is written.

A version that is locked or pinned wins over one that is merely the lowest allowed, a file at the root over one above
it, and files in the folders below count only if neither says anything.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fastapi_lint.config.requirements import (
    Constraint,
    Requirement,
    constraint_of,
    normalised,
    requirement_of,
    requirements_in,
)
from fastapi_lint.config.settings import TargetSettings
from fastapi_lint.source import disk

PACKAGES = ("fastapi", "starlette", "pydantic", "python")

_LOCKS = ("uv.lock", "poetry.lock", "pdm.lock", "pylock.toml")
# A lock file can have a megabyte, for which tomllib takes more than 0.1 s. The tools that write these files put a
# package's name and version on the first lines of its table, each at the start of a line.
_LOCKED = re.compile(
    r'^\[\[packages?\]\]\s*\nname = "([\w.-]+)"\s*\n(?:\w[\w-]* = [^\n]*\n)*?version = "([^"\n]+)"',
    re.MULTILINE,
)
_LOCKED_PYTHON = re.compile(r'^(?:requires-python|python-versions|requires_python) = "([^"\n]+)"', re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a version was read: a file relative to the root, or `settings`. If not exact, it is the lowest allowed."""

    package: str
    version: str
    file: str
    is_exact: bool


@dataclass(frozen=True, slots=True)
class Versions:
    """The versions found, None where no file names any. `unread` are files that should have told but cannot be read.

    `pins` are the exact versions of all packages that are locked or pinned, by normalised name.
    """

    fastapi: str | None = None
    starlette: str | None = None
    pydantic: str | None = None
    python: str | None = None
    origins: tuple[Origin, ...] = ()
    unread: tuple[str, ...] = ()
    pins: Mapping[str, str] = field(default_factory=dict, compare=False)


def project_versions(root: Path, settings: TargetSettings | None = None) -> Versions:
    """The versions that the files of the project name; those in `settings` come first."""
    unread: list[Path] = []
    given = {name: getattr(settings, name) for name in PACKAGES if settings and getattr(settings, name)}
    near = [each for folder in _at_and_above(root) for each in _named_in(folder, unread)]
    far = [] if any(each.name == "fastapi" for each in near) else _named_below(root, unread)
    origins = []
    for name in PACKAGES:
        if name in given:
            origins.append(Origin(name, given[name], "settings", True))
            continue
        best = _best(name, near) or _best(name, far)
        if best is not None:
            origins.append(Origin(name, best.constraint.version, _shown(best.file, root), best.constraint.is_exact))
    found = {origin.package: origin.version for origin in origins}
    unread_files = tuple(dict.fromkeys(_shown(file, root) for file in unread))
    return Versions(**found, origins=tuple(origins), unread=unread_files, pins={**_pins((*near, *far)), **given})


def _pins(requirements: Iterable[Requirement]) -> dict[str, str]:
    """The first exact version that is named for each package."""
    found: dict[str, str] = {}
    for each in requirements:
        if each.constraint.is_exact:
            found.setdefault(each.name, each.constraint.version)
    return found


def _best(name: str, requirements: Iterable[Requirement]) -> Requirement | None:
    own = [each for each in requirements if each.name == name]
    return next((each for each in own if each.constraint.is_exact), own[0] if own else None)


def _at_and_above(root: Path) -> Iterator[Path]:
    """The root, and in a repository the folders up to its top: a workspace keeps one lock file there."""
    folders = (root, *root.parents)
    top = next((index for index, folder in enumerate(folders) if disk.exists(folder / ".git")), 0)
    yield from folders[: top + 1]


def _named_below(root: Path, unread: list[Path]) -> list[Requirement]:
    return [each for folder in disk.folders_in(root) for each in _named_in(root / folder, unread)]


def _named_in(folder: Path, unread: list[Path]) -> Iterator[Requirement]:
    """All that the files of one folder say, the most certain first."""
    for read, file in _sources(folder):
        try:
            yield from read(file)
        except (OSError, ValueError, RecursionError):  # includes undecodable text, invalid TOML and invalid JSON
            unread.append(file)


def _sources(folder: Path) -> Iterator[tuple[Callable[[Path], Iterator[Requirement]], Path]]:
    seen: set[Path] = set()
    for name in _LOCKS:
        yield _locked, folder / name
    yield _pipfile_lock, folder / "Pipfile.lock"
    yield _python_version, folder / ".python-version"
    plain = folder / "requirements.txt"
    beside = [folder / name for name in disk.texts_in(folder) if name.startswith("requirements")]
    below = [folder / "requirements" / name for name in disk.texts_in(folder / "requirements")]
    for file in dict.fromkeys(file for file in (plain, *beside, *below) if disk.is_file(file)):
        yield lambda each: requirements_in(each, seen), file
    yield _pyproject, folder / "pyproject.toml"


def _locked(file: Path) -> Iterator[Requirement]:
    if not disk.is_file(file):
        return
    text = disk.read_text(file)
    found: dict[str, list[str]] = {}
    for name, version in _LOCKED.findall(text):
        found.setdefault(name, []).append(version)
    for name, versions in found.items():  # several if environments differ: the newest
        yield Requirement(normalised(name), Constraint(max(versions, key=_order), True), file)
    yield from _requirements({"python": _locked_python(text)}, file)


def _locked_python(text: str) -> str | None:
    """Before the packages (uv, PDM) or after them (Poetry); what stands among them is one package's own affair."""
    match = _LOCKED_PYTHON.search(text.partition("[[package")[0] + text.rpartition("\n[metadata]")[2])
    return None if match is None else match[1]


def _pipfile_lock(file: Path) -> Iterator[Requirement]:
    if not disk.is_file(file):
        return
    document = json.loads(disk.read_text(file))
    for section in ("default", "develop"):
        for name, entry in _table(document, section).items():
            if isinstance(entry, dict):
                yield from _requirements({name: entry.get("version")}, file)
    yield from _requirements({"python": _table(document, "_meta", "requires").get("python_version")}, file)


def _python_version(file: Path) -> Iterator[Requirement]:
    if disk.is_file(file):
        match = re.match(r"(?:cpython-)?(\d+\.\d+(?:\.\d+)?)\s", disk.read_text(file) + "\n")
        yield from _requirements({"python": None if match is None else match[1]}, file)


def _pyproject(file: Path) -> Iterator[Requirement]:
    if not disk.is_file(file):
        return
    document = tomllib.loads(disk.read_text(file, "utf-8-sig"))
    project = _table(document, "project")
    lists = [project.get("dependencies"), *_table(project, "optional-dependencies").values()]
    lists += _table(document, "dependency-groups").values()
    for line in (line for lines in lists if isinstance(lines, list) for line in lines if isinstance(line, str)):
        requirement = requirement_of(line, file)
        yield from () if requirement is None else (requirement,)
    poetry = _table(document, "tool", "poetry")
    yield from _requirements(_table(poetry, "dependencies"), file)
    for group in _table(poetry, "group").values():
        yield from _requirements(_table(group, "dependencies"), file)
    yield from _requirements({"python": project.get("requires-python")}, file)


def _requirements(table: dict[str, Any], file: Path) -> Iterator[Requirement]:
    """Of a table from names to specifiers, or to tables with a `version`."""
    for name, value in table.items():
        specifier = value.get("version") if isinstance(value, dict) else value
        constraint = constraint_of(specifier) if isinstance(specifier, str) else None
        yield from () if constraint is None else (Requirement(normalised(name), constraint, file),)


def _table(document: object, *keys: str) -> dict[str, Any]:
    """A table inside a document, empty if it is not there or no table."""
    for key in keys:
        document = document.get(key) if isinstance(document, dict) else None
    return document if isinstance(document, dict) else {}


def _order(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", version)[:6])


def _shown(file: Path, root: Path) -> str:
    """The file as seen from the root, with `..` for each folder above it."""
    for steps, base in enumerate((root, *root.parents)):
        if file.is_relative_to(base):
            return "../" * steps + file.relative_to(base).as_posix()
    return file.as_posix()
