"""The tour of docs/tour.md, taken from top to bottom in a git repository of its own, with the real pre-commit.

Commands of `console` blocks are run by a shell, and what they print is compared with what stands below them; `diff`
blocks are edits, and are applied. Commit ids and the folder have placeholders. What the audit says is read in Chromium.
`UPDATE_SNAPSHOTS=1 pytest tests/meta/test_tour.py` writes all of that anew: read the difference before committing.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

TOUR = Path(__file__).parents[2] / "docs" / "tour.md"
BLOCK = re.compile(r"^```(?P<language>\w+)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
AUDIT = re.compile(r"(?<=^```text\n)[^`]+(?=^```$)", re.MULTILINE)
UPDATE = bool(os.environ.get("UPDATE_SNAPSHOTS"))
FOLDER, COMMIT = "/bookshop", "<commit>"


class Shell:
    """A terminal, 80 columns wide, in the folder of the tour."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self.folder, self.environment = folder, environment

    def run(self, command: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        """Run a command; what it prints comes in the order in which it is printed."""
        return subprocess.run(
            ["sh", "-c", command],
            cwd=self.folder,
            env=self.environment,
            input=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            check=False,
            timeout=120,
        )

    def session(self, command: str) -> str:
        """The command, what it prints, and its exit code, with placeholders for what is never the same."""
        done = self.run(command)
        printed = done.stdout.replace(str(self.folder), FOLDER)
        for commit in self.run("git rev-list --all --reflog 2>/dev/null").stdout.split():
            printed = re.sub(rf"\b{commit[:7]}[0-9a-f]*\b", COMMIT, printed)
        return f"$ {command}\n{printed}" + (f"[exit code {done.returncode}]\n" if done.returncode else "")

    def edit(self, patch: str) -> None:
        """Apply a patch, whose counts of lines nobody needs to keep."""
        applied = self.run("git apply --recount -", patch)
        assert applied.returncode == 0, applied.stdout + patch


@pytest.fixture(scope="module")
def shell(root: Path, hooks: str, hook_environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Shell:
    """The example application in a folder of its own, whose name is the same each time."""
    folder = tmp_path_factory.mktemp("tour") / "bookshop"
    shutil.copytree(root / "examples" / "bookshop", folder, ignore=shutil.ignore_patterns("__pycache__", ".*"))
    kept = {name: value for name, value in hook_environment.items() if name != "FASTAPI_LINT_NO_CACHE"}
    terminal = {"COLUMNS": "80", "LC_ALL": "C.UTF-8", "PYTHONIOENCODING": "utf-8", "NO_COLOR": "1", "TERM": "dumb"}
    return Shell(folder, {**kept, **terminal, "FASTAPI_LINT_CACHE_DIR": str(folder.parent / "cache")})


@pytest.fixture(scope="module")
def taken(shell: Shell) -> str:
    """The page as the tour goes now; afterwards the folder is as the tour leaves it."""

    def done(block: re.Match[str]) -> str:
        if block["language"] == "diff":
            shell.edit(block["body"])
        if block["language"] != "console":
            return block[0]
        sessions = [shell.session(command) for command in re.findall(r"^\$ (.+)$", block["body"], re.MULTILINE)]
        spaced = [each + "\n" * (each.count("\n") > 1) for each in sessions[:-1]]  # what says nothing needs no room
        return "```console\n" + "".join([*spaced, *sessions[-1:]]) + "```"

    return BLOCK.sub(done, TOUR.read_text(encoding="utf-8"))


def test_the_tour_goes_as_it_says(taken: str) -> None:
    text = TOUR.read_text(encoding="utf-8")
    if UPDATE:
        TOUR.write_text(taken, encoding="utf-8")
    assert taken == text


def test_the_audit_of_the_tour_says_in_a_browser_what_the_tour_says(
    taken: str, shell: Shell, open_page: Callable[..., Any]
) -> None:
    text = TOUR.read_text(encoding="utf-8")
    page = open_page(shell.folder / "audit.html")
    said = page.find_element("css selector", ".verdict").text + "\n"
    seen = AUDIT.sub(lambda _: said, text)
    if UPDATE:
        TOUR.write_text(seen, encoding="utf-8")
    assert seen == text

    page.find_element("css selector", ".finding .head").click()
    assert page.find_element("css selector", ".finding .chain").is_displayed()
