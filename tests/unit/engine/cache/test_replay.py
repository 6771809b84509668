"""A report is written again while nothing has changed, and never afterwards."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Check = Any
Change = Callable[[Path], object]
JSON = ("--output-format", "json")


FORMS = [("--output", name) for name in ("jsonl", "sarif", "github", "gitlab", "junit", "json:-")]


@pytest.mark.parametrize(
    "arguments", [(), ("-q",), JSON, (*JSON, "--statistics"), ("--color", "always"), *FORMS], ids=" ".join
)
def test_the_second_run_writes_the_same_again(check: Check, shop: Path, arguments: tuple[str, ...]) -> None:
    first, second = check(*arguments), check(*arguments)
    assert (first.again, second.again) == (False, True)
    assert first[:3] == second[:3]
    assert "FAL101" in first.out


def put(folder: Path, name: str, text: str = "") -> None:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text)


def touch(project: Path) -> None:
    os.utime(project / "shop/orders.py", ns=(1, 1))


def replace_by_a_copy(project: Path) -> None:
    shutil.copyfile(project / "shop/orders.py", project / "copy")
    (project / "copy").replace(project / "shop/orders.py")


def leave_traces(project: Path) -> None:
    for name in ("README.md", ".coverage", "shop/data.json", "shop/__pycache__/main.cpython-311.pyc"):
        put(project, name, "anything")


@pytest.mark.parametrize("change", [touch, replace_by_a_copy, leave_traces])
def test_a_change_that_means_nothing(check: Check, shop: Path, change: Change) -> None:
    check("-q")
    change(shop)
    assert check("-q").again


def ignore_a_file(project: Path) -> None:
    put(project, ".gitignore", "orders.py\n")
    (project / ".git").mkdir()


def put_a_folder_in_its_place(project: Path) -> None:
    (project / "shop/orders.py").unlink()
    (project / "shop/orders.py").mkdir()


def put_a_link_in_its_place(project: Path) -> None:
    (project / "shop").rename(project / "moved")
    link(project, "shop", "moved")


def edit(project: Path) -> None:
    text = (project / "shop/orders.py").read_text()
    put(project, "shop/orders.py", text.replace("sleep", "print"))


SOMETHING: dict[str, Change] = {
    "a line": edit,
    "a new file": lambda project: put(project, "shop/new.py"),
    "a new package": lambda project: put(project, "other/__init__.py"),
    "a file less": lambda project: (project / "shop/orders.py").unlink(),
    "another name": lambda project: (project / "shop/orders.py").rename(project / "shop/renamed.py"),
    "a folder instead of a file": put_a_folder_in_its_place,
    "a link instead of a folder": put_a_link_in_its_place,
    "ignored": ignore_a_file,
    "a configuration": lambda project: put(project, "fastapi-lint.toml", 'ignore = ["FAL1"]\n'),
    "another configuration": lambda project: put(project, "pyproject.toml", "[tool.fastapi-lint]\npedantic = true\n"),
    "a lock file": lambda project: put(project, "uv.lock"),
    "requirements": lambda project: put(project, "requirements.txt", "fastapi==0.100.0\n"),
    "requirements in a folder": lambda project: put(project, "requirements/base.txt", "fastapi==0.100.0\n"),
    "requirements of a part": lambda project: put(project, "shop/requirements.txt", "fastapi==0.100.0\n"),
    "an environment": lambda project: put(project, "shop/pyvenv.cfg"),
    "a package above": lambda project: put(project, "__init__.py"),
    "a link": lambda project: link(project, "alias", "shop"),
    "a repository above": lambda project: (project.parent / ".git").mkdir(),
}


def link(project: Path, name: str, target: str) -> None:
    (project / name).symlink_to(project / target)


@pytest.mark.usefixtures("settled")
@pytest.mark.parametrize("change", SOMETHING.values(), ids=SOMETHING)
def test_a_change_that_may_mean_something(check: Check, shop: Path, change: Change) -> None:
    check(*JSON)
    assert check(*JSON).again
    change(shop)
    after = check(*JSON)
    assert not after.again
    assert after.out == check(*JSON, "--no-cache").out


@pytest.mark.parametrize("settled", [False, True], ids=["just written", "settled"])
def test_a_change_that_keeps_size_and_time(
    check: Check,
    shop: Path,
    orders: str,
    same_stamp: Callable[[Path, str], None],
    settled: bool,
    request: pytest.FixtureRequest,
) -> None:
    if settled:
        request.getfixturevalue("settled")
    check("-q")
    same_stamp(shop / "shop/orders.py", orders.replace("sleep", "print"))
    assert "FAL101" not in check("-q").out


def test_another_working_directory_or_other_arguments(
    check: Check, shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    check("-q")
    assert not check("--quiet").again
    monkeypatch.chdir(shop / "shop")
    assert not check("-q").again


@pytest.mark.parametrize("variable", ["NO_COLOR", "COLUMNS", "PYTHONUTF8", "LC_CTYPE", "FORCE_COLOR", "GITHUB_ACTIONS"])
def test_another_environment(check: Check, shop: Path, variable: str, monkeypatch: pytest.MonkeyPatch) -> None:
    check()
    monkeypatch.setenv(variable, "1")
    assert not check().again


def test_variables_that_decide_nothing(check: Check, shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    check()
    monkeypatch.setenv("GITHUB_RUN_ID", "1")
    assert check().again


@pytest.mark.usefixtures("settled")
def test_stamps_are_learned_anew_when_only_they_have_changed(
    check: Check, shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    check("-q")
    touch(shop)
    assert check("-q").again
    monkeypatch.setattr("fastapi_lint.engine.cache.replay._CONTENTS", {})  # contents can no longer be looked at
    assert check("-q").again


@pytest.mark.parametrize("arguments", [("--no-cache",), ("--debug",), ("--output-file", "report.txt")], ids=" ".join)
def test_reports_that_are_not_kept(check: Check, shop: Path, arguments: tuple[str, ...]) -> None:
    assert not check(*arguments).again
    assert not check(*arguments).again


def test_what_is_added_to_the_summary_of_a_step_is_added_each_time(
    check: Check, shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = tmp_path / "summary.md"
    check("--output", "github")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(page))
    assert not check("--output", "github").again
    once = page.read_bytes()
    assert b"FAL101" in once
    assert not check("--output", "github").again
    assert page.read_bytes() == 2 * once


def test_files_are_written_each_time(check: Check, shop: Path) -> None:
    (shop / "fastapi-lint.toml").write_text('output = ["concise", "json:report.json"]')
    first = check()
    (shop / "report.json").unlink()
    second = check()
    assert not second.again
    assert first[:3] == second[:3]
    assert (shop / "report.json").exists()


def test_an_incomplete_analysis_is_not_kept(check: Check, shop: Path) -> None:
    (shop / "shop/broken.py").write_bytes(b"\xff\xfe")
    assert [check().code, check().code] == [3, 3]
    assert not check().again


def test_wrong_usage_is_not_kept(check: Check, shop: Path) -> None:
    assert [check("--select", "NONE").code, check("--select", "NONE").code] == [2, 2]
