"""The terms in which a crash is told: what other modules of the engine hand to and get from `run.attempt`."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, Protocol, TypeVar

T = TypeVar("T")


class Crash(NamedTuple):
    """An exception that code of a rule raised: its type and message, where it was raised, and the whole traceback."""

    error: str
    origin: str  # `file.py:12`, the innermost frame
    traceback: str


class Attempt(Protocol):
    """Runs an action; what it raises is a value. `run.attempt` is the only implementation of the product."""

    def __call__(self, action: Callable[[], T]) -> T | Crash:
        """What the action returns, or its crash."""
        ...
