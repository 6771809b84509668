"""`check --since` and `check --staged`: what a change brought about, on its lines and elsewhere."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import jsonschema
import pytest

from fastapi_lint.cli.main import main
from fastapi_lint.render.json import check_schema

from .conftest import environment, write
from .repository import ALONE, Repository

MAIN = """\
import time

from fastapi import FastAPI

from shop.orders import load

app = FastAPI()


@app.get("/orders")
async def read_orders(page: int) -> str:
    return load(page)


@app.get("/old")
async def old(page: int) -> str:
    time.sleep(page)
    return "old"
"""
ORDERS = """\
import time


def load(page: int) -> str:
    return quick(page)


def quick(page: int) -> str:
    return str(page)


def slow(page: int) -> str:
    time.sleep(page)
    return str(page)
"""
NEW = "\n\n@app.get('/new')\nasync def new() -> str:\n    time.sleep(7)\n    return 'new'\n"
SLOW = ORDERS.replace("return quick", "return slow")
SHOP = {"shop__main": MAIN, "shop__orders": ORDERS}


class Ran(NamedTuple):
    """How a run went: exit code, findings by place and cause, the summary, and what was written besides."""

    code: int
    found: list[tuple[str, str, str]]
    summary: dict[str, Any]
    err: str


Check = Callable[..., Ran]


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name, value in ALONE.items():
        monkeypatch.setenv(name, value)
    for name in ("GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.delenv("FASTAPI_LINT_NO_CACHE", raising=False)
    monkeypatch.setenv("FASTAPI_LINT_CACHE_DIR", str(tmp_path / "cache"))


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """An application with one commit, which is the working directory."""
    repository = Repository(tmp_path / "project")
    (repository.folder / "pyproject.toml").write_text('[project]\nname = "shop"\n')
    repository.commit(**SHOP)
    monkeypatch.chdir(repository.folder)
    return repository


@pytest.fixture
def check(capfd: pytest.CaptureFixture[str]) -> Check:
    """`check("--since", "main")` gives what is found."""

    def run(*arguments: str) -> Ran:
        capfd.readouterr()
        code = main(["check", "--output-format", "json", *arguments])
        out, err = capfd.readouterr()
        if not out:
            return Ran(code, [], {}, err)
        report = json.loads(out)
        jsonschema.validate(report, check_schema())
        return Ran(code, list(found(report)), report["summary"], err)

    return run


def found(report: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    for finding in report["findings"]:
        introduced = finding["introduced"] or {"cause": "", "path": None}
        by = f" {introduced['path']}:{introduced['line']}" if introduced["path"] else ""
        yield finding["code"], f"{finding['path']}:{finding['line']}", f"{introduced['cause']}{by}"


NEW_LINE = ("FAL101", "shop/main.py:23", "changed-line shop/main.py:23")
FROM_ELSEWHERE = ("FAL101", "shop/main.py:12", "caused shop/orders.py:5")


class TestWhatTheChangeBroughtAbout:
    def test_nothing(self, shop: Repository, check: Check) -> None:
        ran = check("--since", "main")
        assert (ran.code, ran.found) == (0, [])
        assert ran.summary["comparison"] == {
            "revision": "main",
            "commit": shop.git("rev-parse", "HEAD"),
            "staged": False,
            "before": 1,
        }

    def test_on_a_changed_line(self, shop: Repository, check: Check) -> None:
        shop.write(shop__main=MAIN + NEW)
        assert check("--since", "main").found == [NEW_LINE]

    def test_elsewhere(self, shop: Repository, check: Check) -> None:
        shop.write(shop__orders=SLOW)
        ran = check("--since", "HEAD")
        assert (ran.code, ran.found) == (1, [FROM_ELSEWHERE])

    def test_by_a_header(self, shop: Repository, check: Check) -> None:
        shop.commit(shop__main=MAIN.replace("async def old", "def old"))
        shop.write(shop__main=MAIN)
        (finding,) = check("--since", "main", "--select", "FAL101").found
        assert finding == ("FAL101", "shop/main.py:17", "caused shop/main.py:16")

    def test_by_what_was_removed(self, shop: Repository, check: Check) -> None:
        shop.commit(shop__orders=SLOW.replace("    return slow", "    return ''\n    return slow"))
        shop.write(shop__orders=SLOW)
        assert check("--since", "main").found == [FROM_ELSEWHERE]

    def test_by_something_far_away(self, shop: Repository, check: Check) -> None:
        shop.commit(shop__orders=SLOW.replace("time.sleep", "wait"), shop__wait="def wait(x: int) -> None: ...\n")
        text = SLOW.replace("time.sleep", "wait").replace("import time", "from shop.wait import wait")
        shop.commit(shop__orders=text)
        shop.write(shop__wait="import time\n\n\ndef wait(x: int) -> None:\n    time.sleep(x)\n")
        assert check("--since", "main").found == [("FAL101", "shop/main.py:12", "caused shop/wait.py:5")]

    def test_a_commit_counts_as_the_working_tree_does(self, shop: Repository, check: Check) -> None:
        base = shop.git("rev-parse", "HEAD")
        shop.commit(shop__orders=SLOW)
        shop.write(shop__main=MAIN + NEW)
        assert check("--since", base).found == [FROM_ELSEWHERE, NEW_LINE]
        assert check("--since", "HEAD").found == [NEW_LINE]

    def test_what_came_in_on_the_other_branch_meanwhile_does_not_count(self, shop: Repository, check: Check) -> None:
        shop.git("checkout", "--quiet", "-b", "feature")
        shop.commit(shop__main=MAIN + NEW)
        shop.git("checkout", "--quiet", "main")
        shop.commit(shop__orders=SLOW)
        shop.git("checkout", "--quiet", "feature")
        assert check("--since", "main").found == [NEW_LINE]
        shop.git("merge", "--quiet", "--no-edit", "main")
        assert check("--since", "main").found == [NEW_LINE]
        assert check("--since", "HEAD^1").found == [FROM_ELSEWHERE]

    def test_what_moves_is_not_new(self, shop: Repository, check: Check) -> None:
        shop.git("mv", "shop/main.py", "shop/app.py")
        text = MAIN.replace("import time\n", "import time\n\n# A remark.\n").replace(
            "(page)\n", "(\n        page\n    )\n"
        )
        shop.write(shop__app=text)
        ran = check("--since", "main")
        assert (ran.found, ran.summary["comparison"]["before"]) == ([], 1)

    def test_in_a_renamed_file_changed_lines_are_known(self, shop: Repository, check: Check) -> None:
        shop.git("mv", "shop/main.py", "shop/app.py")
        shop.write(shop__app=MAIN + NEW, shop__orders=SLOW)
        assert [finding[2] for finding in check("--since", "main").found] == [
            "caused shop/orders.py:5",
            "changed-line shop/app.py:23",
        ]

    def test_what_is_gone_takes_its_findings_along(self, shop: Repository, check: Check) -> None:
        (shop.folder / "shop/main.py").unlink()
        assert check("--since", "main").found == []

    def test_a_file_that_git_does_not_know_is_new(self, shop: Repository, check: Check) -> None:
        shop.write(shop__new=MAIN.replace("old", "other"))
        assert [finding[2] for finding in check("--since", "main").found] == ["changed-line shop/new.py:17"]

    def test_a_known_finding_in_a_statement_that_was_edited(self, shop: Repository, check: Check) -> None:
        shop.write(shop__main=MAIN.replace("time.sleep(page)", "x = time.sleep(page)"))
        assert check("--since", "main").found == [("FAL101", "shop/main.py:17", "changed-line shop/main.py:17")]
        shop.write(shop__main=MAIN.replace("time.sleep(page)", "time.sleep(page)  # waits"))
        assert check("--since", "main").found == []

    def test_a_suppression_that_was_taken_away(self, shop: Repository, check: Check) -> None:
        shop.commit(shop__main=MAIN.replace("sleep(page)", "sleep(page)  # fastapi-lint: ignore[FAL101] so"))
        shop.write(shop__main=MAIN)
        assert check("--since", "main").found == [("FAL101", "shop/main.py:17", "changed-line shop/main.py:17")]

    def test_a_syntax_error_of_before_fails_no_run(self, shop: Repository, check: Check) -> None:
        shop.commit(shop__broken="def (")
        assert (check().code, check("--since", "main").code) == (1, 0)
        shop.write(shop__other="def (")
        ran = check("--since", "main")
        assert (ran.code, [finding[:2] for finding in ran.found]) == (1, [("FAL001", "shop/other.py:1")])

    def test_what_the_baseline_knows_is_not_told(self, shop: Repository, check: Check) -> None:
        shop.write(shop__orders=SLOW)
        assert main(["baseline", "create"]) == 0
        ran = check("--since", "main")
        assert (ran.found, ran.summary["known"], ran.summary["comparison"]["before"]) == ([], 2, 0)

    def test_for_given_files_alone(self, shop: Repository, check: Check) -> None:
        shop.write(shop__main=MAIN + NEW, shop__orders=SLOW)
        assert check("--since", "main", "--only-given", "shop/orders.py").found == []
        assert check("--since", "main", "--only-given", "shop/main.py").found == [FROM_ELSEWHERE, NEW_LINE]
        assert check("--since", "main", "shop").found == [FROM_ELSEWHERE, NEW_LINE]

    def test_other_settings_are_those_of_now(self, shop: Repository, check: Check) -> None:
        (shop.folder / "pyproject.toml").write_text("[tool.fastapi-lint]\npedantic = true\n")
        assert check("--since", "main").found == []


class TestTheIndex:
    def test_is_analysed_in_the_place_of_the_working_tree(self, shop: Repository, check: Check) -> None:
        shop.write(shop__main=MAIN + NEW)
        assert check("--staged").found == []
        shop.git("add", ".")
        shop.write(shop__main=MAIN)
        assert check("--staged").found == [NEW_LINE]
        assert check("--since", "HEAD").found == []

    def test_shows_its_own_lines(self, shop: Repository, check: Check, capfd: pytest.CaptureFixture[str]) -> None:
        shop.write(shop__main=MAIN + NEW)
        shop.git("add", ".")
        shop.write(shop__main="")
        assert main(["check", "--staged"]) == 1
        assert "23 │     time.sleep(7)" in capfd.readouterr().out

    def test_before_the_first_commit(self, tmp_path: Path, check: Check, monkeypatch: pytest.MonkeyPatch) -> None:
        repository = Repository(tmp_path / "young").write(**SHOP)
        monkeypatch.chdir(repository.folder)
        assert check("--staged").found == []
        repository.git("add", ".")
        ran = check("--staged")
        assert (len(ran.found), ran.summary["comparison"]["commit"]) == (1, None)

    def test_with_conflicts(self, shop: Repository, check: Check) -> None:
        shop.git("checkout", "--quiet", "-b", "other")
        shop.commit(shop__main=MAIN + NEW)
        shop.git("checkout", "--quiet", "main")
        shop.commit(shop__main=MAIN.replace("return 'old'", "return 'older'") + "x = 1\n")
        with pytest.raises(AssertionError):
            shop.git("merge", "other")
        assert check("--staged").err == ("error: there are merge conflicts\nhint: resolve them and stage the files\n")

    def test_in_a_real_hook(self, shop: Repository) -> None:
        """Hooks are given a repository and an index by paths that are relative to another folder than the project's."""
        hook = shop.folder / ".git/hooks/pre-commit"
        variables = environment({}).items()
        exports = "\n".join(f"export {name}='{value}'" for name, value in variables if name != "PATH")
        hook.write_text(f"#!/bin/sh\n{exports}\n'{sys.executable}' -m fastapi_lint check --staged -q >hook.txt 2>&1\n")
        hook.chmod(0o755)
        shop.write(shop__main=MAIN + NEW)
        with pytest.raises(AssertionError):
            shop.git("commit", "--all", "--message=x")  # has an index of its own
        assert (shop.folder / "hook.txt").read_text().startswith("shop/main.py:23:5: FAL101 ")
        shop.write(shop__main=MAIN + "\n\nx = 1\n")
        shop.git("commit", "--all", "--message=x")
        assert (shop.folder / "hook.txt").read_text() == ""


class TestWhatIsKept:
    def snapshots(self, tmp_path: Path) -> int:
        return len(list((tmp_path / "cache/1/snapshots").iterdir()))

    def test_what_was_there_before_is_analysed_once(self, shop: Repository, check: Check, tmp_path: Path) -> None:
        for number in range(3):
            shop.write(shop__main=MAIN + NEW + f"x = {number}\n")
            assert check("--since", "main").found == [NEW_LINE]
            assert self.snapshots(tmp_path) == 1

    def test_what_is_committed_was_analysed_when_it_was_staged(
        self, shop: Repository, check: Check, tmp_path: Path
    ) -> None:
        for number in range(3):
            shop.write(shop__main=MAIN + NEW.replace("new", f"new_{number}") * (number > 0))
            shop.git("add", ".")
            check("--staged")
            shop.git("commit", "--quiet", "--allow-empty", "--message=x")
            assert self.snapshots(tmp_path) == number + 1

    def test_other_settings_and_ignored_files_are_analysed_anew(
        self, shop: Repository, check: Check, tmp_path: Path
    ) -> None:
        shop.write(shop__main=MAIN + NEW)
        check("--since", "main")
        assert check("--since", "main", "--select", "FAL1").found == [NEW_LINE]
        assert self.snapshots(tmp_path) == 2
        (shop.folder / ".gitignore").write_text("main.py\n")
        assert check("--since", "main").found == []
        (shop.folder / ".gitignore").unlink()
        assert check("--since", "main").found == [NEW_LINE]

    def test_what_is_damaged_is_analysed_anew(self, shop: Repository, check: Check, tmp_path: Path) -> None:
        shop.write(shop__main=MAIN + NEW)
        check("--since", "main")
        for snapshot in (tmp_path / "cache/1/snapshots").iterdir():
            snapshot.write_bytes(snapshot.read_bytes()[:-3])
        assert check("--since", "main").found == [NEW_LINE]

    def test_without_a_cache(self, shop: Repository, check: Check, tmp_path: Path) -> None:
        shop.write(shop__main=MAIN + NEW)
        assert check("--since", "main", "--no-cache").found == [NEW_LINE]
        assert not (tmp_path / "cache").exists()


class TestLayouts:
    def test_a_project_below_the_top_of_its_repository(
        self, tmp_path: Path, check: Check, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        repository = Repository(tmp_path / "all")
        write(repository.folder, {"backend/pyproject.toml": "", "other/main.py": MAIN})
        repository.commit(**{f"backend__{name}": text for name, text in SHOP.items()})
        monkeypatch.chdir(repository.folder / "backend")
        repository.write(backend__shop__orders=SLOW, other__new=MAIN)
        assert check("--since", "main").found == [FROM_ELSEWHERE]
        repository.git("add", ".")
        assert check("--staged").found == [FROM_ELSEWHERE]

    def test_a_project_that_came_in_with_the_change(
        self, tmp_path: Path, check: Check, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        repository = Repository(tmp_path / "all")
        repository.commit(other="")
        write(repository.folder, {"backend/pyproject.toml": ""})
        repository.write(**{f"backend__{name}": text for name, text in SHOP.items()})
        monkeypatch.chdir(repository.folder / "backend")
        assert [finding[2] for finding in check("--since", "main").found] == ["changed-line shop/main.py:17"]

    def test_names_that_git_would_quote(self, shop: Repository, check: Check) -> None:
        names = ["ü.py", "a b.py", 'a"b.py', "a\\b.py", "a\nb.py", "a\tb.py"]
        write(shop.folder / "shop", dict.fromkeys(names, MAIN))
        shop.commit()
        before = check("--since", "main").summary["comparison"]["before"]
        assert (check("--since", "main").found, before) == ([], len(names) + 1)
        shop.git("rm", "--quiet", "-r", "--cached", "shop")
        shop.git("add", ".")
        assert check("--staged").found == []

    def test_a_name_that_is_no_text(self, shop: Repository, check: Check) -> None:
        try:
            Path(os.fsdecode(b"shop/\xff.py")).write_text(MAIN)
        except OSError:
            pytest.skip("this file system has no such names")
        shop.commit()
        assert check().code == check("--since", "main").code == check("--staged").code == 3

    def test_links_to_packages(self, shop: Repository, check: Check) -> None:
        (shop.folder / "store").symlink_to("shop", target_is_directory=True)
        (shop.folder / "loop").symlink_to("loop")
        (shop.folder / "outside").symlink_to("/etc")
        shop.commit(shop__main=MAIN.replace("from shop.orders", "from store.orders"), shop__orders=SLOW)
        assert len(check().found) == 2
        assert check("--since", "main").found == []
        shop.write(shop__main=MAIN.replace("from shop.orders", "from store.orders") + NEW)
        shop.git("add", ".")
        assert check("--staged").found == check("--since", "main").found == [NEW_LINE]

    def test_submodules_are_taken_as_they_are(self, shop: Repository, check: Check, tmp_path: Path) -> None:
        other = Repository(tmp_path / "other")
        other.commit(waiting="import time\n\n\ndef wait(page: int) -> None:\n    time.sleep(page)\n")
        shop.git("submodule", "--quiet", "add", str(other.folder), "vendored")
        text = SLOW.replace("import time\n", "from vendored.waiting import wait\n").replace("time.sleep", "wait")
        shop.commit(shop__orders=text)
        assert len(check().found) == 2
        assert check("--since", "main").found == check("--staged").found == []
        shop.git("rm", "--quiet", "--cached", "vendored")
        shutil.rmtree(shop.folder / ".git/modules")

    def test_a_working_tree_of_its_own(
        self, shop: Repository, check: Check, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        shop.git("worktree", "add", "--quiet", "--detach", str(tmp_path / "beside"))
        write(tmp_path / "beside", {"shop/orders.py": SLOW})
        monkeypatch.chdir(tmp_path / "beside")
        assert check("--since", "main").found == [FROM_ELSEWHERE]

    def test_line_ends_of_windows(self, shop: Repository, check: Check) -> None:
        shop.git("config", "core.autocrlf", "true")
        for file in (shop.folder / "shop").iterdir():
            file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
        assert check("--since", "main").found == []


class TestFailures:
    def told(self, check: Check, *arguments: str) -> str:
        ran = check(*arguments)
        assert ran.code == 2
        assert ran.err.count("\n") <= 2
        return ran.err.replace("\nhint: ", "; ").removeprefix("error: ").strip()

    def test_no_repository(self, tmp_path: Path, check: Check, monkeypatch: pytest.MonkeyPatch) -> None:
        write(tmp_path, {"alone/main.py": MAIN})
        monkeypatch.chdir(tmp_path / "alone")
        monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
        expected = f"`{tmp_path}/alone` is in no git repository; comparisons with commits need one"
        assert self.told(check, "--since", "main") == self.told(check, "--staged") == expected

    def test_no_git(self, shop: Repository, check: Check, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PATH", str(shop.folder))
        assert self.told(check, "--staged").startswith("git is not installed, or not on the `PATH`; ")

    @pytest.mark.parametrize("revision", ["nowhere", "main..main", "", "--all", "HEAD:shop", "-h"])
    def test_no_such_commit(self, shop: Repository, check: Check, revision: str) -> None:
        assert self.told(check, f"--since={revision}").startswith(f"git knows no commit `{revision}`; ")

    def test_a_branch_that_was_not_fetched(self, shop: Repository, check: Check) -> None:
        assert self.told(check, "--since", "nowhere").endswith(
            "; `git fetch origin nowhere` gets a branch or tag of that name"
        )
        shop.git("update-ref", "refs/remotes/origin/nowhere", "main")
        assert self.told(check, "--since", "nowhere").endswith("; did you mean `origin/nowhere`?")

    def test_a_shallow_clone(
        self, shop: Repository, check: Check, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        first = shop.git("rev-parse", "HEAD")
        shop.git("checkout", "--quiet", "-b", "feature")
        shop.commit(shop__orders=SLOW)
        shop.git("checkout", "--quiet", "main")
        shop.commit(shop__main=MAIN + NEW)
        source = shop.folder.as_uri()
        shop.git("clone", "--quiet", "--depth=1", "--no-single-branch", source, str(tmp_path / "shallow"))
        monkeypatch.chdir(tmp_path / "shallow")
        way_out = "the clone is shallow: `git fetch --unshallow` completes it (`fetch-depth: 0` of actions/checkout)"
        assert self.told(check, "--since", first) == f"git knows no commit `{first}`; {way_out}"
        assert self.told(check, "--since", "origin/feature") == (
            f"`origin/feature` and the present commit have no commit in common in this clone; {way_out}"
        )
        assert check("--since", "HEAD").code == 0

    def test_another_history(self, shop: Repository, check: Check) -> None:
        shop.git("checkout", "--quiet", "--orphan", "other")
        shop.commit(shop__other="")
        assert self.told(check, "--since", "main") == (
            "`main` and the present commit have no commit in common; give a commit of the same history"
        )

    def test_no_commit_yet(self, tmp_path: Path, check: Check, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(Repository(tmp_path / "young").write(**SHOP).folder)
        assert self.told(check, "--since", "HEAD").startswith("git knows no commit `HEAD`")

    def test_a_repository_without_working_tree(
        self, shop: Repository, check: Check, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        shop.git("clone", "--quiet", "--bare", str(shop.folder), str(tmp_path / "bare"))
        monkeypatch.chdir(tmp_path / "bare")
        assert self.told(check, "--since", "main").startswith("the git repository has no working tree here")

    def test_contents_that_are_not_there_are_not_fetched(
        self, shop: Repository, check: Check, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        first = shop.git("rev-parse", "HEAD")
        shop.commit(shop__main=MAIN + NEW)
        shop.git("config", "uploadpack.allowFilter", "true")
        source = shop.folder.as_uri()
        shop.git("clone", "--quiet", "--filter=blob:none", source, str(tmp_path / "partial"))
        monkeypatch.chdir(tmp_path / "partial")
        assert self.told(check, "--since", first).startswith("the repository lacks contents of files of the commit")
        assert check("--since", "HEAD").code == 0

    def test_options_that_exclude_each_other(self, shop: Repository, check: Check) -> None:
        assert self.told(check, "--since", "main", "--staged").startswith("`--since` and `--staged` exclude each other")
        assert self.told(check, "--staged", "--fix").startswith("fixes are made in all of the working tree; ")


def test_nothing_of_the_repository_is_started(shop: Repository, check: Check, tmp_path: Path) -> None:
    script = tmp_path / "script"
    script.write_text(f"#!/bin/sh\ntouch '{tmp_path}/started'\ncat\n")
    script.chmod(0o755)
    for key in (
        "core.fsmonitor",
        "filter.x.clean",
        "filter.x.smudge",
        "diff.x.textconv",
        "diff.external",
        "core.pager",
    ):
        shop.git("config", key, str(script))
    for hook in ("post-index-change", "post-checkout", "pre-commit", "reference-transaction"):
        (shop.folder / ".git/hooks" / hook).symlink_to(script)
    (shop.folder / ".gitattributes").write_text("*.py filter=x diff=x\n")
    shop.write(shop__main=MAIN + NEW)
    (tmp_path / "started").unlink(missing_ok=True)
    assert check("--since", "main").found == [NEW_LINE]
    assert check("--staged").code == 0
    assert not (tmp_path / "started").exists()


def test_the_report_for_people(shop: Repository, capfd: pytest.CaptureFixture[str]) -> None:
    shop.write(shop__orders=SLOW)
    commit = shop.git("rev-parse", "HEAD")[:10]
    assert main(["check", "--since", "main"]) == 1
    out = capfd.readouterr().out
    assert "   = cause:  caused by this change: shop/orders.py:5 `return slow(page)`\n" in out
    assert (
        f"The change since `main` ({commit}): 0 on changed lines, 1 caused elsewhere, 1\n  of before not shown." in out
    )
    assert main(["check", "--since", "main", "--output-format", "concise"]) == 1
    assert " [caused by shop/orders.py:5]\n" in capfd.readouterr().out


def test_in_a_process_of_its_own_nothing_is_replayed(shop: Repository, tmp_path: Path) -> None:
    variables = environment({"FASTAPI_LINT_CACHE_DIR": str(tmp_path / "cache"), **ALONE})
    del variables["FASTAPI_LINT_NO_CACHE"]
    shop.write(shop__orders=SLOW)
    command = [sys.executable, "-m", "fastapi_lint", "check", "--since", "HEAD", "-q"]

    def code() -> int:
        return subprocess.run(command, cwd=shop.folder, env=variables, check=False, capture_output=True).returncode

    assert (code(), code()) == (1, 1)
    shop.commit()
    assert code() == 0
