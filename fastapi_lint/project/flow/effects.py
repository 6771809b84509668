"""Effects: what calling each unit does to its thread, and what single steps do, each with its witness."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable

from msgspec.structs import replace

from fastapi_lint.model.effect import Effect, EffectKind, Hop, Leaf
from fastapi_lint.project.flow.callbacks import SAME
from fastapi_lint.project.flow.callgraph import CallGraph
from fastapi_lint.project.flow.places import hop_of
from fastapi_lint.project.flow.settling import Caller, Carrying, Rank, Reason, Settling, Source
from fastapi_lint.project.flow.steps import Step
from fastapi_lint.project.flow.units import Unit

_ALSO = 8
"""Further leaves that are told of one step."""


class Effects:
    """The effects of units and of single steps, worked out for what somebody asks for.

    `leaves` tells what a unit does by itself; `passes(unit, step, leaf)` whether a leaf that only matters on large
    input is handed large input at a step.
    """

    def __init__(
        self,
        graph: CallGraph,
        leaves: Callable[[Unit], list[tuple[Step, Leaf]]],
        passes: Callable[[Unit, Step, Leaf], bool],
    ) -> None:
        self._graph = graph
        self._leaves = leaves
        self._reasons: dict[Unit, dict[int, Reason]] = {}
        self._sources: dict[Source, int] = {}
        self._carrying = Carrying(passes)

    def prepare(self, units: Iterable[Unit]) -> None:
        """Work out what the steps of these units do, and what they hand to other threads."""
        steps = (step for unit in units for step in self._graph.steps(unit))
        self.include(dict.fromkeys(edge.target for step in steps for edge in step.edges if not edge.target.is_async))

    def include(self, units: Iterable[Unit]) -> None:
        """Work out the effects of these units and of all that they call. Asked for at once they cost least."""
        missing = list(dict.fromkeys(unit for unit in units if unit not in self._reasons))
        if not missing:
            return
        callers = self._callers(missing)
        settling = Settling(callers, self._carrying, self._sources)
        for unit in sorted(callers, key=lambda u: u.id):
            if unit in self._reasons:
                settling.recall(unit, self._reasons[unit].values())
            else:
                settling.begin(unit, self._leaves(unit))
        settling.run()
        for unit in callers:
            self._reasons.setdefault(unit, settling.reasons.get(unit, {}))

    def _callers(self, units: list[Unit]) -> dict[Unit, list[Caller]]:
        """The units and what they call on their own thread, down to what is known, with the callers among all that."""
        callers: dict[Unit, list[Caller]] = {unit: [] for unit in units}
        queue = deque(units)
        while queue:
            unit = queue.popleft()
            for step in self._graph.steps(unit):
                for edge in step.edges:
                    if edge.thread == SAME and not edge.target.is_async:
                        if edge.target not in callers:
                            callers[edge.target] = []
                            if edge.target not in self._reasons:
                                queue.append(edge.target)
                        callers[edge.target].append((unit, step, edge))
        return callers

    def of_unit(self, unit: Unit) -> Iterable[Reason]:
        """Why the unit has effects, of each kind what to report first before the rest."""
        if unit not in self._reasons:
            self.include([unit])
        return self._reasons[unit].values()

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
            ((False, False, leaf.tier.value, 0, 0, leaf.name), Effect(leaf, (hop_of(unit, step),))) for leaf in leaves
        ]
        found: dict[int, tuple[Rank, Reason, int, Unit]] = {}
        for edge in step.edges:
            if edge.thread != SAME or edge.target.is_async:
                continue
            for reason in self.of_unit(edge.target):
                if self._carrying.on(unit, step, edge.target, reason) is None:
                    continue
                doubts = reason.doubts + (not edge.is_certain)
                conditions = min(reason.conditions, 2)
                rank = (doubts > 0, False, reason.leaf.tier.value, conditions, reason.distance, edge.target.id)
                if reason.source not in found or rank < found[reason.source][0]:
                    found[reason.source] = (rank, reason, doubts, edge.target)
        for rank, reason, doubts, target in found.values():
            witness = self._witness(unit, step, reason.source, target)
            ranked.append((rank, Effect(reason.leaf, witness, doubts, reason.conditions)))
        return _by_kind([effect for _, effect in sorted(ranked, key=lambda entry: entry[0])])

    def _witness(self, unit: Unit, step: Step, source: int, through: Unit | None) -> tuple[Hop, ...]:
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
