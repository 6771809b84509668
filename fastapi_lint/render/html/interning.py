"""Interning: what occurs often is written once and referred to by its number."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Generic, TypeVar

T = TypeVar("T", bound=Hashable)


class Table(Generic[T]):
    """Values in the order in which they were first seen."""

    def __init__(self) -> None:
        self._numbers: dict[T, int] = {}

    def __contains__(self, value: T) -> bool:
        return value in self._numbers

    def number(self, value: T) -> int:
        """The number of a value, from 0."""
        return self._numbers.setdefault(value, len(self._numbers))

    @property
    def values(self) -> list[T]:
        """The values by their numbers."""
        return list(self._numbers)
