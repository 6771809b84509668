"""The applications that speed is measured on: pinned, and copied so that every tool is given the same files.

A copy holds the Python files of the application's packages, and a `pyproject.toml` that configures nothing: it marks
the root, so that no tool looks for its settings further up. Several may stand beside each other in one project, and
one beside itself, each copy under a package name of its own.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from corpus import download

ROOT = '[project]\nname = "measured"\nversion = "0"\n\n[tool.fixit]\nroot = true\n'
_MARK = ".complete"


class Application(NamedTuple):
    """An application by its pin, and the top packages that count."""

    name: str
    pin: str
    packages: tuple[str, ...]


class Project(NamedTuple):
    """What is measured: a folder with nothing but Python files and a root's mark."""

    name: str
    folder: Path
    files: tuple[str, ...]
    size: int

    @property
    def told(self) -> str:
        """Its size in words."""
        return f"{len(self.files):,} files, {self.size / 1e6:.1f} MB"


APPLICATIONS = {
    one.name: one
    for one in (
        Application("lnbits", "lnbits==1.6.2", ("lnbits",)),
        Application("open-webui", "open-webui==0.12.4", ("open_webui",)),
        Application("airflow-core", "apache-airflow-core==3.3.2", ("airflow",)),
        Application("prefect", "prefect==3.8.8", ("prefect",)),
        Application("zenml", "zenml==0.98.0", ("zenml",)),
        Application("litellm", "litellm==1.106.0", ("litellm",)),
    )
}
TOGETHER = ("lnbits", "open-webui", "airflow-core", "prefect")
"""Side by side they are a project of 2,060 files."""


class MissingError(Exception):
    """The sources of an application are not there and cannot be had."""


def project_of(name: str, sources: Path, scratch: Path) -> Project:
    """A project with one application, or with several whose names are joined by `+`."""
    folder = scratch / "projects" / name
    if not (folder / _MARK).exists():
        _begin(folder)
        for part in name.split("+"):
            for package in _packages(APPLICATIONS[part], sources):
                _copy(package, folder / package.name)
        (folder / _MARK).touch()
    return described(name, folder)


def copies_of(name: str, times: int, sources: Path, scratch: Path) -> Project:
    """A project with one application so many times: `shop`, `shop__2`, `shop__3` …"""
    folder = scratch / "projects" / f"{name}-{times}x"
    if not (folder / _MARK).exists():
        _begin(folder)
        packages = _packages(APPLICATIONS[name], sources)
        names = [package.name for package in packages]
        for package in packages:
            for number in range(1, times + 1):
                suffix = f"__{number}" if number > 1 else ""
                _copy(package, folder / f"{package.name}{suffix}", names if suffix else (), suffix)
        (folder / _MARK).touch()
    return described(f"{name} × {times}", folder)


def described(name: str, folder: Path) -> Project:
    """The project that a folder is, its files in order of path."""
    files = tuple(sorted(file.relative_to(folder).as_posix() for file in folder.rglob("*.py")))
    return Project(name, folder, files, sum((folder / file).stat().st_size for file in files))


def sample_of(project: Project, size: int) -> tuple[tuple[str, ...], float]:
    """Some of the files, about so many bytes, and their share of all bytes.

    Every n-th in order of size, so that small and large files are there in the proportions of the whole.
    """
    sizes = {file: (project.folder / file).stat().st_size for file in project.files}
    step = max(1, round(project.size / size))
    chosen = sorted(sizes, key=lambda file: (sizes[file], file))[step // 2 :: step]
    return tuple(sorted(chosen)), sum(sizes[file] for file in chosen) / max(project.size, 1)


def renamed(source: str, packages: Sequence[str], suffix: str) -> str:
    """The source of a copy: packages of the application have a suffix where they are imported or named in full."""
    names = "|".join(map(re.escape, packages))
    return re.sub(
        rf"(?<![\w.])({names})(?=\.\w|[ \t]+(?:import|as)\b|[ \t]*$|[ \t]*#)", rf"\1{suffix}", source, flags=re.M
    )


def _begin(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / "pyproject.toml").write_text(ROOT)


def _packages(application: Application, sources: Path) -> list[Path]:
    """The folders of an application's packages, downloaded if need be."""
    folder = sources / application.name
    found = list(_present(application, folder))
    if not found:
        word = download([application.pin], sources / "downloads", folder)
        found = list(_present(application, folder))
        if word or not found:
            raise MissingError(f"{application.name}: {word or 'its packages are not in its archive'}")
    return found


def _present(application: Application, folder: Path) -> Iterator[Path]:
    for package in application.packages:
        if (folder / package).is_dir():
            yield folder / package


def _copy(package: Path, target: Path, packages: Iterable[str] = (), suffix: str = "") -> None:
    for file in sorted(package.rglob("*.py")):
        if not file.is_file():
            continue
        copy = target / file.relative_to(package)
        copy.parent.mkdir(parents=True, exist_ok=True)
        content = file.read_bytes()
        if suffix:
            content = renamed(content.decode(errors="surrogateescape"), tuple(packages), suffix).encode(
                errors="surrogateescape"
            )
        copy.write_bytes(content)
