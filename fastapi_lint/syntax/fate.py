"""Fates: what becomes of the value of an expression, as far as the definition around it tells."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import libcst as cst

KEPT = "kept"  # handed on, stored, or put to some use that cannot be judged here
AWAITED = "awaited"
DROPPED = "dropped"
BOUND = "bound"
RETURNED = "returned"


class Fate(NamedTuple):
    """What becomes of a value.

    `kind` is "kept", "awaited", "dropped", "returned", "yielded", "bound" (to the local `name`, with `uses`: what
    becomes of it wherever that name is read afterwards), "argument" (of the call `node`), or what is done to it there
    and then: "tested", "compared", "attribute" (`name`), "item", "formatted", "operated", "iterated", "entered",
    "unpacked".
    """

    kind: str
    name: str = ""
    node: cst.CSTNode | None = None
    uses: tuple[Fate, ...] = ()
    goes_on: bool = False  # the definition awaits or yields after that, so that it keeps the name alive meanwhile
    replaces: bool = False  # the name was that of an awaited result, from which the new value is made: `x = f(x)`
