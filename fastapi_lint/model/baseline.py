"""What a baseline holds, and what a run says of it."""

from __future__ import annotations

from typing import NamedTuple


class Entry(NamedTuple):
    """What a baseline knows: so many findings of one identity in one file.

    `source` is what is written there, shortened, for people. `line` is that of the entry in the baseline's file, 0
    before it is written.
    """

    path: str
    function: str
    code: str
    identity: str
    source: str
    message: str
    times: int = 1
    line: int = 0


class Baseline(NamedTuple):
    """The baseline of a run: its file (relative to the root if it lies within).

    What is `stale` was looked for and is no longer found, what is `unjudged` was not looked for; an entry of which some
    are found is here with those `times` that are not.
    """

    path: str
    stale: tuple[Entry, ...] = ()
    unjudged: tuple[Entry, ...] = ()
