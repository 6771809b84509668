"""`init` in folders where not all is as it should be. What it says where all is well stands in `init.md`."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from .conftest import Run, environment, write

PYPROJECT = b'[project]\r\nname = "shop"   # kept\r\nversion = "1"'
NOT_FOR_ROOT = pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")


def test_the_rest_keeps_its_bytes(fastapi_lint: Run, shop: Path) -> None:
    file = shop / "pyproject.toml"
    file.write_bytes(PYPROJECT)
    file.chmod(0o640)
    assert fastapi_lint("init", cwd=shop).returncode == 0
    made = file.read_bytes()
    assert made.startswith(PYPROJECT + b"\r\n\r\n[tool.fastapi-lint]\r\n")
    assert made.count(b"\n") == made.count(b"\r\n")
    assert file.stat().st_mode & 0o777 == 0o640
    assert fastapi_lint("check", cwd=shop).returncode == 1


def test_nothing_is_written_for_those_who_look(fastapi_lint: Run, shop: Path) -> None:
    before = {path: path.read_bytes() for path in shop.rglob("*.*") if path.is_file()}
    for option in ("--diff", "--dry-run"):
        assert fastapi_lint("init", option, "--pre-commit", cwd=shop).returncode == 0
    assert {path: path.read_bytes() for path in shop.rglob("*.*") if path.is_file()} == before


@pytest.mark.parametrize("pyproject", [PYPROJECT, PYPROJECT.replace(b"\r\n", b"\n"), PYPROJECT + b"\r\n"])
def test_the_diff_can_be_applied(shop: Path, pyproject: bytes) -> None:
    (shop / "pyproject.toml").write_bytes(pyproject)
    command = [sys.executable, "-m", "fastapi_lint", "init", "--diff", "--pre-commit"]
    diff = subprocess.run(command, cwd=shop, env=environment({}), check=True, stdout=subprocess.PIPE).stdout
    subprocess.run(["git", "init", "-q"], cwd=shop, check=True)
    subprocess.run(["git", "apply", "--whitespace=nowarn", "-"], cwd=shop, check=True, input=diff)
    assert "fastapi-lint" in tomllib.loads((shop / "pyproject.toml").read_text())["tool"]
    assert "id: fastapi-lint" in (shop / ".pre-commit-config.yaml").read_text()


def test_no_file_is_touched_where_one_cannot_be(fastapi_lint: Run, shop: Path) -> None:
    (shop / ".pre-commit-config.yaml").write_text("repos: []\n")
    before = (shop / "pyproject.toml").read_bytes()
    run = fastapi_lint("init", "--pre-commit", cwd=shop)
    assert run.returncode == 2
    assert run.stderr.startswith("error: .pre-commit-config.yaml: there is no list `repos:`")
    assert (shop / "pyproject.toml").read_bytes() == before


def test_what_is_no_text(fastapi_lint: Run, shop: Path) -> None:
    (shop / "pyproject.toml").write_bytes(b'name = "\xe9"\n')
    run = fastapi_lint("init", cwd=shop)
    assert (run.returncode, run.stderr) == (
        2,
        "error: pyproject.toml: is not valid UTF-8 (byte 9), which TOML must be\n",
    )


def test_a_link_that_leads_out_of_the_project(
    fastapi_lint: Run, shop: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "pyproject.toml"
    elsewhere.write_text("[project]\n")
    (shop / "pyproject.toml").unlink()
    (shop / "pyproject.toml").symlink_to(elsewhere)
    run = fastapi_lint("init", cwd=shop)
    assert run.returncode == 2
    assert "lies outside the project" in run.stderr
    assert elsewhere.read_text() == "[project]\n"


@NOT_FOR_ROOT
def test_a_folder_that_cannot_be_written(fastapi_lint: Run, shop: Path) -> None:
    (shop / "pyproject.toml").chmod(0o444)
    run = fastapi_lint("init", cwd=shop)
    assert (run.returncode, run.stderr) == (2, f"error: cannot write `{shop}/pyproject.toml`: permission denied\n")


def test_from_a_folder_below_the_root(fastapi_lint: Run, shop: Path) -> None:
    run = fastapi_lint("init", cwd=shop / "shop")
    assert "Wrote a configuration to pyproject.toml." in run.stdout
    assert "fastapi-lint" in tomllib.loads((shop / "pyproject.toml").read_text())["tool"]


def test_an_analysis_that_is_incomplete_is_told(fastapi_lint: Run, shop: Path) -> None:
    write(shop, {"shop/old.py": ""})
    (shop / "shop" / "old.py").write_bytes(b"# \xff\n")
    run = fastapi_lint("init", cwd=shop)
    assert run.returncode == 3
    assert "The analysis is incomplete: 1 problem, which `fastapi-lint check` shows." in run.stdout


def test_a_file_of_another_name_is_read_where_it_is_named(fastapi_lint: Run, shop: Path) -> None:
    run = fastapi_lint("init", "--file", "strict.toml", cwd=shop)
    assert "It is read where `--config strict.toml` is given." in run.stdout
    assert fastapi_lint("config", "show", "--config", "strict.toml", cwd=shop).returncode == 0
