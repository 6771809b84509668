"""Projects on disk, written from a mapping of paths to texts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes files below a fresh folder `project` and returns that folder."""

    def write_files(files: Mapping[str, str] | None = None, *empty: str) -> Path:
        root = tmp_path / "project"
        root.mkdir(exist_ok=True)
        for path, text in {**(files or {}), **dict.fromkeys(empty, "")}.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(text, "utf-8")
        return root

    return write_files
