"""`check --output html:FILE`: the audit, with the route table, whatever else is written and whatever was kept."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

Run = Callable[..., subprocess.CompletedProcess[str]]

APP = """\
import time
from fastapi import FastAPI

app = FastAPI()


@app.get("/slow")
async def slow() -> int:
    time.sleep(1)
    return 1
"""


def data_of(page: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', page)
    assert found is not None
    read: dict[str, Any] = json.loads(found[1])
    return read


def test_the_audit_is_written_beside_other_formats(fastapi_lint: Run, tmp_path: Path) -> None:
    (tmp_path / "main.py").write_text(APP)
    done = fastapi_lint("check", "--output", "html:audit.html", "--output", "json:report.json", cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (1, "", "")
    found = data_of((tmp_path / "audit.html").read_text(encoding="utf-8"))
    (route,) = found["apps"][0]["routes"]
    assert (route["handler"], route["worst"][2]) == ("slow", "time.sleep")
    told = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))["findings"]
    assert [finding["id"] for finding in found["findings"]] == [finding["fingerprint"] for finding in told]


def test_it_is_the_same_cold_warm_and_after_an_edit(fastapi_lint: Run, tmp_path: Path) -> None:
    project = tmp_path / "project"
    project.mkdir()
    (project / "main.py").write_text(APP)
    env = {"FASTAPI_LINT_NO_CACHE": "", "FASTAPI_LINT_CACHE_DIR": str(tmp_path / "cache")}
    cold, warm = (fastapi_lint("check", "--output", "html", cwd=project, env=env).stdout for _ in range(2))
    assert cold == warm
    (project / "main.py").write_text(APP.replace("app = ", "# moved\napp = "))
    moved = fastapi_lint("check", "--output", "html", cwd=project, env=env).stdout
    assert data_of(moved)["apps"][0]["routes"][0]["line"] == data_of(cold)["apps"][0]["routes"][0]["line"] + 1
    assert moved == fastapi_lint("check", "--output", "html", cwd=project).stdout
