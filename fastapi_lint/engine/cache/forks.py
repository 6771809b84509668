"""Whether processes were forked off of which it is not known for which bodies they asked."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

_unknown: list[int] = []


def watch() -> None:
    """From here on forks count."""
    _unknown.clear()


def are_told_of() -> bool:
    """True if no process was forked off but those that tell for which bodies they ask."""
    return not _unknown


@contextmanager
def telling() -> Iterator[None]:
    """What is forked off within tells for which bodies it asks."""
    before = len(_unknown)
    try:
        yield
    finally:
        del _unknown[before:]


if hasattr(os, "register_at_fork"):
    os.register_at_fork(before=lambda: _unknown.append(1))
