"""Which files are tests."""

from __future__ import annotations

from functools import lru_cache

_FOLDERS = frozenset({"test", "tests"})


@lru_cache(maxsize=8192)  # asked again and again of the same files
def is_test_path(path: str) -> bool:
    """True for files in folders `test` and `tests`, `test_*.py`, `*_test.py` and `conftest.py`."""
    *folders, name = path.split("/")
    stem = name.removesuffix(".py")
    return not _FOLDERS.isdisjoint(folders) or stem.startswith("test_") or stem.endswith("_test") or stem == "conftest"
