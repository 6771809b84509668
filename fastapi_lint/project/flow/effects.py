"""Effects: what calling each unit does to its thread, spread from the leaves to everything that calls them.

For every unit and kind of effect a few leaves are kept, the one to report first: what the types leave no doubt about
before the rest, then the gravest, by the shortest chain (of several, by the one that runs first in its unit, then by
the unit's name). That is one search from all leaves at once, backwards along calls that run on the caller's own thread:
linear in calls, and recursion needs no special care, since no unit is settled twice for one leaf, nor for more than
`_KEPT` leaves of a kind.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from itertools import count
from typing import NamedTuple, TypeAlias

from fastapi_lint.model.effect import Effect, EffectKind, Hop, Leaf, Tier
from fastapi_lint.project.flow.callbacks import SAME
from fastapi_lint.project.flow.callgraph import CallGraph
from fastapi_lint.project.flow.conditions import may_have_ended, refused_keywords, weight
from fastapi_lint.project.flow.requirements import Requirement, carried, requirements
from fastapi_lint.project.flow.steps import Edge, Step
from fastapi_lint.project.flow.text import call_text, text_of
from fastapi_lint.project.flow.units import Unit

_KEPT = 6
"""Leaves of a kind that a unit remembers. More would cost time, and nobody reads on."""

_ALSO = 8
"""Further leaves that are told of one step."""


class Source(NamedTuple):
    """Where a leaf is called: the same for all chains that end there."""

    unit: Unit
    kind: str
    number: int
    leaf: str


class Reason(NamedTuple):
    """Why a unit has an effect: at `step` it reaches the leaf at `source`, directly or through `through`.

    `doubts` and `conditions` are those of `model.effect.Effect`, this unit included; `required` is what the unit's own
    parameters must be like.
    """

    source: Source
    leaf: Leaf
    distance: int
    step: Step
    through: Unit | None
    doubts: int = 0
    conditions: int = 0
    required: frozenset[Requirement] = frozenset()


Rank: TypeAlias = tuple[bool, int, int, int, int, str]


class Effects:
    """The effects of units and of single steps.

    `passes(unit, step, leaf)` tells whether a leaf that only matters on large input is handed large input at a step.
    """

    def __init__(
        self,
        graph: CallGraph,
        leaves: Mapping[Unit, list[tuple[Step, Leaf]]],
        passes: Callable[[Unit, Step, Leaf], bool],
    ) -> None:
        self._reasons: dict[Unit, dict[Source, Reason]] = {}
        self._kept: dict[tuple[Unit, EffectKind], int] = {}
        self._passes = passes
        self._required: dict[tuple[Unit, int], frozenset[Requirement]] = {}
        self._refused: dict[tuple[Unit, int], frozenset[str]] = {}
        self._callers = self._find_callers(graph)
        self._queue: list[tuple[Rank, int, Unit, Reason]] = []
        self._tick = count()
        for unit in sorted(leaves, key=lambda u: u.id):
            for step, leaf in sorted(leaves[unit], key=lambda entry: _end_of(unit, entry[0])):
                if leaf.tier is not Tier.FOUR:
                    conditions = _weight(unit, step, leaf)
                    source = Source(unit, step.kind, step.number, leaf.name)
                    required = self._required_by(unit, step)
                    self._push(unit, Reason(source, leaf, 1, step, None, 0, conditions, required))
        while self._queue:
            _, _, unit, reason = heapq.heappop(self._queue)
            self._settle(unit, reason)

    def _push(self, unit: Unit, reason: Reason) -> None:
        heapq.heappush(self._queue, (self._rank(unit, reason), next(self._tick), unit, reason))

    def _rank(self, unit: Unit, reason: Reason) -> Rank:
        """What is sure comes first, then the gravest, the least conditional, the shortest; ties by name."""
        conditions = min(reason.conditions, 2)
        return (reason.doubts > 0, bool(reason.required), reason.leaf.tier.value, conditions, reason.distance, unit.id)

    def _settle(self, unit: Unit, reason: Reason) -> None:
        if self._is_settled(unit, reason):
            return
        self._reasons.setdefault(unit, {})[reason.source] = reason
        key = (unit, reason.leaf.kind)
        self._kept[key] = self._kept.get(key, 0) + 1
        if unit.is_async:
            return  # its callers await it: it answers for itself
        for caller, step, edge in self._callers.get(unit, ()):
            required = None if self._is_settled(caller, reason) else self._carried(caller, step, unit, reason)
            if required is None:
                continue
            self._push(
                caller,
                reason._replace(
                    distance=reason.distance + 1,
                    step=step,
                    through=unit,
                    doubts=reason.doubts + (not edge.is_certain),
                    conditions=reason.conditions + _weight(caller, step, reason.leaf),
                    required=required | self._required_by(caller, step),
                ),
            )

    def _is_settled(self, unit: Unit, reason: Reason) -> bool:
        """True if the unit knows this leaf, or as many of its kind as are kept: of what is much in doubt only one."""
        kept = self._kept.get((unit, reason.leaf.kind), 0)
        if kept and (kept >= _KEPT or reason.doubts > 1):
            return True
        return reason.source in self._reasons.get(unit, ())

    def _carried(self, caller: Unit, step: Step, target: Unit, reason: Reason) -> frozenset[Requirement] | None:
        """What the caller's parameters must be like for the reason to hold for it too; None if it does not hold.

        It holds if the caller gives large input where that matters, and no literal that keeps the callee from the leaf.
        """
        if not self._passes(caller, step, reason.leaf):
            return None
        refused = self._refused_of(target, reason.step)
        if step.kind != "call" or not (reason.required or refused):
            return frozenset()
        call = caller.scope.definition.body.calls[step.number]
        if any(keyword in refused for keyword, _ in call.keywords):
            return None
        return carried(reason.required, call, caller.scope, target.scope)

    def _refused_of(self, unit: Unit, step: Step) -> frozenset[str]:
        line = _end_of(unit, step)[0]
        if (unit, line) not in self._refused:
            self._refused[unit, line] = refused_keywords(unit.scope, line)
        return self._refused[unit, line]

    def _required_by(self, unit: Unit, step: Step) -> frozenset[Requirement]:
        key = (unit, step.block)
        if key not in self._required:
            self._required[key] = requirements(unit.scope, step.block)
        return self._required[key]

    @staticmethod
    def _find_callers(graph: CallGraph) -> dict[Unit, list[tuple[Unit, Step, Edge]]]:
        callers: dict[Unit, list[tuple[Unit, Step, Edge]]] = {}
        for unit, steps in graph.steps.items():
            for step in steps:
                for edge in step.edges:
                    if edge.thread == SAME and not edge.target.is_async:
                        callers.setdefault(edge.target, []).append((unit, step, edge))
        return callers

    def of_unit(self, unit: Unit) -> Iterable[Reason]:
        """Why the unit has effects, of each kind what to report first before the rest."""
        return self._reasons.get(unit, {}).values()

    def chain(self, unit: Unit, reason: Reason) -> tuple[tuple[Unit, Step], ...]:
        """The steps that lead from a unit to the leaf of one of its reasons, with the units that take them."""
        found = [(unit, reason.step)]
        seen = {unit}
        through = reason.through
        while through is not None and through not in seen:
            seen.add(through)
            on = self._reasons[through][reason.source]
            found.append((through, on.step))
            through = on.through
        return tuple(found)

    def of_step(self, unit: Unit, step: Step, leaves: Iterable[Leaf]) -> tuple[Effect, ...]:
        """What one step does to its thread, one effect a kind, gravest first, each with its witness.

        What else the step reaches is told with each effect (`Effect.also`).
        """
        ranked = [
            ((False, 0, leaf.tier.value, 0, 0, leaf.name), Effect(leaf, (hop_of(unit, step),))) for leaf in leaves
        ]
        found: dict[Source, tuple[Rank, Reason, int, Unit]] = {}
        for edge in step.edges:
            if edge.thread != SAME or edge.target.is_async:
                continue
            for reason in self.of_unit(edge.target):
                if self._carried(unit, step, edge.target, reason) is None:
                    continue
                doubts = reason.doubts + (not edge.is_certain)
                conditions = min(reason.conditions, 2)
                rank = (doubts > 0, 0, reason.leaf.tier.value, conditions, reason.distance, edge.target.id)
                if reason.source not in found or rank < found[reason.source][0]:
                    found[reason.source] = (rank, reason, doubts, edge.target)
        for rank, reason, doubts, target in found.values():
            witness = self._witness(unit, step, reason.source, target)
            ranked.append((rank, Effect(reason.leaf, witness, doubts, reason.conditions)))
        return _by_kind([effect for _, effect in sorted(ranked, key=lambda entry: entry[0])])

    def _witness(self, unit: Unit, step: Step, source: Source, through: Unit | None) -> tuple[Hop, ...]:
        hops = [hop_of(unit, step)]
        seen = {unit}
        while through is not None and through not in seen:
            seen.add(through)
            reason = self._reasons[through][source]
            hops.append(hop_of(through, reason.step))
            through = reason.through
        return tuple(hops)


def _by_kind(effects: list[Effect]) -> tuple[Effect, ...]:
    """The first effect of each kind, with the others of all kinds beside it; both in the order given."""
    first: dict[EffectKind, Effect] = {}
    for effect in effects:
        first.setdefault(effect.leaf.kind, effect)
    if len(effects) == 1:
        return tuple(first.values())
    return tuple(
        replace(effect, also=tuple(o for o in effects if o is not effect and not o.leaf.kind.fails)[:_ALSO])
        for effect in first.values()
    )


def _weight(unit: Unit, step: Step, leaf: Leaf) -> int:
    """How much the step depends on conditions. Who fails was seen to: there a `return` before counts as one, too."""
    found = weight(unit.scope, step.block)
    if found or not leaf.kind.fails:
        return found
    return int(may_have_ended(unit.scope, _end_of(unit, step)))


def _end_of(unit: Unit, step: Step) -> tuple[int, int]:
    """Where a step ends: `open(x).read()` runs `open` first, and that ends first. A loop counts from its start."""
    body = unit.scope.definition.body
    if step.kind == "call":
        span = body.calls[step.number].span
    elif step.kind == "context":
        span = body.contexts[step.number].span
    elif step.kind == "read":
        span = body.reads[step.number].span
    elif step.kind == "operation":
        span = body.operations[step.number].span
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
    elif step.kind == "operation":
        applied = body.operations[step.number]
        span, text = applied.span, text_of(applied.expression, scope)
    elif step.kind == "loop":
        block = body.blocks[step.number]
        span, text = block.span, f"{_KEYWORDS.get(str(block.kind), 'for')} {text_of(block.expression, scope)}"
    else:
        span, text = scope.definition.span, f"{scope.definition.name}(…)"
    return Hop(scope.module.path, span.line, span.column, unit.name, text)


_KEYWORDS = {"while": "while", "for": "for … in", "async-for": "for … in", "comprehension": "for … in"}
