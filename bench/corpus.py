"""Sources of the applications that truth files describe: downloaded by their pins and unpacked, never installed or run.

    python bench/corpus.py TRUTH_FOLDER [--cache-dir .corpus] [--checkout NAME=DIR]

What is there already is not downloaded again. Wheels are asked for; pip would run the build script of a source
distribution to learn its metadata, so those are only fetched with `--sdists`.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from truth import Truth, load_truths

CACHE = Path(__file__).resolve().parents[1] / ".corpus"
_MARK = ".complete"
_DEEPEST = 3  # folders below a checkout in which its package is looked for


class Sources(NamedTuple):
    """Where the sources of one application are, or why they are not there."""

    app: str
    folder: Path | None
    word: str = ""


def sources_of(truth: Truth, cache: Path, checkouts: Mapping[str, Path], *, sdists: bool = False) -> Sources:
    """The folder that holds the application's package, downloaded if need be."""
    if truth.app in checkouts:
        return _located(truth, [checkouts[truth.app]])
    known = _located(truth, _folders(truth, cache))
    if known.folder is not None:
        return known
    if not truth.source_dists:
        return Sources(truth.app, None, f"comes from {truth.source}: give `--checkout {truth.app}=FOLDER`")
    folder = cache / truth.app
    word = download(truth.source_dists, cache / "downloads", folder, sdists=sdists)
    return Sources(truth.app, None, word) if word else _located(truth, [folder])


def download(pins: Iterable[str], archives: Path, folder: Path, *, sdists: bool = False) -> str:
    """Download these pins and unpack them into one folder. Returns what went wrong, or nothing."""
    folder.mkdir(parents=True, exist_ok=True)
    for pin in pins:
        target = archives / pin.replace("==", "-")
        if not (target / _MARK).exists():
            word = _pip_download(pin, target, sdists=sdists)
            if word:
                return word
            (target / _MARK).touch()
        for archive in sorted(target.iterdir()):
            unpack(archive, folder)
    return ""


def unpack(archive: Path, folder: Path) -> None:
    """Unpack the Python files of a wheel, or of a source distribution without its top folder; other files are left."""
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as wheel:
            wheel.extractall(folder, [name for name in wheel.namelist() if _is_wanted(name)])
    elif archive.name.endswith((".tar.gz", ".tgz")):
        with tarfile.open(archive) as sdist:
            for member in sdist.getmembers():
                _, _, member.name = member.name.partition("/")
                if member.isfile() and _is_wanted(member.name):
                    sdist.extract(member, folder, filter="data")


def _is_wanted(name: str) -> bool:
    return name.endswith((".py", "METADATA", "pyproject.toml"))


def _pip_download(pin: str, target: Path, *, sdists: bool) -> str:
    target.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--ignore-requires-python"]
    command += ["--disable-pip-version-check", "--dest", str(target), pin]
    if not sdists:
        command += ["--only-binary", ":all:"]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    if run.returncode == 0:
        return ""
    said = [line for line in run.stderr.splitlines() if line.strip()]
    last = said[-1].removeprefix("ERROR: ") if said else "pip said nothing"
    if "connection" in run.stderr.lower() or "resolve" in run.stderr.lower():
        return f"the package index can't be reached for {pin}: {last}"
    return f"{pin} could not be downloaded: {last}"


def _folders(truth: Truth, cache: Path) -> list[Path]:
    """Folders of the cache that may hold the application: by its name, or by that of its first distribution."""
    names = [truth.app, *(pin.partition("==")[0] for pin in truth.source_dists)]
    spelled = [spelling for name in names for spelling in (name, name.replace("-", "_").replace(".", "_"))]
    return [cache / name for name in dict.fromkeys(spelled) if (cache / name).is_dir()]


def _located(truth: Truth, folders: Iterable[Path]) -> Sources:
    """The folder from which the truth's files count, at or below one of these folders."""
    marks = [*(root.replace(".", "/") for root in truth.package_roots), *truth.files]
    for top in folders:
        layers = [top]
        for _ in range(_DEEPEST + 1):
            for folder in layers:
                if all((folder / mark).exists() for mark in marks):
                    return Sources(truth.app, folder)
            layers = sorted(below for folder in layers for below in folder.iterdir() if below.is_dir())
    return Sources(truth.app, None, "its files are not where they should be: " + ", ".join(marks))


def add_arguments(parser: argparse.ArgumentParser, cache_option: str) -> None:
    """The options that say where sources are."""
    parser.add_argument("truth", type=Path, help="folder of truth files")
    parser.add_argument(cache_option, dest="cache", type=Path, default=CACHE, help="folder of the unpacked sources")
    parser.add_argument("--checkout", action="append", default=[], metavar="NAME=DIR", help="sources of a repository")
    parser.add_argument("--sdists", action="store_true", help="also fetch source distributions (pip runs their build)")


def checkouts_of(given: Iterable[str]) -> dict[str, Path]:
    """`NAME=DIR` as a table."""
    return {name: Path(folder) for name, _, folder in (one.partition("=") for one in given)}


def main() -> int:
    """Download everything; the exit code says whether all is there."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_arguments(parser, "--cache-dir")
    options = parser.parse_args()
    checkouts, missing = checkouts_of(options.checkout), 0
    for truth in load_truths(options.truth):
        sources = sources_of(truth, options.cache, checkouts, sdists=options.sdists)
        missing += sources.folder is None
        print(f"{truth.app:24} {sources.folder if sources.folder else 'skipped: ' + sources.word}")
    return 1 if missing else 0


if __name__ == "__main__":
    raise SystemExit(main())
