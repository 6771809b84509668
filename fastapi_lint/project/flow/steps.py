"""Steps and edges: what a call graph is made of."""

from __future__ import annotations

from typing import NamedTuple

from fastapi_lint.model.effect import Leaf
from fastapi_lint.project.flow.units import Unit


class Edge(NamedTuple):
    """Something a unit does that runs another unit. `thread` is one of `catalog.entries.RunsOn`.

    `is_certain` is False where this is one of several callees that the types leave open.
    """

    target: Unit
    thread: str
    is_certain: bool = True


class Step(NamedTuple):
    """A place in a unit and what happens there: edges into the project, leaves of libraries.

    `kind` and `number` name the place among the facts of the definition: the n-th `call`, `context`, `read` or
    `operation`, or the `loop` whose block has this number.
    """

    kind: str
    number: int
    block: int
    edges: tuple[Edge, ...]
    leaves: tuple[Leaf, ...]
