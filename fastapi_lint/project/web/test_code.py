"""Which files are tests."""

from __future__ import annotations

_FOLDERS = frozenset({"test", "tests"})


def is_test_path(path: str) -> bool:
    """True for files in folders `test` and `tests`, `test_*.py`, `*_test.py` and `conftest.py`."""
    *folders, name = path.split("/")
    stem = name.removesuffix(".py")
    return not _FOLDERS.isdisjoint(folders) or stem.startswith("test_") or stem.endswith("_test") or stem == "conftest"
