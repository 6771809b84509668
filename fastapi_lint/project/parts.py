"""Parts: what part each definition plays, and so which are sites, that rules may want to look at."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from fastapi_lint.catalog.entries import RunsOn
from fastapi_lint.model.effect import EffectKind
from fastapi_lint.model.role import Role
from fastapi_lint.project.flow.handing_over import HandingOver
from fastapi_lint.project.flow.units import Unit, has_lambdas
from fastapi_lint.project.resolve.scopes import Scope

if TYPE_CHECKING:
    from fastapi_lint.project.project import Project

_ENTRY_ROLES = Role(sum(r.value for r in Role if r not in (Role.COROUTINE, Role.HELPER, Role.SETUP, Role.MODEL)))


class Parts:
    """Roles of definitions, and all the code that has a part in what can be reported."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._handing_over = HandingOver(
            project.inference, project.callbacks, project.called, lambda scope: self._needs_loop(Unit(scope))
        )
        self._roles: dict[Scope, Role] = {}

    def of(self, scope: Scope) -> Role:
        """The parts that a definition plays; `COROUTINE` for an `async def` that plays no other."""
        roles = self._own(scope)
        return Role.HELPER if not roles and scope in self._pooled else roles

    def is_pooled(self, scope: Scope) -> bool:
        """True for plain functions that worker threads begin with and that need a loop."""
        return self._needs_loop(Unit(scope)) and scope in self._pooled

    def _own(self, scope: Scope) -> Role:
        """The parts that a definition plays by itself, whatever worker threads do with it."""
        known = self._roles.get(scope)
        if known is None:
            known = self._roles[scope] = self._find_own(scope)
        return known

    def _find_own(self, scope: Scope) -> Role:
        roles = self._project.surface.roles.get(scope, Role.NONE)
        if scope.is_function and scope.definition.is_async and not roles & _ENTRY_ROLES:
            roles |= Role.COROUTINE
        if not roles and (self._makes_awaitables(scope) or self._project.misuses.of(scope)):
            roles = Role.HELPER
        return roles

    def _makes_awaitables(self, scope: Scope) -> bool:
        """True for plain functions and modules that make coroutines or tasks: they may drop them."""
        of_call, may_give = self._project.awaitables.of_call, self._project.awaitable_names.may_give
        if not self._project.awaitable_names.may_make(scope):
            return False
        calls = enumerate(scope.body.calls)
        return any(may_give(scope, call) and of_call(scope, index) for index, call in calls)

    @cached_property
    def looked_at(self) -> dict[Unit, None]:
        """What serves requests or can be reported for what it does itself, and all that this leads to."""
        project = self._project
        own = (Unit(scope) for scope in project.all_scopes() if self._own(scope))
        return project.graph.reached_from([*project.reach.threads, *own])

    @cached_property
    def _pooled(self) -> frozenset[Scope]:
        """Plain functions that worker threads begin with and that need a loop: they fail, whoever hands them over."""
        project = self._project
        if not self._needs_loops():
            return frozenset()
        self.prepare()
        targets = dict.fromkeys(
            edge.target
            for unit in [*self.looked_at, *map(Unit, self._handing_over.definitions())]
            for step in project.graph.steps(unit)
            for edge in step.edges
            if edge.thread == RunsOn.POOL and not edge.target.is_async and not edge.target.block
        )
        project.effects.include(targets)
        return frozenset(target.scope for target in targets if self._needs_loop(target))

    def _needs_loops(self) -> bool:
        """True if any body but those of coroutines may need a loop, by the names that it calls."""
        names = self._project.inference.catalog.with_effect(EffectKind.NEEDS_LOOP)
        speaking = self._project.called.speaking_of(names)
        return any(not scope.definition.is_async or has_lambdas(scope) for scope in speaking)

    def _needs_loop(self, unit: Unit) -> bool:
        return any(reason.leaf.kind is EffectKind.NEEDS_LOOP for reason in self._project.effects.of_unit(unit))

    def prepare(self) -> None:
        """Work out the effects of all that sites call."""
        self._project.effects.prepare(self.looked_at)
