"""What requests use up, as plain data: what is made anew for each, and calls without an end."""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple

from fastapi_lint.model.effect import Effect, Hop
from fastapi_lint.model.role import Role
from fastapi_lint.model.rule import Place


class Given(IntEnum):
    """Where arguments come from: is the object that they make the same for each request?"""

    FIXED = 0  # literals, settings, globals
    UNKNOWN = 1  # attributes of an object, answers of a library
    PER_CALL = 2  # from the request, but it could as well be given to each call of the object
    PER_REQUEST = 3  # from the request, and it makes the object what it is


class Served(NamedTuple):
    """A place in what serves requests: how they come there.

    `role` is the part of the definition around it, `chain` leads there from the entry point, whose part is `entry`;
    `doubts` and `conditions` on it are counted as in `Effect`.
    """

    place: Place
    role: Role
    entry: Role
    on_loop: bool
    chain: tuple[Hop, ...]
    doubts: int = 0
    conditions: int = 0


class MadeView(NamedTuple):
    """A call that makes, for each request, what is meant to be made once."""

    callee: str
    kind: str  # "client", "engine", "threads", "processes"
    holds: str
    given: Given
    in_loop: bool
    waits_on_exit: bool  # `with` around it in a coroutine
    served: Served


class WaitView(NamedTuple):
    """A call in what serves requests that waits without a limit, or up to `seconds` if that is not None.

    `is_explicit`: the code says `timeout=None`. `through`: the parameter that could give the limit, and is not given it
    on the way by which requests come here.
    """

    callee: str
    keyword: str
    seconds: float | None
    waits_for: str
    is_explicit: bool
    through: str
    served: Served


class OffloadView(NamedTuple):
    """A call in a coroutine that hands to a thread what holds the GIL all the time, so that the loop stalls as before.

    `through` is the function of the project that is handed over, `` for the library's own; `is_whole`: that does
    nothing else that is not known. `from_request`: a request decides how large it is.
    """

    effect: Effect
    through: str
    is_whole: bool
    from_request: bool
    is_reached: bool
    role: Role
    place: Place
