"""For which versions of FastAPI, Starlette, Pydantic and Python the project is written.

A version that is locked or pinned wins over one that is merely the lowest allowed, a file at the root over one above
it, and files in the folders below count only if neither says anything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from fastapi_lint.config.declared import pipfile, pyproject, setup_cfg, setup_py
from fastapi_lint.config.locked import LOCKS, locked, pipfile_lock, python_version
from fastapi_lint.config.requirements import Requirement, conda_requirements_in, requirements_in
from fastapi_lint.config.settings import TargetSettings
from fastapi_lint.model.versions import Release, Targets, numbers_of
from fastapi_lint.source import disk

PACKAGES = ("fastapi", "starlette", "pydantic", "python")


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a version was read: a file relative to the root, or `settings`. If not exact, it is the lowest allowed
    (empty for any), and all that are allowed are `below` another."""

    package: str
    version: str
    file: str
    is_exact: bool
    below: str | None = None
    lowest: str | None = None  # of Python: the lowest allowed beside an exact one

    @property
    def release(self) -> Release:
        """The same as analysis wants to know it."""
        if self.is_exact:
            return Release(self.version, self.lowest)
        return Release(None, self.version or None, self.below)


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

    @property
    def targets(self) -> Targets:
        """The same for those who analyse."""
        return Targets(**{origin.package: origin.release for origin in self.origins})


def versions_of(settings: TargetSettings) -> Versions:
    """The versions in the settings alone."""
    given = {name: version for name in PACKAGES if (version := getattr(settings, name))}
    origins = tuple(Origin(name, version, "settings", True) for name, version in given.items())
    return Versions(**given, origins=origins, pins=given)


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
            version, is_exact, below = best.constraint
            lowest = _lowest(name, near) if name == "python" and is_exact else None
            origins.append(Origin(name, version, _shown(best.file, root), is_exact, below, lowest))
    found = {origin.package: origin.version or None for origin in origins}
    unread_files = tuple(dict.fromkeys(_shown(file, root) for file in unread))
    return Versions(**found, origins=tuple(origins), unread=unread_files, pins={**_pins((*near, *far)), **given})


def _lowest(name: str, requirements: Iterable[Requirement]) -> str | None:
    """The lowest version that is declared to be allowed."""
    own = (each.constraint.version for each in requirements if each.name == name and not each.constraint.is_exact)
    return min(filter(None, own), key=numbers_of, default=None)


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
        except (OSError, ValueError, SyntaxError, RecursionError):  # undecodable text, invalid TOML, JSON or Python
            unread.append(file)


def _sources(folder: Path) -> Iterator[tuple[Callable[[Path], Iterator[Requirement]], Path]]:
    seen: set[Path] = set()
    for name in LOCKS:
        yield locked, folder / name
    yield pipfile_lock, folder / "Pipfile.lock"
    for name in (".python-version", ".tool-versions", "runtime.txt"):
        yield python_version, folder / name
    plain = folder / "requirements.txt"
    beside = [folder / name for name in disk.texts_in(folder) if name.startswith(("requirements", "constraints"))]
    below = [folder / "requirements" / name for name in disk.texts_in(folder / "requirements")]
    for file in dict.fromkeys(file for file in (plain, *beside, *below) if disk.is_file(file)):
        yield lambda each: requirements_in(each, seen), file
    for read, name in ((pyproject, "pyproject.toml"), (setup_cfg, "setup.cfg"), (setup_py, "setup.py")):
        yield read, folder / name
    yield pipfile, folder / "Pipfile"
    for name in ("environment.yml", "environment.yaml"):
        yield _environment, folder / name


def _shown(file: Path, root: Path) -> str:
    """The file as seen from the root, with `..` for each folder above it."""
    for steps, base in enumerate((root, *root.parents)):
        if file.is_relative_to(base):
            return "../" * steps + file.relative_to(base).as_posix()
    return file.as_posix()


def _environment(file: Path) -> Iterator[Requirement]:
    if disk.is_file(file):
        yield from conda_requirements_in(file)
