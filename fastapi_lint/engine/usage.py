"""Mistakes in how the tool was called or configured: exit code 2."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi_lint.model.nearest import nearest


class UsageError(ValueError):
    """One clear line on what was given and what is valid instead."""


class UnknownRule(UsageError):
    """A `selector` that no rule answers to."""

    def __init__(self, message: str, selector: str) -> None:
        super().__init__(message)
        self.selector = selector


def did_you_mean(wrong: str, valid: Sequence[str]) -> str:
    """`; did you mean …?` if something valid is close, else nothing."""
    near = nearest(wrong, valid, cutoff=0.5)
    return f"; did you mean `{near}`?" if near else ""
