"""Runs the command line as users do: in a process of its own, in a project of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

Run = Callable[..., subprocess.CompletedProcess[str]]

_PASSED_ON = ("PATH", "SYSTEMROOT", "HOME", "TMPDIR", "COVERAGE_PROCESS_START")


def environment(changes: Mapping[str, str]) -> dict[str, str]:
    """A pipe 80 columns wide that takes UTF-8, whatever the terminal of whoever runs the tests is. No cache: what is
    tested happens."""
    kept = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    fixed = {"COLUMNS": "80", "PYTHONIOENCODING": "utf-8", "LC_ALL": "C.UTF-8", "FASTAPI_LINT_NO_CACHE": "1"}
    return kept | fixed | dict(changes)


@pytest.fixture
def fastapi_lint() -> Run:
    """`fastapi_lint("check", ".", cwd=…)` gives the finished process with its output as text."""

    def run(
        *arguments: str, cwd: Path, stdin: str = "", env: Mapping[str, str] | None = None, merged: bool = False
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "fastapi_lint", *arguments],
            cwd=cwd,
            input=stdin,
            env=environment(env or {}),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT if merged else subprocess.PIPE,
            encoding="utf-8",
            check=False,
            timeout=60,
        )

    return run


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A small project with a blocking call two functions and two modules away from its handler."""
    write(
        tmp_path,
        {
            "pyproject.toml": '[project]\nname = "shop"\nversion = "1"\n',
            "shop/__init__.py": "",
            "shop/main.py": (
                "from fastapi import FastAPI\n\nfrom shop.orders import load\n\napp = FastAPI()\n\n\n"
                '@app.get("/orders/{order_id}")\nasync def read_order(order_id: int) -> str:\n'
                "    return load(order_id)\n"
            ),
            "shop/orders.py": (
                "import requests\n\n\ndef load(order_id: int) -> str:\n"
                '    return requests.get(f"https://orders.example/{order_id}").text\n'
            ),
        },
    )
    return tmp_path


def write(folder: Path, files: Mapping[str, str]) -> None:
    """Write files below a folder."""
    for name, text in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
