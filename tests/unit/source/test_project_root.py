"""Where the project begins."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from fastapi_lint.source.project_root import find_root

Write = Callable[..., Path]


@pytest.mark.parametrize("mark", ["fastapi-lint.toml", "pyproject.toml", ".git/HEAD"])
def test_nearest_folder_with_a_mark(write: Write, mark: str) -> None:
    root = write({}, mark, "app/api/routes.py")
    assert find_root([Path("app/api/routes.py")], root) == root
    assert find_root([], root / "app/api") == root


def test_the_nearer_mark_counts(write: Write) -> None:
    root = write({}, ".git/HEAD", "services/api/pyproject.toml", "services/api/app/main.py")
    assert find_root([root / "services/api/app"]) == root / "services/api"


def test_several_paths_have_a_common_root(write: Write) -> None:
    root = write({}, ".git/HEAD", "one/pyproject.toml", "one/a.py", "two/b.py")
    assert find_root([root / "one/a.py", root / "two"]) == root


def test_without_a_mark_the_common_folder(write: Write) -> None:
    root = write({}, "pkg/a.py", "pkg/b/c.py")
    assert find_root([root / "pkg/a.py", root / "pkg/b"]) == root / "pkg"


def test_paths_need_not_exist_and_may_lead_up(write: Write) -> None:
    root = write({}, "pyproject.toml", "app/x.py")
    assert find_root([Path("../new/main.py")], root / "app") == root
