"""The package of a team's rules, built and installed, and the guide that leads through it.

`UPDATE_SNAPSHOTS=1` writes what the commands of the guide print.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from shutil import copytree

import pytest

from .conftest import Run, environment
from .test_terminal import BLOCK, FILE_NAME, UPDATE, replayed

ROOT = Path(__file__).parents[2]
GUIDE = ROOT / "docs" / "writing-rules.md"
PACKAGE = ROOT / "examples" / "policy_rules"
SHOP = """
from fastapi import FastAPI

app = FastAPI()


@app.delete("/orders")
def delete_orders() -> None: ...
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the package is installed from its wheel, with its suites beside it."""
    source = copytree(PACKAGE, tmp_path_factory.mktemp("source") / "package")
    wheels, folder = tmp_path_factory.mktemp("wheels"), tmp_path_factory.mktemp("installed")
    pip("wheel", "--no-build-isolation", "--wheel-dir", str(wheels), str(source))
    (wheel,) = wheels.glob("*.whl")
    pip("install", "--target", str(folder), str(wheel))
    copytree(PACKAGE / "tests", folder / "tests")
    return folder


@pytest.fixture
def with_package(installed: Path, fastapi_lint: Run) -> Run:
    """Runs the command where the package is installed."""

    def run(*arguments: str, env: dict[str, str] | None = None, **options: object) -> subprocess.CompletedProcess[str]:
        return fastapi_lint(*arguments, env={**(env or {}), "PYTHONPATH": str(installed)}, **options)

    return run


def test_its_rules_are_found_shown_explained_and_applied(with_package: Run, tmp_path: Path):
    (tmp_path / "shop.py").write_text(SHOP, encoding="utf-8")
    shown = with_package("rules", "ACME", cwd=tmp_path)
    assert [name in shown.stdout for name in ("delete-needs-login", "kebab-case-path", "table-as-response")] == [
        True
    ] * 3
    assert "What is deleted is gone" in with_package("explain", "ACME001", cwd=tmp_path).stdout
    check = with_package("check", "--output-format", "concise", "--select", "ACME", cwd=tmp_path)
    assert (check.returncode, check.stderr) == (1, "")
    assert "shop.py:8:1: ACME001 anybody may send `DELETE /orders`" in check.stdout
    assert "ACME" not in with_package("check", "--ignore", "ACME001", cwd=tmp_path).stdout


def test_the_guide_does_what_it_says(installed: Path, with_package: Run):
    text = GUIDE.read_text(encoding="utf-8")
    seen = replayed(text, installed, with_package)
    if UPDATE:
        GUIDE.write_text(seen, encoding="utf-8")
    assert seen == text
    suites = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests"],
        cwd=installed,
        env=environment({"PYTHONPATH": str(installed)}),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert "14 passed" in suites.stdout, suites.stdout  # eight cases, and both examples of each manual


def test_the_files_that_the_guide_shows_are_those_of_the_package():
    text = GUIDE.read_text(encoding="utf-8")
    shown = {
        name["name"]: block["body"]
        for block in BLOCK.finditer(text)
        if (name := FILE_NAME.search(text, 0, block.start()))
    }
    same = {name: (PACKAGE / name).read_text(encoding="utf-8") for name in shown if (PACKAGE / name).is_file()}
    assert sorted(same) == [
        "acme_policy/__init__.py",
        "acme_policy/delete_needs_login.py",
        "conftest.py",
        "pyproject.toml",
    ]
    assert {name: shown[name] for name in same} == same
    begins = next(block["body"] for block in BLOCK.finditer(text) if block["body"].startswith("# delete-needs-login"))
    assert (PACKAGE / "tests" / "rules" / "delete-needs-login.md").read_text(encoding="utf-8").startswith(begins)


def pip(command: str, *arguments: str) -> None:
    """Asks no index for anything."""
    words = [sys.executable, "-P", "-m", "pip", command, "--quiet", "--no-deps", "--no-index", *arguments]
    run = subprocess.run(words, check=False, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr
