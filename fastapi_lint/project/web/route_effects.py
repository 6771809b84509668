"""Worst effects: of all that `check` reports of a route's own code, the gravest.

A route's own code is what the framework calls for this route (handler, dependencies, model hooks, streams, background
tasks) with the wrappers that decorate it, and the coroutines that these await. Middleware and exception handlers serve
all routes alike and say nothing about one.

The judgement is made on the dossiers that rules see: what they count as harmless here is no effect of the route.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi_lint.model.role import Role
from fastapi_lint.model.route import WorstEffect
from fastapi_lint.project.flow.reach import Reach
from fastapi_lint.project.web.reported_effects import Reported, worst_reported

if TYPE_CHECKING:
    from fastapi_lint.project.project import Project

_OF_ONE_ROUTE = Role.HANDLER | Role.WEBSOCKET | Role.DEPENDENCY | Role.STREAM | Role.BACKGROUND_TASK | Role.MODEL_HOOK


class RouteEffects:
    """The gravest effect of each route, by its number in the table."""

    def __init__(self, project: Project) -> None:
        self._worst: dict[int, Reported] = {}
        entries = [entry for entry in project.surface.entry_points if entry.role & _OF_ONE_ROUTE]
        reach = Reach(project.graph, entries)
        project.effects.prepare(reach.routes)
        for unit in sorted(reach.routes, key=lambda unit: unit.id):
            if unit.block or not project.runs_alone(unit):
                continue  # a lambda is part of the definition around it, a plain function runs where its callers do
            worst = worst_reported(project.dossier(unit.scope))
            for number in reach.route_numbers(unit) if worst is not None else ():
                known = self._worst.get(number)
                if worst is not None and (known is None or worst.rank < known.rank):
                    self._worst[number] = worst

    def of(self, number: int) -> WorstEffect | None:
        """The gravest effect of a route; None if none is known."""
        worst = self._worst.get(number)
        if worst is None:
            return None
        leaf, hop = worst.effect.leaf, worst.effect.witness[-1]
        return WorstEffect(
            kind=str(leaf.kind),
            tier=leaf.tier.value,
            severity=str(worst.severity),
            thread=worst.thread.label,
            leaf=leaf.name,
            function=worst.function,
            path=hop.path,
            line=hop.line,
        )
