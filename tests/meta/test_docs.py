"""The documentation is published where findings say that it is."""

from __future__ import annotations

import tomllib
from pathlib import Path

from fastapi_lint.engine.manual import DOCUMENTATION


def test_the_package_index_sends_people_where_findings_do(root: Path):
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["urls"]["Documentation"] == DOCUMENTATION
