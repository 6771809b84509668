"""Whole applications are fixed: what comes of it says the same of itself under the real FastAPI.

Fixed are those of `tests/apps` and `examples`, and the cases of the rules' suites (all of them with `make fixes`).
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from fastapi_lint.config.checking import checked
from fastapi_lint.config.settings import Settings
from fastapi_lint.engine.fixing.rounds import Fixed, fix_project, is_fixable
from fastapi_lint.engine.registry import Registry
from fastapi_lint.engine.request import Request
from fastapi_lint.engine.run import analyse, load_rules
from fastapi_lint.source.overlay import Files
from fastapi_lint.testing import read_suite
from tests.apps.test_route_oracle import CASES
from tests.fixes.new_models import with_dictionaries

ROOT = Path(__file__).parents[2]
LONG = bool(os.environ.get("FASTAPI_LINT_FIXES"))
CHANGES_WHAT_IT_SAYS = frozenset({"FAL202", "FAL209"})
"""Rules whose findings are about what the application says of itself."""
RULES = tuple(rule for rule in load_rules().rules if rule.code not in CHANGES_WHAT_IT_SAYS)
SUITES = sorted((ROOT / "tests" / "rules").rglob("*.md" if LONG else "contracts/*.md"))


class Application(NamedTuple):
    """A folder, what to import of it, and from where."""

    folder: Path
    entry: str
    roots: tuple[str, ...]


def applications() -> Iterator[Application]:
    for case in CASES:
        for written in case.entries:
            entry, _, roots = written.partition(" in ")
            yield Application(
                ROOT / "tests" / "apps" / case.folder, entry, tuple(roots.split(", ")) if roots else (".",)
            )
    for folder in ("bookshop", "bookshop_mended"):
        yield Application(ROOT / "examples" / folder, f"{folder}.main:app", (".",))


def request(root: Path, files: Files | None = None, settings: Settings | None = None) -> Request:
    settings = replace(settings or Settings(), select=("ALL",), ignore=("FAL0",), confidence="low", severity="info")
    return Request(root, settings, Registry.of(*RULES), files=files)


def fixed(root: Path, files: Files | None = None, settings: Settings | None = None) -> Fixed:
    return fix_project(request(root, files, settings), analyse, unsafe=True)


def complaints(done: Fixed) -> list[str]:
    """What is wrong with fixes: defects, and findings that should be gone."""
    left = [f"{one.location} {one.code}" for one in done.report.findings if is_fixable(one, unsafe=True)]
    return [problem.message for problem in done.report.problems if "fix of rule" in problem.message] + left


@pytest.fixture(scope="module")
def oracle(tmp_path_factory: pytest.TempPathFactory) -> Iterator[subprocess.Popen[str]]:
    """A Python that runs applications, in a folder of its own: they may write files."""
    folder = tmp_path_factory.mktemp("applications")
    command = [sys.executable, "-P", str(Path(__file__).parent / "openapi_oracle.py")]
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment, cwd=folder
    ) as process:
        yield process


def told(application: Application, oracle: subprocess.Popen[str]) -> dict[str, dict[str, Any]]:
    """What an application says of itself."""
    assert oracle.stdin is not None
    assert oracle.stdout is not None
    roots = [str((application.folder / root).resolve()) for root in application.roots]
    print(json.dumps([application.entry, *roots]), file=oracle.stdin, flush=True)
    answer = json.loads(oracle.stdout.readline())
    assert isinstance(answer, dict), answer
    return answer


@pytest.mark.parametrize("application", list(applications()), ids=lambda one: f"{one.folder.name}-{one.entry}")
def test_an_application_says_the_same_of_itself(
    application: Application, oracle: subprocess.Popen[str], tmp_path: Path
) -> None:
    copy = application._replace(folder=tmp_path / "copy")
    shutil.copytree(application.folder, copy.folder, ignore=shutil.ignore_patterns("__pycache__", "*.sqlite3", "*.db"))
    done = fixed(copy.folder)
    assert complaints(done) == []
    if not done.changes:
        return
    before = told(copy, oracle)
    for change in done.changes:
        compile(change.after, change.path, "exec")
        (copy.folder / change.path).write_bytes(change.after)
    after = told(copy, oracle)
    assert {prefix: with_dictionaries(one, before[prefix]) for prefix, one in after.items()} == before
    assert fixed(copy.folder).changes == ()


@pytest.mark.parametrize("suite", SUITES, ids=lambda path: path.stem)
def test_the_cases_of_suites_are_fixed_to_an_end(suite: Path) -> None:
    wrong = []
    for case in read_suite(suite.read_text(encoding="utf-8"), suite.name).cases:
        settings = checked(case.settings, suite.name, ())
        assert isinstance(settings, Settings)
        files = Files.in_memory({file.path: file.text for file in case.files})
        done = fixed(Path(), files, settings)
        again = fixed(Path(), files.with_changes({change.path: change.after for change in done.changes}), settings)
        wrong += [f"{case.title}: {each}" for each in complaints(done)]
        wrong += [f"{case.title}: {change.path} changes again" for change in again.changes]
    assert wrong == []
