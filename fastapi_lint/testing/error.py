"""A suite that is wrong in itself: it could not fail, or nobody knows what it means."""

from __future__ import annotations


class SuiteError(ValueError):
    """What is wrong with a suite and on which line of its Markdown file (0: with the file as a whole)."""

    def __init__(self, path: str, line: int, message: str) -> None:
        super().__init__(f"{path}:{line}: {message}" if line else f"{path}: {message}")
