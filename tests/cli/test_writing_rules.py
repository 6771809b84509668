"""The guide to rules of one's own, done as it says: `UPDATE_SNAPSHOTS=1` writes what its commands print."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from .conftest import Run, environment
from .test_terminal import BLOCK, UPDATE, replayed

GUIDE = Path(__file__).parents[2] / "docs" / "writing-rules.md"


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """A folder with the metadata that installing the package of the guide writes."""
    pyproject = next(block["body"] for block in BLOCK.finditer(GUIDE.read_text(encoding="utf-8")))
    project = tomllib.loads(pyproject)["project"]
    metadata = tmp_path / "acme_lint_rules-1.0.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n"
    )
    points = [f"{name} = {value}" for name, value in project["entry-points"]["fastapi_lint.rules"].items()]
    (metadata / "entry_points.txt").write_text("\n".join(["[fastapi_lint.rules]", *points, ""]))
    return tmp_path


def test_the_package_of_the_guide_does_what_it_says(installed: Path, fastapi_lint: Run):
    def with_package(*arguments: str, env: dict[str, str], **options: object) -> subprocess.CompletedProcess[str]:
        return fastapi_lint(*arguments, env={**env, "PYTHONPATH": str(installed)}, **options)

    text = GUIDE.read_text(encoding="utf-8")
    seen = replayed(text, installed, with_package)
    if UPDATE:
        GUIDE.write_text(seen, encoding="utf-8")
    assert seen == text
    suites = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests"],
        cwd=installed,
        env=environment({"PYTHONPATH": str(installed)}),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert "4 passed" in suites.stdout, suites.stdout  # two cases, and both examples of the manual
