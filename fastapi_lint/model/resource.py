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
    kind: str  # "client", "engine", "threads", "processes", "compiled", "loaded"
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


class EngineView(NamedTuple):
    """An engine whose pool gives fewer connections than there are threads that hold one during a request.

    `holders` are the dependencies that hold a session; `is_theirs`: it is known that it is one of this engine.
    `is_only`: there is no other. `may_be_sqlite`: the code around it speaks of SQLite as well.
    """

    connections: int
    threads: int
    holders: tuple[str, ...]
    is_theirs: bool
    is_only: bool
    may_be_sqlite: bool
    place: Place


class ChunksView(NamedTuple):
    """A synchronous iterator behind a streaming response that gives little at a time: `pieces`, in words.

    `is_direct`: it is given to the response as it is; else a generator yields the pieces.
    """

    pieces: str
    is_direct: bool
    place: Place


class HopView(NamedTuple):
    """A dependency that runs in a worker thread and does nothing that takes time."""

    name: str
    is_class: bool
    place: Place


class LazyLoadView(NamedTuple):
    """A read in a coroutine that runs SQL behind its back.

    `kind`: "relationship" for one that its query did not load, "expired" for an attribute after a commit, "returned"
    for an object that FastAPI reads after a commit. `is_near`: the query stands in the same function.
    """

    kind: str
    model: str
    name: str
    attribute: str
    is_async_session: bool
    is_near: bool
    is_reached: bool
    role: Role
    place: Place


class RepeatedView(NamedTuple):
    """A call in a loop that asks a server once for each element.

    `query` is what asks, `of` a "database" or a "service"; `instead` says how many are asked for at a time. `source` is
    "request" where the loop turns over what a request sends, "rows" where that is what a query gave; `over` is how
    that is written. `conditions` on the way to the query are counted as in `Effect`, `chain` leads there from the call.
    """

    call: str  # `get_user(…)`
    query: str  # `sqlalchemy.orm.Session.get`
    of: str
    instead: str
    source: str
    over: str
    conditions: int
    chain: tuple[Hop, ...]
    served: Served
