"""What the tests about the repository itself share: where it is, and which files belong to it."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from shutil import copyfile, copymode

import pytest

from fastapi_lint import __version__
from fastapi_lint.cli.hook import REPOSITORY

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


@pytest.fixture(scope="session")
def hook_environment(
    quiet_environment: dict[str, str],
    site_packages: list[str],
    copy_checkout: Callable[[Path], Path],
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[str, str]:
    """The environment of git and pre-commit: nothing of the user's settings, and no index of packages.

    git takes a copy of this checkout for the repository that people name in their configurations. pre-commit installs
    the product from there; the libraries that it needs are lent from the running environment.
    """
    nobody = {"NAME": "A Developer", "EMAIL": "developer@example.com"}
    source = copy_checkout(tmp_path_factory.mktemp("hooks"))
    environment = quiet_environment | {
        **{f"GIT_{role}_{key}": value for role in ("AUTHOR", "COMMITTER") for key, value in nobody.items()},
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_KEY_0": f"url.{source}.insteadOf",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_VALUE_0": REPOSITORY,
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
        "PIP_NO_BUILD_ISOLATION": "0",  # pip reads it as the value of `--build-isolation`
        "PIP_NO_DEPS": "1",
        "PIP_NO_INDEX": "1",
        "PRE_COMMIT_HOME": str(tmp_path_factory.mktemp("pre-commit")),
        "PYTHONPATH": os.pathsep.join(site_packages),
    }
    for arguments in (
        ("init", "--quiet"),
        ("add", "--all", "--force"),
        ("commit", "--quiet", "--message", "Everything"),
        ("tag", f"v{__version__}"),
    ):
        subprocess.run(["git", *arguments], cwd=source, env=environment, check=True, capture_output=True)
    return environment


@pytest.fixture(scope="session")
def git(hook_environment: dict[str, str]) -> Callable[..., subprocess.CompletedProcess[str]]:
    """A function that runs git in a directory."""

    def run(directory: Path, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        command = ["git", *arguments]
        return subprocess.run(command, cwd=directory, env=hook_environment, check=check, capture_output=True, text=True)

    return run


@pytest.fixture(scope="session")
def hooks(
    hook_environment: dict[str, str],
    git: Callable[..., subprocess.CompletedProcess[str]],
    tmp_path_factory: pytest.TempPathFactory,
) -> str:
    """The head of a configuration for the hooks of this checkout, up to their ids. pre-commit has installed them."""
    head = f"repos:\n- repo: {REPOSITORY}\n  rev: v{__version__}\n  hooks:\n"
    project = tmp_path_factory.mktemp("installed")
    git(project, "init", "--quiet")
    (project / ".pre-commit-config.yaml").write_text(f"{head}  - id: fastapi-lint\n")
    command = [sys.executable, "-P", "-m", "pre_commit", "install-hooks"]
    done = subprocess.run(command, cwd=project, env=hook_environment, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return head
