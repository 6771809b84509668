"""Dossiers: the project's knowledge of one site, gathered into plain data."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from fastapi_lint.model.dossier import (
    AnnotationView,
    CallView,
    ContextView,
    Dossier,
    LoopView,
    ReadView,
)
from fastapi_lint.model.effect import Effect, Thread
from fastapi_lint.model.expression import Expression
from fastapi_lint.model.facts import BlockKind
from fastapi_lint.model.role import Role
from fastapi_lint.project.callgraph import Step
from fastapi_lint.project.effects import hop_of
from fastapi_lint.project.names import Use
from fastapi_lint.project.scopes import Scope
from fastapi_lint.project.units import Unit
from fastapi_lint.project.values import ClassValue, LibraryObject, ObjectValue

if TYPE_CHECKING:
    from fastapi_lint.project.project import Project

MOST_ROUTES = 25
"""Routes that a dossier lists; `exposure` has the full number. A middleware would carry hundreds otherwise."""

_ENTRY_ROLES = Role(sum(r.value for r in Role if r not in (Role.COROUTINE, Role.HELPER, Role.SETUP, Role.MODEL)))


class Dossiers:
    """Makes dossiers on demand."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._entries = {entry.scope for entry in project.surface.entry_points}
        self._limited = self._body_limits()

    def all(self) -> Iterator[Dossier]:
        """The dossiers of all sites, by path and place."""
        for scope in self._project.all_scopes():
            roles = self.roles_of(scope)
            if roles:
                yield self.of(scope, roles)

    def roles_of(self, scope: Scope) -> Role:
        """The parts that a definition plays; `COROUTINE` for an `async def` that plays no other."""
        roles = self._project.surface.roles.get(scope, Role.NONE)
        if scope.is_function and scope.definition.is_async and not roles & _ENTRY_ROLES:
            roles |= Role.COROUTINE
        return roles

    def of(self, scope: Scope, roles: Role) -> Dossier:
        """The dossier of one definition."""
        project = self._project
        definition = scope.definition
        unit = Unit(scope)
        numbers = project.reach.route_numbers(unit)
        steps = {(step.kind, step.number): step for step in project.graph.steps.get(unit, ())}
        threads = project.reach.threads.get(unit, Thread.NONE)
        if not threads and definition.is_async:
            threads = Thread.LOOP
        labels = sorted({project.routes[n].label for n in numbers})
        return Dossier(
            id=scope.id,
            module=scope.module.name,
            qualname=definition.qualname,
            name=definition.name or scope.module.name,
            kind=definition.kind,
            location=scope.location,
            line=definition.line,
            is_async=definition.is_async,
            is_generator=definition.is_generator,
            roles=roles,
            threads=threads,
            is_entry_point=scope in self._entries,
            reached_from=self._reached_from(unit, labels, roles),
            routes=tuple(labels[:MOST_ROUTES]),
            exposure=len(numbers),
            awaits=self._awaits(scope),
            calls=tuple(self._calls(scope, unit, steps)),
            loops=tuple(self._loops(scope, unit)),
            contexts=tuple(self._contexts(scope, unit, steps)),
            reads=tuple(self._reads(scope, unit, steps)),
            annotations=self._annotations(scope),
            decorators=project.contracts.decorator_views(scope),
            body_limit=scope in self._limited,
            cut_out=tuple((c.definition.span.line, c.definition.span.end_line) for c in scope.children),
        )

    def _reached_from(self, unit: Unit, labels: list[str], roles: Role) -> tuple[str, ...]:
        if labels:
            return tuple(labels[:3])
        threads = self._project.reach.threads.get(unit, Thread.NONE)
        return (roles.label,) if threads & (Thread.LOOP | Thread.POOL) else ()

    def _body_limits(self) -> set[Scope]:
        """Endpoints all of whose routes limit the size of the body."""
        limits: dict[Scope, bool] = {}
        for route in self._project.routes:
            limits[route.endpoint] = limits.get(route.endpoint, True) and route.body_limit
        return {scope for scope, limited in limits.items() if limited}

    @staticmethod
    def _awaits(scope: Scope) -> bool:
        body = scope.definition.body
        kinds = (BlockKind.ASYNC_FOR, BlockKind.ASYNC_WITH)
        return bool(body.awaits) or any(block.kind in kinds for block in body.blocks)

    def _effects(self, scope: Scope, unit: Unit, step: Step | None) -> tuple[Effect, ...]:
        if step is None:
            return ()
        leaves = [leaf for leaf in step.leaves if self._project.counts(scope, step, leaf)]
        return self._project.effects.of_step(unit, step, leaves)

    def _calls(self, scope: Scope, unit: Unit, steps: dict[tuple[str, int], Step]) -> Iterator[CallView]:
        project = self._project
        for index, call in enumerate(scope.definition.body.calls):
            effects = self._effects(scope, unit, steps.get(("call", index)))
            callee = project.graph.callees.get((scope, index), "")
            sources = project.requests.of_call_site(scope, index) if effects or _is_interesting(callee) else frozenset()
            yield CallView(
                callee=callee,
                span=call.span,
                effects=effects,
                awaited=call.awaited,
                loop_depth=len(scope.loops_around(call.block)),
                request_sources=tuple(sorted(sources)),
                has_size_argument=bool(call.args or call.keywords),
            )

    def _loops(self, scope: Scope, unit: Unit) -> Iterator[LoopView]:
        body = scope.definition.body
        for loop in self._project.loops.get(scope, ()):
            effect = None
            if loop.leaf is not None and scope.lambda_of(loop.block) is None:
                step = Step("loop", loop.block, loop.block, (), (loop.leaf,))
                effect = Effect(loop.leaf, (hop_of(unit, step),))
            yield LoopView(
                kind=loop.kind,
                ordinal=loop.ordinal,
                span=body.blocks[loop.block].span,
                trips=loop.trips,
                bound=loop.bound,
                depth=loop.depth,
                cost=loop.cost,
                is_outermost=loop.is_outermost,
                suspends=loop.suspends,
                effect=effect,
            )

    def _contexts(self, scope: Scope, unit: Unit, steps: dict[tuple[str, int], Step]) -> Iterator[ContextView]:
        body = scope.definition.body
        for index, context in enumerate(body.contexts):
            use = Use(scope, context.block, (context.span.line, context.span.column))
            awaits = any(context.block in scope.block_chain(block) for _, _, block in body.awaits)
            yield ContextView(
                callee=self._type_name(context.manager, use),
                span=context.span,
                effects=self._effects(scope, unit, steps.get(("context", index))),
                is_async=context.is_async,
                ordinal=body.blocks[context.block].ordinal,
                awaits_inside=awaits,
            )

    def _type_name(self, expression: Expression, use: Use) -> str:
        for value in self._project.inference.infer(expression, use):
            if isinstance(value, ObjectValue | ClassValue):
                return value.scope.id
            if isinstance(value, LibraryObject):
                return value.name
        return ""

    def _reads(self, scope: Scope, unit: Unit, steps: dict[tuple[str, int], Step]) -> Iterator[ReadView]:
        for index, read in enumerate(scope.definition.body.reads):
            effects = self._effects(scope, unit, steps.get(("read", index)))
            if effects:
                yield ReadView(effects[0].witness[0].call, read.span, effects)

    def _annotations(self, scope: Scope) -> tuple[AnnotationView, ...]:
        return tuple(self._project.contracts.annotation_views(scope))


def _is_interesting(callee: str) -> bool:
    """True for callees whose arguments' sources rules ask for although they have no effect of their own."""
    return callee.startswith(("fastapi.Request.", "fastapi.UploadFile."))
