"""Paths are shown so that a terminal can open them."""

from __future__ import annotations

from pathlib import Path

import pytest

from fastapi_lint.render.places import standpoint


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project in a folder of a bigger repository."""
    (tmp_path / "services" / "shop" / "app" / "routers").mkdir(parents=True)
    (tmp_path / "elsewhere").mkdir()
    return tmp_path.resolve() / "services" / "shop"


@pytest.mark.parametrize(
    ("working_directory", "shown"),
    [
        (".", "app/main.py"),
        ("../..", "services/shop/app/main.py"),
        ("app", "main.py"),
        ("app/routers", "../main.py"),
    ],
    ids=["root", "above", "below", "beside"],
)
def test_paths_are_shown_from_the_working_directory(root: Path, working_directory: str, shown: str):
    assert standpoint(str(root), str(root / working_directory)).path("app/main.py") == shown


def test_paths_are_shown_in_full_from_elsewhere(root: Path):
    elsewhere = str(root / "../../elsewhere")
    assert standpoint(str(root), elsewhere).path("app/main.py") == f"{root.as_posix()}/app/main.py"


def test_a_path_outside_the_root_is_in_full_already(root: Path):
    assert standpoint(str(root), str(root / "app")).path("/etc/app.py") == "/etc/app.py"
