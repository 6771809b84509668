"""Worst effects: the gravest leaf that a unit reaches on its own thread, coroutines that it awaits included.

`effects.py` answers for one body at a time, since findings stand in the last coroutine. Here the question is what a
handler does to its thread all in all, so the search also goes through coroutines.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from fastapi_lint.model.effect import Leaf, Tier
from fastapi_lint.model.route import WorstEffect
from fastapi_lint.project.flow.callbacks import SAME
from fastapi_lint.project.flow.callgraph import CallGraph, Step
from fastapi_lint.project.flow.effects import hop_of
from fastapi_lint.project.flow.units import Unit


class _Found(NamedTuple):
    """A leaf, the number of calls to it, and the step that makes the last of them."""

    rank: tuple[int, int, str, str]
    leaf: Leaf
    unit: Unit
    step: Step


class WorstEffects:
    """The gravest leaf of every unit, by the shortest way: one search backwards from all leaves at once."""

    def __init__(self, graph: CallGraph, leaves: Mapping[Unit, list[tuple[Step, Leaf]]]) -> None:
        self._found: dict[Unit, _Found] = {}
        callers: dict[Unit, list[Unit]] = {}
        for unit, steps in graph.steps.items():
            for step in steps:
                for edge in step.edges:
                    if edge.thread == SAME:
                        callers.setdefault(edge.target, []).append(unit)
        self._spread(callers, leaves)

    def _spread(self, callers: Mapping[Unit, list[Unit]], leaves: Mapping[Unit, list[tuple[Step, Leaf]]]) -> None:
        tick = 0
        queue: list[tuple[tuple[int, int, str, str], int, Unit, _Found]] = []
        for unit, own in leaves.items():
            for step, leaf in own:
                if leaf.tier is not Tier.FOUR:
                    found = _Found((leaf.tier.value, 1, leaf.name, unit.id), leaf, unit, step)
                    queue.append((found.rank, tick, unit, found))
                    tick += 1
        heapq.heapify(queue)
        while queue:
            rank, _, unit, found = heapq.heappop(queue)
            if unit in self._found:
                continue
            self._found[unit] = found._replace(rank=rank)
            for caller in callers.get(unit, ()):
                if caller not in self._found:
                    further = (rank[0], rank[1] + 1, rank[2], rank[3])
                    heapq.heappush(queue, (further, tick, caller, found))
                    tick += 1

    def of(self, units: Iterable[Unit]) -> WorstEffect | None:
        """The gravest effect of these units together; None if none is known."""
        found = [self._found[unit] for unit in units if unit in self._found]
        if not found:
            return None
        worst = min(found, key=lambda one: one.rank)
        hop = hop_of(worst.unit, worst.step)
        return WorstEffect(str(worst.leaf.kind), worst.leaf.tier.value, worst.leaf.name, hop.path, hop.line)
