"""Repositories of all kinds, and what is said where git cannot tell."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from ..conftest import write
from .application import FROM_ELSEWHERE, MAIN, NEW, NEW_LINE, SHOP, SLOW, Check
from .repository import Repository


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
