"""Effects: what calling each unit does to its thread, spread from the leaves to everything that calls them.

For every unit and kind of effect the gravest leaf is kept, by the shortest chain (of several, by the one that runs
first in its unit, then by the unit's name). That is one search
from all leaves at once, backwards along calls that run on the caller's own thread: linear in calls, and recursion needs
no special care, since no unit is settled twice for one kind.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from fastapi_lint.model.effect import Effect, EffectKind, Hop, Leaf, Tier
from fastapi_lint.project.callbacks import SAME
from fastapi_lint.project.callgraph import CallGraph, Step
from fastapi_lint.project.text import call_text, text_of
from fastapi_lint.project.units import Unit


class Reason(NamedTuple):
    """Why a unit has an effect: at `step` it reaches the leaf, directly or through `through`."""

    leaf: Leaf
    distance: int
    step: Step
    through: Unit | None


class Effects:
    """The effects of units and of single steps."""

    def __init__(self, graph: CallGraph, leaves: Mapping[Unit, list[tuple[Step, Leaf]]]) -> None:
        self._reasons: dict[Unit, dict[EffectKind, Reason]] = {}
        callers = self._callers(graph)
        queue: list[tuple[int, int, str, int, Unit, Reason]] = []
        tick = 0
        for unit in sorted(leaves, key=lambda u: u.id):
            for step, leaf in sorted(leaves[unit], key=lambda entry: _end_of(unit, entry[0])):
                if leaf.tier is not Tier.FOUR:
                    reason = Reason(leaf, 1, step, None)
                    heapq.heappush(queue, (leaf.tier.value, 1, unit.id, tick, unit, reason))
                    tick += 1
        while queue:
            tier, distance, _, _, unit, reason = heapq.heappop(queue)
            known = self._reasons.setdefault(unit, {})
            if reason.leaf.kind in known:
                continue
            known[reason.leaf.kind] = reason
            if unit.is_async:
                continue  # its callers await it: it answers for itself
            for caller, step in callers.get(unit, ()):
                if reason.leaf.kind not in self._reasons.get(caller, {}):
                    further = Reason(reason.leaf, distance + 1, step, unit)
                    heapq.heappush(queue, (tier, distance + 1, caller.id, tick, caller, further))
                    tick += 1

    @staticmethod
    def _callers(graph: CallGraph) -> dict[Unit, list[tuple[Unit, Step]]]:
        callers: dict[Unit, list[tuple[Unit, Step]]] = {}
        for unit, steps in graph.steps.items():
            for step in steps:
                for edge in step.edges:
                    if edge.thread == SAME and not edge.target.is_async:
                        callers.setdefault(edge.target, []).append((unit, step))
        return callers

    def of_unit(self, unit: Unit) -> Mapping[EffectKind, Reason]:
        """The gravest reason of each kind."""
        return self._reasons.get(unit, {})

    def of_step(self, unit: Unit, step: Step, leaves: Iterable[Leaf]) -> tuple[Effect, ...]:
        """What one step does to its thread, one effect a kind, gravest first, each with its witness."""
        best: dict[EffectKind, tuple[Leaf, int, Unit | None]] = {}
        for leaf in leaves:
            best.setdefault(leaf.kind, (leaf, 0, None))
        for edge in step.edges:
            if edge.thread != SAME or edge.target.is_async:
                continue
            for kind, reason in self.of_unit(edge.target).items():
                rank = (reason.leaf.tier.value, reason.distance, reason.leaf.name, edge.target.id)
                known = best.get(kind)
                if known is None or rank < (
                    known[0].tier.value,
                    known[1],
                    known[0].name,
                    known[2].id if known[2] else "",
                ):
                    best[kind] = (reason.leaf, reason.distance, edge.target)
        ordered = sorted(best.values(), key=lambda entry: (entry[0].tier.value, entry[1], entry[0].name))
        return tuple(Effect(leaf, self._witness(unit, step, leaf, through)) for leaf, _, through in ordered)

    def _witness(self, unit: Unit, step: Step, leaf: Leaf, through: Unit | None) -> tuple[Hop, ...]:
        hops = [hop_of(unit, step)]
        seen = {unit}
        while through is not None and through not in seen:
            seen.add(through)
            reason = self._reasons[through][leaf.kind]
            hops.append(hop_of(through, reason.step))
            through = reason.through
        return tuple(hops)


def _end_of(unit: Unit, step: Step) -> tuple[int, int]:
    """Where a step ends: `open(x).read()` runs `open` first, and that ends first. A loop counts from its start."""
    body = unit.scope.definition.body
    if step.kind == "call":
        span = body.calls[step.number].span
    elif step.kind == "context":
        span = body.contexts[step.number].span
    elif step.kind == "read":
        span = body.reads[step.number].span
    elif step.kind == "loop":
        span = body.blocks[step.number].span
        return span.line, span.column
    else:
        span = unit.scope.definition.span
    return span.end_line, span.end_column


def hop_of(unit: Unit, step: Step) -> Hop:
    """A step as a hop of a witness: where it stands and what is written there."""
    scope = unit.scope
    body = scope.definition.body
    if step.kind == "call":
        span, text = body.calls[step.number].span, call_text(scope, step.number)
    elif step.kind == "context":
        context = body.contexts[step.number]
        span, text = context.span, f"with {text_of(context.manager, scope)}"
    elif step.kind == "read":
        read = body.reads[step.number]
        span, text = read.span, text_of(read.expression, scope)
    elif step.kind == "loop":
        block = body.blocks[step.number]
        span, text = block.span, f"{_KEYWORDS.get(str(block.kind), 'for')} {text_of(block.expression, scope)}"
    else:
        span, text = scope.definition.span, f"{scope.definition.name}(…)"
    return Hop(scope.module.path, span.line, span.column, unit.name, text)


_KEYWORDS = {"while": "while", "for": "for … in", "async-for": "for … in", "comprehension": "for … in"}
