"""Settling: spreads leaves from the units that have them to everything that calls those.

For every unit and kind of effect a few leaves are kept, the one to report first: what the types leave no doubt about
before the rest, then the gravest, by the shortest chain (of several, by the one that runs first in its unit, then by
the unit's name). That is one search from all leaves at once, backwards along calls that run on the caller's own thread:
linear in calls, and recursion needs no special care, since no unit is settled twice for one leaf, nor for more than
`_KEPT` leaves of a kind.

What a unit has depends on nothing but what it leads to. So it is the same whichever others are settled with it.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Mapping
from itertools import count
from typing import NamedTuple, TypeAlias

from fastapi_lint.model.effect import EffectKind, Leaf, Tier
from fastapi_lint.project.flow.conditions import may_have_ended, refused_keywords, weight
from fastapi_lint.project.flow.places import end_of
from fastapi_lint.project.flow.requirements import Requirement, carried, requirements
from fastapi_lint.project.flow.steps import Edge, Step
from fastapi_lint.project.flow.units import Unit

_KEPT = 6
"""Leaves of a kind that a unit remembers. More would cost time, and nobody reads on."""

_NOTHING: frozenset[Requirement] = frozenset()
_NO_KEYWORDS: frozenset[str] = frozenset()
"""Python makes a new set for each that is empty, and most are."""


class Source(NamedTuple):
    """Where a leaf is called: the same for all chains that end there."""

    unit: Unit
    kind: str
    number: int
    leaf: str


class Reason(NamedTuple):
    """Why a unit has an effect: at `step` it reaches the leaf at `source`, directly or through `through`.

    `source` numbers the places of leaves (`Source`). `doubts` and `conditions` are those of `model.effect.Effect`, this
    unit included; `required` is what the unit's own parameters must be like.
    """

    source: int
    leaf: Leaf
    distance: int
    step: Step
    through: Unit | None
    doubts: int = 0
    conditions: int = 0
    required: frozenset[Requirement] = _NOTHING


Rank: TypeAlias = tuple[bool, bool, int, int, int, str]
Caller: TypeAlias = tuple[Unit, Step, Edge]


class Carrying:
    """Says whether what a callee does holds for a caller, and what it depends on there."""

    def __init__(self, passes: Callable[[Unit, Step, Leaf], bool]) -> None:
        self._passes = passes
        self._required: dict[tuple[Unit, int], frozenset[Requirement]] = {}
        self._refused: dict[tuple[Unit, int], frozenset[str]] = {}
        self._weights: dict[tuple[Unit, int], int] = {}

    def on(self, caller: Unit, step: Step, target: Unit, reason: Reason) -> frozenset[Requirement] | None:
        """What the caller's parameters must be like for the reason to hold for it too; None if it does not hold.

        It holds if the caller gives large input where that matters, and no literal that keeps the callee from the leaf.
        """
        if not self._passes(caller, step, reason.leaf):
            return None
        if step.kind != "call":
            return _NOTHING
        refused = self._refused_of(target, reason.step)
        if not (reason.required or refused):
            return _NOTHING
        call = caller.scope.body.calls[step.number]
        if any(keyword in refused for keyword, _ in call.keywords):
            return None
        return carried(reason.required, call, caller.scope, target.scope)

    def _refused_of(self, unit: Unit, step: Step) -> frozenset[str]:
        key = (unit, end_of(unit, step)[0])
        known = self._refused.get(key)
        if known is None:
            known = self._refused[key] = refused_keywords(unit.scope, key[1]) or _NO_KEYWORDS
        return known

    def required_by(self, unit: Unit, step: Step) -> frozenset[Requirement]:
        """What the unit's own parameters must be like for a step to run."""
        key = (unit, step.block)
        known = self._required.get(key)
        if known is None:
            known = self._required[key] = requirements(unit.scope, step.block) or _NOTHING
        return known

    def weight(self, unit: Unit, step: Step, leaf: Leaf) -> int:
        """How much the step depends on conditions. Who fails was seen to: there a `return` before counts, too."""
        key = (unit, step.block)
        found = self._weights.get(key)
        if found is None:
            found = self._weights[key] = weight(unit.scope, step.block)
        if found or not leaf.kind.fails:
            return found
        return int(may_have_ended(unit.scope, end_of(unit, step)))


class Settling:
    """One search among the units of `callers`, which tells who calls each of them on the caller's own thread."""

    def __init__(self, callers: Mapping[Unit, list[Caller]], carrying: Carrying, sources: dict[Source, int]) -> None:
        self.reasons: dict[Unit, dict[int, Reason]] = {}
        self._callers = callers
        self._carrying = carrying
        self._sources = sources
        self._known: set[Unit] = set()
        self._kept: dict[tuple[Unit, EffectKind], int] = {}
        self._queue: list[tuple[Rank, int, Unit, Reason]] = []
        self._tick = count()

    def begin(self, unit: Unit, leaves: Iterable[tuple[Step, Leaf]]) -> None:
        """Note what a unit does by itself."""
        for step, leaf in sorted(leaves, key=lambda entry: end_of(unit, entry[0])):
            if leaf.tier is not Tier.FOUR:
                conditions = self._carrying.weight(unit, step, leaf)
                source = self._sources.setdefault(Source(unit, step.kind, step.number, leaf.name), len(self._sources))
                required = self._carrying.required_by(unit, step)
                self._push(unit, Reason(source, leaf, 1, step, None, 0, conditions, required))

    def recall(self, unit: Unit, reasons: Iterable[Reason]) -> None:
        """Note what is known of a unit from an earlier search."""
        self._known.add(unit)
        for reason in reasons:
            self._push(unit, reason)

    def run(self) -> None:
        """Find out what reaches whom."""
        while self._queue:
            _, _, unit, reason = heapq.heappop(self._queue)
            if unit in self._known:
                self._spread(unit, reason)
            elif not self._is_settled(unit, reason):
                self._settle(unit, reason)

    def _push(self, unit: Unit, reason: Reason) -> None:
        """Queue it: what is sure comes first, then the gravest, the least conditional, the shortest; ties by name."""
        conditions = min(reason.conditions, 2)
        doubtful = reason.doubts > 0
        rank = (doubtful, bool(reason.required), reason.leaf.tier.value, conditions, reason.distance, unit.id)
        heapq.heappush(self._queue, (rank, next(self._tick), unit, reason))

    def _settle(self, unit: Unit, reason: Reason) -> None:
        self.reasons.setdefault(unit, {})[reason.source] = reason
        key = (unit, reason.leaf.kind)
        self._kept[key] = self._kept.get(key, 0) + 1
        if not unit.is_async:  # else its callers await it: it answers for itself
            self._spread(unit, reason)

    def _spread(self, unit: Unit, reason: Reason) -> None:
        for caller, step, edge in self._callers[unit]:
            if self._is_settled(caller, reason):
                continue
            required = self._carrying.on(caller, step, unit, reason)
            if required is not None:
                self._push(
                    caller,
                    Reason(
                        source=reason.source,
                        leaf=reason.leaf,
                        distance=reason.distance + 1,
                        step=step,
                        through=unit,
                        doubts=reason.doubts + (not edge.is_certain),
                        conditions=reason.conditions + self._carrying.weight(caller, step, reason.leaf),
                        required=required | self._carrying.required_by(caller, step) or _NOTHING,
                    ),
                )

    def _is_settled(self, unit: Unit, reason: Reason) -> bool:
        """True if the unit knows this leaf, or as many of its kind as are kept: of what is much in doubt only one."""
        kept = self._kept.get((unit, reason.leaf.kind), 0)
        if kept and (kept >= _KEPT or reason.doubts > 1):
            return True
        return reason.source in self.reasons.get(unit, ())
