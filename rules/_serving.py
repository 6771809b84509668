"""Sentences and judgements that the rules on what requests use up share."""

from __future__ import annotations

from fastapi_lint.api import CALLED_FOR_REQUESTS, Confidence, Role, Served

_SELDOM = Role.WEBSOCKET | Role.BACKGROUND_TASK
_LEVELS = (Confidence.HIGH, Confidence.MEDIUM, Confidence.LOW)


def where(served: Served) -> str:
    """`in handler `f``, `in `f`, which requests reach`."""
    name = served.place.function.rpartition(".")[2] or "a module"
    if served.role & CALLED_FOR_REQUESTS:
        return f"in {served.role.label} `{name}`"
    return f"in `{name}`, which a {served.entry.label} reaches"


def how_often(served: Served) -> str:
    """For each what a body runs anew."""
    if served.entry & Role.WEBSOCKET:
        return "every connection"
    return "every background task" if served.entry & Role.BACKGROUND_TASK else "every request"


def sureness(served: Served, doubts: int = 0) -> Confidence:
    """High where the types leave no doubt on the way there, less for each doubt and where it is hardly ever taken."""
    steps = doubts + 2 * served.doubts + (served.conditions > 3) + bool(served.entry & _SELDOM)
    return _LEVELS[min(steps, 2)]
