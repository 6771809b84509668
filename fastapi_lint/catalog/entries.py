"""The answers of a catalogue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Self

from msgspec import Struct

from fastapi_lint.model.effect import Leaf


class Source(str):
    """An argument that is not a literal, as its source text (`os.WNOHANG`), with the library classes it can be of."""

    __slots__ = ("types",)
    types: tuple[str, ...]

    def __new__(cls, text: str, types: tuple[str, ...] = ()) -> Self:
        """The text, with types where these are known."""
        source = super().__new__(cls, text)
        source.types = types
        return source


_MISSING = Source("")


class RunsOn(StrEnum):
    """Where a callable runs that is handed to another one."""

    POOL = "pool"  # a worker thread
    PROCESS = "process"  # another process, or an interpreter with a lock of its own
    LOOP = "loop"  # the event loop's thread
    OWN = "own"  # an event loop that is made here and now, on the caller's thread
    SAME = "same"  # here and now, or wherever the result is called
    ELSEWHERE = "elsewhere"  # outside of what serves requests: a thread of its own, a task queue


class Condition(Struct, frozen=True):
    """A value of one argument that makes a call harmless.

    The argument is the one at `position` (the receiver is not counted) or called `keyword`. It must `==` the literal
    `equals`, or be a number `below` another, or be written as the `name` (`None`; `os.WNOHANG`, however it is imported
    and even if it is one of several joined by `|`), or be of a library's class, the `type`, or, with `absent`, not be
    given at all.
    """

    keyword: str | None = None
    position: int | None = None
    equals: bool | int | float | str | None = None
    name: str | None = None
    type: str | None = None
    absent: bool = False
    below: int | float | None = None

    def is_met(self, positional: Sequence[object], keywords: Mapping[str, object], *, spread: bool = False) -> bool:
        """True if the call's arguments satisfy the condition: literals as values, everything else as `Source`.

        With `spread` there may be more arguments than those, out of `*args` or `**kwargs`.
        """
        argument: object = _MISSING
        if self.position is not None and self.position < len(positional):
            argument = positional[self.position]
        elif self.keyword is not None:
            argument = keywords.get(self.keyword, _MISSING)
        if argument is _MISSING:
            return self.absent and not spread
        if self.name is not None:
            return _last(self.name) in map(_last, str(argument).split(" | "))
        if self.type is not None:
            return isinstance(argument, Source) and argument.types == (self.type,)
        if self.below is not None:
            return isinstance(argument, int | float) and argument < self.below
        return not self.absent and not isinstance(argument, Source) and argument == self.equals


def _last(name: str) -> str:
    return name.rpartition(".")[2]


class LeafEntry(Struct, frozen=True):
    """A leaf, and the arguments that make it harmless."""

    leaf: Leaf
    unless: tuple[Condition, ...] = ()

    def is_harmless(
        self, positional: Sequence[object], keywords: Mapping[str, object], *, spread: bool = False
    ) -> bool:
        """True if one of the conditions is met; see `Condition.is_met` for the form of the arguments."""
        return any(condition.is_met(positional, keywords, spread=spread) for condition in self.unless)


class RunsEntry(Struct, frozen=True):
    """How something runs the callable that it is given.

    The callable is the positional `argument` (the receiver is not counted), or the argument called `keyword`, or with
    `receiver` the object whose method this is (`task.delay()`). With `wraps` it is not run: the result is a callable
    that, when called, runs it on `thread`. `executor` is the position of an argument whose class has the last word on
    the thread (`loop.run_in_executor(process_pool, f)`).
    """

    thread: RunsOn
    argument: int | None = None
    keyword: str | None = None
    receiver: bool = False
    wraps: bool = False
    executor: int | None = None


class PoolEntry(Struct, frozen=True):
    """Something that is meant to be made once: it `holds` connections, threads or what took long to make, in words.

    Arguments in `shared` say that these come from elsewhere. Those in `per_call` can be given to each call instead, so
    they are no reason for an object of one's own. Without one of `only_with` it holds nothing.
    """

    name: str
    library: str
    holds: str
    kind: str = "client"  # "client", "engine", "threads", "processes", "compiled", "loaded"
    shared: frozenset[str] = frozenset()
    per_call: frozenset[str] = frozenset()
    only_with: frozenset[str] = frozenset()


class TimeoutEntry(Struct, frozen=True):
    """A call that waits for the network: the argument that limits that, and how long it waits without.

    `seconds` is None where it waits for ever. A call of one of `set_by`, anywhere in the project, sets another default;
    so does the argument where it is given to one of `given_by`, the makers of what the call is a method of.
    """

    name: str
    library: str
    keyword: str = "timeout"
    position: int | None = None
    seconds: float | None = None
    set_by: tuple[str, ...] = ()
    given_by: tuple[str, ...] = ()
    waits_for: str = "the network"


class QueryEntry(Struct, frozen=True):
    """A call that asks a server once; `instead` says how many are asked for at a time. `of`: "database", "service"."""

    name: str
    library: str
    instead: str
    of: str = "database"
