"""What a call does to its thread (DESIGN §2)."""

from __future__ import annotations

from enum import Enum, Flag, StrEnum, auto
from typing import NamedTuple

from msgspec import Struct


class Thread(Flag):
    """Where a body runs. A body can run on several threads."""

    NONE = 0
    LOOP = auto()  # the event loop of a server
    POOL = auto()  # AnyIO's worker threads, 40 tokens by default
    STARTUP = auto()  # lifespan and startup, before requests are served
    PROCESS = auto()  # another process
    SCRIPT = auto()  # an event loop outside a server: command lines, tests

    @property
    def label(self) -> str:
        """The name of the most demanding thread, as reports show it."""
        for member in (Thread.LOOP, Thread.POOL, Thread.STARTUP, Thread.PROCESS, Thread.SCRIPT):
            if member in self:
                return str(member.name).lower()
        return "unknown"


class EffectKind(StrEnum):
    """What a leaf does. All wait for something, but for `CPU`, which burns, and the two that fail.

    `NESTED_LOOP` starts a loop and so fails where one runs; `NEEDS_LOOP` fails where none does.
    """

    NETWORK = "network"
    DATABASE = "database"
    DISK = "disk"
    SLEEP = "sleep"
    LOCK = "lock"
    SUBPROCESS = "subprocess"
    DNS = "dns"
    STDIN = "stdin"
    CPU = "cpu"
    NESTED_LOOP = "nested-loop"
    NEEDS_LOOP = "needs-loop"

    @property
    def burns(self) -> bool:
        """True if the time goes into computing, not into waiting."""
        return self is EffectKind.CPU

    @property
    def fails(self) -> bool:
        """True if it neither waits nor burns but raises `RuntimeError`: on a loop's thread, or on any other."""
        return self in (EffectKind.NESTED_LOOP, EffectKind.NEEDS_LOOP)


class Offload(StrEnum):
    """What takes a leaf off the event loop (research/needs.md §0.4: a thread does not help where the GIL is held)."""

    THREAD = "thread"
    PROCESS = "process"
    NONE = "none"


class Tier(int, Enum):
    """How long a leaf takes by nature. 1: unbounded or >= 50 ms; 2: 10-500 ms by size; 3: 1-10 ms; 4: < 1 ms."""

    ONE = 1
    TWO = 2
    THREE = 3
    FOUR = 4


class Leaf(Struct, frozen=True):
    """A library call (or a loop of the project's own) that blocks or burns.

    `name` is the public dotted name (`requests.get`); `twin` the awaitable that replaces it, if one is known;
    `remedy` is free text for where there is none; `unless` are the arguments that make it harmless.
    """

    name: str
    kind: EffectKind
    tier: Tier
    offload: Offload
    library: str = "stdlib"
    twin: str | None = None
    remedy: str | None = None
    note: str | None = None
    size_dependent: bool = False  # harmless on small input: only counts with input that a request can grow
    format: str = ""  # the data format that it parses or writes ("json"), if any
    writes: bool = False  # it writes that format: what makes it slow is the data at hand, not what a client sent
    from_request: bool = False  # a loop or recursion whose number of turns a request decides
    own_loop: bool = False  # it waits for the very event loop on which it is called, and so never ends
    drop_in: bool = False  # the twin can take its place as it stands
    is_limited: bool = False  # the wait ends by itself within a minute, because the call or its library says so
    may_end_early: bool = False  # a loop with a `break`, `return` or `raise`: its number of turns is an upper bound

    @property
    def is_thread_lock(self) -> bool:
        """True for entering `with lock:`, a lock among threads; files' locks and executors that wait are others."""
        return self.kind is EffectKind.LOCK and self.library == "stdlib" and self.name.endswith(".__enter__")


class Hop(NamedTuple):
    """One step of a witness: in `function`, at this place, `call` is made (source text, shortened)."""

    path: str
    line: int
    column: int
    function: str
    call: str


class Effect(Struct, frozen=True):
    """A leaf together with the shortest chain of calls that reaches it.

    `witness` runs from the place where the effect is looked at to the leaf's own call (the last hop). `doubts` counts
    the calls on it whose callee is one of several that the types leave open, `conditions` the functions on it that go
    on under a condition only (a condition that is hardly ever met counts four times). `also` are a few other leaves
    that the same place reaches, of this and other kinds, gravest first; these have no `also` of their own.
    """

    leaf: Leaf
    witness: tuple[Hop, ...]
    doubts: int = 0
    conditions: int = 0
    also: tuple[Effect, ...] = ()

    @property
    def waits_for_io(self) -> bool:
        """True for network, database, disk, subprocess and name look-ups."""
        return self.leaf.kind in _IO

    @property
    def is_direct(self) -> bool:
        """True if the leaf is called at the place itself, through no function of the project."""
        return len(self.witness) <= 1


_IO = frozenset({EffectKind.NETWORK, EffectKind.DATABASE, EffectKind.DISK, EffectKind.SUBPROCESS, EffectKind.DNS})
