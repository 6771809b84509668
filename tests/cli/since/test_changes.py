"""`check --since` and `check --staged`: what a change brought about, on its lines and elsewhere."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from fastapi_lint.cli.main import main

from ..conftest import environment
from .application import FROM_ELSEWHERE, MAIN, NEW, NEW_LINE, SHOP, SLOW, Check
from .repository import ALONE, Repository


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

    def test_where_pre_commit_compares_revisions(
        self, shop: Repository, check: Check, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("PRE_COMMIT_FROM_REF", shop.git("rev-parse", "HEAD"))
        shop.commit(shop__orders=SLOW)
        assert check("--staged").found == [FROM_ELSEWHERE]

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


def test_the_report_for_people(shop: Repository, capfd: pytest.CaptureFixture[str]) -> None:
    shop.write(shop__orders=SLOW)
    commit = shop.git("rev-parse", "HEAD")[:10]
    assert main(["check", "--since", "main"]) == 1
    out = capfd.readouterr().out
    assert "   = cause:  caused by this change: shop/orders.py:5 `return slow(page)`\n" in out
    told = "0 on changed lines, 1 caused elsewhere; 1 that was there before is not shown."
    assert f"The change since `main` ({commit}): {told}" in " ".join(out.split())
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


@pytest.mark.parametrize(
    ("output_format", "told"),
    [
        ("github", "%0ACause: this change, at shop/orders.py:5%0A"),
        ("junit", "Cause: this change, at shop/orders.py:5"),
        ("sarif", '"message": {"text": "this change caused it"}'),
        ("sarif", '"introduced": "caused"'),
    ],
)
def test_other_formats_name_the_cause(
    shop: Repository, capfd: pytest.CaptureFixture[str], output_format: str, told: str
) -> None:
    shop.write(shop__orders=SLOW)
    assert main(["check", "--since", "main", "--output-format", output_format]) == 1
    assert told in capfd.readouterr().out
