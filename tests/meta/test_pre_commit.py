"""The hooks, run by the real pre-commit in a git repository of its own, with this checkout as their source."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

MAIN = """\
from fastapi import FastAPI

from app.store import load

app = FastAPI()


@app.get("/items")
async def read_items() -> int:
    return load()
"""

STORE = """\
import time


def load() -> int:
    time.sleep(1)
    return 1
"""

MENDED = """\
def load() -> int:
    return 1
"""

Git = Callable[..., CompletedProcess[str]]


@pytest.fixture
def project(hooks: str, git: Git, tmp_path: Path) -> Callable[[str], Path]:
    """A function that makes a staged, uncommitted FastAPI project whose commits one of the hooks watches."""

    def make(hook: str) -> Path:
        (tmp_path / "app").mkdir()
        (tmp_path / "app" / "__init__.py").touch()
        (tmp_path / "app" / "main.py").write_text(MAIN)
        (tmp_path / "app" / "store.py").write_text(STORE)
        (tmp_path / ".pre-commit-config.yaml").write_text(f"{hooks}  - id: {hook}\n")
        git(tmp_path, "init", "--quiet")
        git(tmp_path, "add", "--all")
        return tmp_path

    return make


@pytest.fixture
def pre_commit(hook_environment: dict[str, str]) -> Callable[..., CompletedProcess[str]]:
    """A function that runs pre-commit in a directory."""

    def run(directory: Path, *arguments: str) -> CompletedProcess[str]:
        command = [sys.executable, "-P", "-m", "pre_commit", *arguments]
        return subprocess.run(command, cwd=directory, env=hook_environment, check=False, capture_output=True, text=True)

    return run


def test_the_manifest_is_one_that_pre_commit_accepts(root: Path, pre_commit: Git) -> None:
    run = pre_commit(root, "validate-manifest", ".pre-commit-hooks.yaml")
    assert run.returncode == 0, run.stdout


def test_a_commit_that_blocks_the_loop_is_stopped_and_its_repair_is_not(
    project: Callable[[str], Path], pre_commit: Git, git: Git
) -> None:
    repository = project("fastapi-lint")
    assert pre_commit(repository, "install").returncode == 0

    refused = git(repository, "commit", "--message", "Block", check=False)
    assert refused.returncode != 0
    assert "FAL101" in refused.stderr + refused.stdout

    (repository / "app" / "store.py").write_text(MENDED)
    git(repository, "add", "--all")
    accepted = git(repository, "commit", "--message", "Do not block", check=False)
    assert accepted.returncode == 0, accepted.stderr + accepted.stdout


def test_the_whole_project_is_context_for_the_files_of_the_commit(
    project: Callable[[str], Path], pre_commit: Git
) -> None:
    repository = project("fastapi-lint")

    run = pre_commit(repository, "run", "--files", "app/main.py")
    assert run.returncode == 1, run.stdout + run.stderr
    assert "FAL101" in run.stdout
    assert "time.sleep" in run.stdout  # which stands in a file that was not passed
    assert "app/main.py" in run.stdout


def test_findings_in_other_files_are_left_to_their_own_commits(project: Callable[[str], Path], pre_commit: Git) -> None:
    repository = project("fastapi-lint")

    run = pre_commit(repository, "run", "--files", "app/store.py")
    assert run.returncode == 0, run.stdout + run.stderr
    assert "Passed" in run.stdout


def test_a_hook_stops_what_the_commit_brings_about_in_other_files(
    project: Callable[[str], Path], pre_commit: Git, git: Git
) -> None:
    repository = project("fastapi-lint-staged")
    (repository / "app" / "store.py").write_text(MENDED)
    git(repository, "add", "--all")
    git(repository, "commit", "--message", "Before there was a hook")
    assert pre_commit(repository, "install").returncode == 0

    (repository / "app" / "store.py").write_text(STORE)
    refused = git(repository, "commit", "--all", "--message", "Block", check=False)
    assert refused.returncode != 0
    assert "caused by this change: app/store.py:5" in refused.stderr + refused.stdout

    (repository / "app" / "store.py").write_text(MENDED + "# More.\n")
    accepted = git(repository, "commit", "--all", "--message", "Do not block", check=False)
    assert accepted.returncode == 0, accepted.stderr + accepted.stdout


def test_the_other_hook_reports_the_whole_project_whatever_is_committed(
    project: Callable[[str], Path], pre_commit: Git
) -> None:
    repository = project("fastapi-lint-all")

    run = pre_commit(repository, "run", "--files", ".pre-commit-config.yaml")
    assert run.returncode == 1, run.stdout + run.stderr
    assert "app/main.py" in run.stdout
