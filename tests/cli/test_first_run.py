"""The line for whoever sees a report for the first time: once, at a terminal, and in no report."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from .conftest import environment

HINT = "hint: `fastapi-lint init` writes a configuration; `fastapi-lint explain FAL101` tells more about a finding\n"
Look = Callable[..., str]


@pytest.fixture
def look(shop: Path, tmp_path_factory: pytest.TempPathFactory) -> Look:
    """What `check` shows of a project at a terminal; its cache lies elsewhere."""
    cache = tmp_path_factory.mktemp("cache")

    def seen(*arguments: str, **variables: str) -> str:
        environ = environment({"FASTAPI_LINT_CACHE_DIR": str(cache), "TERM": "dumb", **variables})
        if "FASTAPI_LINT_NO_CACHE" not in variables:
            del environ["FASTAPI_LINT_NO_CACHE"]
        terminal, end = pty.openpty()
        command = [sys.executable, "-P", "-m", "fastapi_lint", "check", *arguments]
        with subprocess.Popen(command, cwd=shop, env=environ, stdin=end, stdout=end, stderr=end) as process:
            os.close(end)
            shown = b""
            while True:
                try:
                    part = os.read(terminal, 65536)
                except OSError:  # the terminal is closed at the other end
                    break
                if not part:
                    break
                shown += part
            process.wait(timeout=60)
        os.close(terminal)
        return shown.decode().replace("\r\n", "\n")

    return seen


def test_it_comes_once_and_is_no_part_of_the_report(look: Look, shop: Path) -> None:
    first = look()
    assert first.endswith(HINT)
    assert look().strip() == first.removesuffix(HINT).strip()  # a bar may have left an empty line
    (shop / "shop" / "orders.py").write_text("import requests\n\n\ndef load(order_id: int) -> str:\n    return ''\n")
    assert "hint:" not in look()


@pytest.mark.parametrize(
    ("arguments", "variables"),
    [
        (["--quiet"], {}),
        (["--output-format", "concise"], {}),
        (["--no-config"], {}),
        (["--no-cache"], {}),
        ([], {"CI": "true"}),
        ([], {"FASTAPI_LINT_NO_CACHE": "1"}),
    ],
    ids=str,
)
def test_not_for_whoever_does_not_read_it(look: Look, arguments: list[str], variables: dict[str, str]) -> None:
    assert "hint:" not in look(*arguments, **variables)


def test_not_in_a_project_that_has_a_configuration(look: Look, shop: Path) -> None:
    (shop / "fastapi-lint.toml").write_text("fail-on = 'error'\n")
    assert "hint:" not in look()
