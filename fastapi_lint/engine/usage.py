"""Mistakes in how the tool was called or configured: exit code 2."""

from __future__ import annotations

from collections.abc import Sequence


class UsageError(ValueError):
    """One clear line on what was given and what is valid instead."""


class UnknownRule(UsageError):
    """A `selector` that no rule answers to."""

    def __init__(self, message: str, selector: str) -> None:
        super().__init__(message)
        self.selector = selector


def nearest(wrong: str, valid: Sequence[str]) -> str:
    """`; did you mean …?` if something valid is close, else nothing."""
    by_fold = {_folded(each): each for each in valid}
    import difflib  # noqa: PLC0415 - only where something is wrong

    close = difflib.get_close_matches(_folded(wrong), sorted(by_fold), n=1, cutoff=0.5)
    return f"; did you mean `{by_fold[close[0]]}`?" if close else ""


def _folded(name: str) -> str:
    """Without what the eye takes for the same: case, `O` and `0`, `l`, `I` and `1`."""
    return name.lower().translate(_ALIKE)


_ALIKE = str.maketrans("oli", "011")
