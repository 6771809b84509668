"""What `--fix` does to files, and what it leaves alone."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import write

BEFORE = (
    "from fastapi import FastAPI\n\napp = FastAPI()\n\n\n"
    '@app.get("/", response_model=int)\ndef read() -> int:\n    return 1\n'
)
AFTER = BEFORE.replace(", response_model=int", "")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    write(tmp_path, {"pyproject.toml": "[project]\nname = 'shop'\nversion = '1'\n", "main.py": BEFORE})
    return tmp_path


def git(folder: Path, *arguments: str) -> None:
    author = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
    subprocess.run(["git", "-C", str(folder), *author, *arguments], check=True, capture_output=True)


@pytest.fixture
def repository(project: Path) -> Path:
    if shutil.which("git") is None:
        pytest.skip("there is no git")
    git(project, "init", "--quiet")
    git(project, "add", ".")
    git(project, "commit", "--quiet", "-m", "first")
    return project


def test_the_file_is_written(project: Path, fastapi_lint):
    done = fastapi_lint("check", "--fix", cwd=project)
    assert (done.returncode, (project / "main.py").read_text()) == (0, AFTER)
    assert done.stderr == "Fixed 1 finding in 1 file.\n"
    assert [each.name for each in project.iterdir() if each.name.startswith(".main")] == []


ASLEEP = (
    "import time\n\nfrom fastapi import FastAPI\n\napp = FastAPI()\n\n\n"
    '@app.get("/")\nasync def read() -> None:\n    time.sleep(1)\n'
)


class TestConfiguration:
    def test_rules_that_are_not_to_be_mended(self, project: Path, fastapi_lint):
        for text in ('fixable = ["FAL1"]', 'unfixable = ["FAL2"]', 'fixable = ["FAL"]\nunfixable = ["FAL212"]'):
            (project / "fastapi-lint.toml").write_text(text)
            done = fastapi_lint("check", "--fix", "--output", "concise", cwd=project)
            assert (done.returncode, (project / "main.py").read_text()) == (0, BEFORE)
            assert "FAL212" in done.stdout
            assert "[*]" not in done.stdout
            assert "fixable" not in done.stdout

    def test_a_rule_that_there_is_not(self, project: Path, fastapi_lint):
        (project / "fastapi-lint.toml").write_text('unfixable = [\n  "FAL999",\n]')
        done = fastapi_lint("check", cwd=project)
        assert done.returncode == 2
        assert "fastapi-lint.toml:2: unknown rule or prefix `FAL999` in the unfixable rules" in done.stderr

    def test_unsafe_fixes(self, project: Path, fastapi_lint):
        (project / "main.py").write_text(ASLEEP)
        assert "1 fixable with `--fix --unsafe-fixes`." in fastapi_lint("check", cwd=project).stdout
        (project / "fastapi-lint.toml").write_text("unsafe-fixes = true")
        told = fastapi_lint("check", cwd=project).stdout
        assert "[*]" in told
        assert "1 fixable with `--fix`." in told
        fastapi_lint("check", "--fix", "--no-unsafe-fixes", cwd=project)
        assert (project / "main.py").read_text() == ASLEEP
        fastapi_lint("check", "--fix", cwd=project)
        assert (project / "main.py").read_text() == ASLEEP.replace("async def", "def")


def test_its_mode_stays(project: Path, fastapi_lint):
    (project / "main.py").chmod(0o755)
    fastapi_lint("check", "--fix", cwd=project)
    assert (project / "main.py").stat().st_mode & 0o777 == 0o755


def test_a_link_within_the_project_stays_one(project: Path, fastapi_lint):
    (project / "lib").mkdir()
    (project / "main.py").rename(project / "lib" / "code.py")
    (project / "main.py").symlink_to("lib/code.py")
    fastapi_lint("check", "--fix", cwd=project)
    assert (project / "main.py").is_symlink()
    assert (project / "lib" / "code.py").read_text() == AFTER


def test_a_file_that_is_read_only_is_left_alone_and_told(project: Path, fastapi_lint):
    (project / "main.py").chmod(0o444)
    done = fastapi_lint("check", "--fix", cwd=project)
    assert (done.returncode, (project / "main.py").read_text()) == (2, BEFORE)
    assert "error: cannot mend `main.py`: it is read-only\n" in done.stderr
    assert "FAL212" in done.stdout  # it is still there


def test_nothing_is_written_where_a_diff_was_asked_for(project: Path, fastapi_lint):
    done = fastapi_lint("check", "--diff", "--fix", cwd=project)
    assert (done.returncode, (project / "main.py").read_text()) == (1, BEFORE)


def test_a_diff_can_be_applied(project: Path, fastapi_lint):
    (project / "main.py").write_bytes(BEFORE.rstrip("\n").replace("\n", "\r\n").encode())
    done = subprocess.run(
        [shutil.which("patch") or pytest.skip("there is no patch"), "-p1", "--binary"],
        cwd=project,
        input=diff_of(project),
        check=False,
        capture_output=True,
    )
    assert done.returncode == 0, done.stdout
    assert (project / "main.py").read_bytes() == AFTER.rstrip("\n").replace("\n", "\r\n").encode()


def diff_of(folder: Path) -> bytes:
    command = [sys.executable, "-m", "fastapi_lint", "check", "--diff", "--no-cache"]
    return subprocess.run(command, cwd=folder, check=False, capture_output=True).stdout


def test_a_diff_that_is_incomplete_says_so(project: Path, fastapi_lint):
    (project / "bad.py").write_bytes(b"\xff\xfe\x00")
    assert fastapi_lint("check", "--diff", cwd=project).returncode == 3


class TestStandardInput:
    def test_gives_the_mended_text(self, project: Path, fastapi_lint):
        done = fastapi_lint("check", "--fix", "--stdin-filename", "main.py", "-", cwd=project, stdin=BEFORE)
        assert (done.returncode, done.stdout) == (0, AFTER)
        assert (project / "main.py").read_text() == BEFORE
        assert "Fixed 1 finding in 1 file." in done.stderr

    def test_gives_the_text_as_it_is_if_there_is_nothing_to_mend(self, project: Path, fastapi_lint):
        done = fastapi_lint("check", "--fix", "--stdin-filename", "main.py", "-", cwd=project, stdin=AFTER)
        assert (done.returncode, done.stdout) == (0, AFTER)

    def test_gives_the_text_back_if_it_is_no_python(self, project: Path, fastapi_lint):
        done = fastapi_lint("check", "--fix", "--stdin-filename", "main.py", "-", cwd=project, stdin="def (\n")
        assert (done.returncode, done.stdout) == (1, "def (\n")
        assert "FAL001" in done.stderr

    def test_gives_a_diff(self, project: Path, fastapi_lint):
        done = fastapi_lint("check", "--diff", "--stdin-filename", "main.py", "-", cwd=project, stdin=BEFORE)
        assert done.stdout.startswith("--- a/main.py\n+++ b/main.py\n")


class TestGit:
    def test_a_clean_file_is_mended(self, repository: Path, fastapi_lint):
        assert fastapi_lint("check", "--fix", cwd=repository).returncode == 0
        assert (repository / "main.py").read_text() == AFTER

    def test_a_staged_file_is_mended_as_in_a_hook(self, repository: Path, fastapi_lint):
        (repository / "main.py").write_text(BEFORE + "\n# more\n")
        git(repository, "add", "main.py")
        assert fastapi_lint("check", "--fix", "--only-given", "main.py", cwd=repository).returncode == 0
        assert (repository / "main.py").read_text() == AFTER + "\n# more\n"

    def test_a_file_with_other_changes_is_left_alone_and_told(self, repository: Path, fastapi_lint):
        (repository / "main.py").write_text(BEFORE + "\n# more\n")
        done = fastapi_lint("check", "--fix", cwd=repository)
        assert (done.returncode, (repository / "main.py").read_text()) == (1, BEFORE + "\n# more\n")
        assert "error: 1 file left as it is, for it has changes that are not staged: `main.py`\n" in done.stderr
        assert "hint: stage or commit the changes first, or give `--allow-dirty`\n" in done.stderr

    def test_unless_that_is_allowed(self, repository: Path, fastapi_lint):
        (repository / "main.py").write_text(BEFORE + "\n# more\n")
        assert fastapi_lint("check", "--fix", "--allow-dirty", cwd=repository).returncode == 0
        assert (repository / "main.py").read_text() == AFTER + "\n# more\n"

    def test_a_file_that_git_does_not_know_is_left_alone(self, repository: Path, fastapi_lint):
        write(repository, {"new.py": BEFORE})
        fastapi_lint("check", "--fix", cwd=repository)
        assert ((repository / "new.py").read_text(), (repository / "main.py").read_text()) == (BEFORE, AFTER)

    def test_line_ends_that_git_changes_are_no_change(self, repository: Path, fastapi_lint):
        git(repository, "config", "core.autocrlf", "true")
        (repository / "main.py").write_bytes(BEFORE.replace("\n", "\r\n").encode())
        assert fastapi_lint("check", "--fix", cwd=repository).returncode == 0
        assert (repository / "main.py").read_bytes() == AFTER.replace("\n", "\r\n").encode()

    def test_nothing_of_the_repository_is_run(self, repository: Path, fastapi_lint):
        spy = repository / "spy.sh"
        spy.write_text(f"#!/bin/sh\ntouch {repository}/ran\ncat\n")
        spy.chmod(0o755)
        git(repository, "config", "core.fsmonitor", str(spy))
        git(repository, "config", "filter.spy.clean", str(spy))
        write(repository, {".git/info/attributes": "*.py filter=spy\n"})
        fastapi_lint("check", "--fix", cwd=repository)
        assert (repository / "main.py").read_text() == AFTER
        assert not (repository / "ran").exists()

    def test_a_project_below_the_top_of_its_repository(self, repository: Path, fastapi_lint):
        write(repository, {"api/pyproject.toml": "[project]\nname='a'\nversion='1'\n", "api/app.py": BEFORE})
        git(repository, "add", ".")
        (repository / "api" / "app.py").write_text(BEFORE + "\n# more\n")
        done = fastapi_lint("check", "--fix", cwd=repository / "api")
        assert "left as it is" in done.stderr

    def test_no_git_no_question(self, repository: Path, fastapi_lint):
        (repository / "main.py").write_text(BEFORE + "\n# more\n")
        done = fastapi_lint("check", "--fix", cwd=repository, env={"PATH": os.devnull})
        assert done.returncode == 0


def test_only_given_files_are_mended(project: Path, fastapi_lint):
    write(project, {"other.py": BEFORE})
    fastapi_lint("check", "--fix", "--only-given", "other.py", cwd=project)
    assert ((project / "other.py").read_text(), (project / "main.py").read_text()) == (AFTER, BEFORE)


MARKED = (
    "from typing import {names}\n\nfrom fastapi import FastAPI, Query\n\napp = FastAPI()\n\n\n"
    '@app.get("/")\ndef read(a: Any = Query("x")) -> str:\n    return str(a)\n'
)


def test_what_is_kept_of_a_site_does_not_hide_that_the_imports_above_are_others(
    project: Path, fastapi_lint, tmp_path_factory
):
    cache = {"FASTAPI_LINT_CACHE_DIR": str(tmp_path_factory.mktemp("cache")), "FASTAPI_LINT_NO_CACHE": ""}
    for names in ("Any", "Annotated, Any", "Any as Any"):
        (project / "main.py").write_text(MARKED.format(names=names))
        arguments = ("check", "--select", "FAL206", "--output-format", "json")
        kept = fastapi_lint(*arguments, cwd=project, env=cache)
        assert '"fix": {' in kept.stdout
        assert kept.stdout == fastapi_lint(*arguments, cwd=project).stdout


def test_no_run_that_writes_is_repeated_from_memory(project: Path, fastapi_lint, tmp_path_factory):
    cache = {"FASTAPI_LINT_CACHE_DIR": str(tmp_path_factory.mktemp("cache")), "FASTAPI_LINT_NO_CACHE": ""}
    for _ in range(2):
        (project / "main.py").write_text(BEFORE)
        assert fastapi_lint("check", "--fix", cwd=project, env=cache).returncode == 0
        assert (project / "main.py").read_text() == AFTER
