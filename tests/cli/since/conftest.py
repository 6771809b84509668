"""Runs `check` in this process, in repositories that know nothing of whoever runs the tests."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from fastapi_lint.cli.main import main
from fastapi_lint.render.json import check_schema

from .application import SHOP, Check, Ran
from .repository import ALONE, Repository


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name, value in ALONE.items():
        monkeypatch.setenv(name, value)
    for name in ("GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE", "PRE_COMMIT_FROM_REF"):
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
