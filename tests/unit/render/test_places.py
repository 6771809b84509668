"""Paths are shown so that a terminal can open them."""

from __future__ import annotations

from pathlib import Path

from fastapi_lint.render.places import prefix_to, shown_path


def test_the_prefix_leads_from_the_working_directory_to_the_root(tmp_path: Path):
    root = tmp_path / "services" / "shop"
    root.mkdir(parents=True)
    assert prefix_to(str(root), str(root)) == ""
    assert prefix_to(str(root), str(tmp_path)) == "services/shop"
    assert prefix_to(str(tmp_path), str(root)) == "../.."


def test_a_root_elsewhere_is_shown_in_full(tmp_path: Path):
    (tmp_path / "one").mkdir()
    (tmp_path / "other").mkdir()
    elsewhere = tmp_path.resolve() / "other"
    assert prefix_to(str(elsewhere), str(tmp_path / "one")) == elsewhere.as_posix()


def test_shown_paths_are_the_shortest():
    assert shown_path("app/main.py", "") == "app/main.py"
    assert shown_path("app/main.py", "services/shop") == "services/shop/app/main.py"
    assert shown_path("app/main.py", "..") == "../app/main.py"
