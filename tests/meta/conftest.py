"""What the tests about the repository itself share: where it is, and which files belong to it."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from shutil import copyfile, copymode

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def files() -> list[str]:
    """Every file of the repository, relative to its root: what git tracks, and what it would if asked to add all."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    return sorted({name for name in listing.stdout.split("\0") if name and (ROOT / name).is_file()})


@pytest.fixture(scope="session")
def copy_checkout(files: list[str]) -> Callable[[Path], Path]:
    """A function that copies the repository's files, and nothing that merely lies about, into a new directory."""

    def copy_to(directory: Path) -> Path:
        for name in files:
            target = directory / name
            target.parent.mkdir(parents=True, exist_ok=True)
            copyfile(ROOT / name, target)
            copymode(ROOT / name, target)
        return directory

    return copy_to


@pytest.fixture(scope="session")
def site_packages() -> list[str]:
    """The directories that hold the libraries of the Python that runs the tests."""
    return [entry for entry in sys.path if Path(entry).name in {"site-packages", "dist-packages"}]


@pytest.fixture(scope="session")
def quiet_environment() -> dict[str, str]:
    """The environment without what would change how a Python that a test starts finds its modules."""
    meddlers = ("PYTHON", "VIRTUAL_ENV", "PIP_TARGET", "PIP_PREFIX", "PIP_USER", "GIT_", "PRE_COMMIT")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(meddlers)}
    return kept | {"PYTHONDONTWRITEBYTECODE": "1"}


@pytest.fixture
def python_in(quiet_environment: dict[str, str]) -> Callable[..., subprocess.CompletedProcess[str]]:
    """A function that runs a Python (by default the one that runs the tests) with arguments in a directory."""

    def run(
        directory: Path, *arguments: str, python: str | Path = sys.executable, **variables: str
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(python), *arguments],
            cwd=directory,
            env=quiet_environment | variables,
            check=False,
            capture_output=True,
            text=True,
        )

    return run
