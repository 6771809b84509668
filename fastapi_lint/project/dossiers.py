"""Dossiers: the project's knowledge of one site, gathered into plain data."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from fastapi_lint.model import expression as ex
from fastapi_lint.model.dossier import (
    AnnotationView,
    CallView,
    ContextView,
    Dossier,
    LoopView,
    ReadView,
)
from fastapi_lint.model.effect import Effect, EffectKind, Thread
from fastapi_lint.model.expression import Expression
from fastapi_lint.model.facts import BlockKind, Call
from fastapi_lint.model.role import Role
from fastapi_lint.project.flow.awaitables import given_to
from fastapi_lint.project.flow.callbacks import SAME
from fastapi_lint.project.flow.locks import gives_way_within, is_held_across_await
from fastapi_lint.project.flow.places import hop_of
from fastapi_lint.project.flow.steps import Step
from fastapi_lint.project.flow.text import text_of
from fastapi_lint.project.flow.units import Unit
from fastapi_lint.project.resolve.names import Use
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.project.resolve.values import ClassValue, LibraryObject, ObjectValue

if TYPE_CHECKING:
    from fastapi_lint.project.project import Project


class Dossiers:
    """Makes dossiers on demand."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._labels: dict[tuple[int, ...], tuple[str, ...]] = {}
        self._entered: dict[Scope, Thread] = {}
        self._served: dict[Scope, set[int]] = {}
        for entry in project.surface.entry_points:
            if entry.block:
                continue  # a lambda is part of the definition around it
            self._served.setdefault(entry.scope, set()).update(entry.routes)
            self._entered[entry.scope] = self._entered.get(entry.scope, Thread.NONE) | entry.thread
        self._all_limited = bool(project.routes) and all(route.body_limit for route in project.routes)

    def _moved_by(self, scope: Scope) -> str:
        """The decorator whose `async` wrapper calls a plain function plainly."""
        if not self._entered.get(scope) or scope.definition.is_async:
            return ""
        for decorator in scope.definition.decorators:
            wrapping = self._project.callbacks.wrapping(decorator, scope)
            if wrapping is not None and wrapping.wrapper.definition.is_async and SAME in wrapping.threads:
                return text_of(decorator, scope).partition("(")[0]
        return ""

    def of(self, scope: Scope, roles: Role) -> Dossier:
        """The dossier of one definition."""
        project = self._project
        definition = scope.definition
        unit = Unit(scope)
        numbers = project.reach.route_numbers(unit)
        labels = self._labels_of(numbers)
        steps = {(step.kind, step.number): step for step in project.graph.steps(unit)}
        threads = self.threads(unit)
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
            is_entry_point=scope in self._entered,
            reached_from=self._reached_from(unit, labels, roles),
            routes=labels,
            own_routes=self._own_routes(scope),
            exposure=len(numbers),
            awaits=self._awaits(scope),
            calls=tuple(self._calls(scope, unit, steps)),
            loops=tuple(self._loops(scope, unit, steps)),
            contexts=tuple(self._contexts(scope, unit, steps)),
            reads=tuple(self._reads(scope, unit, steps)),
            annotations=self._annotations(scope),
            decorators=project.contracts.decorator_views(scope),
            body_limit=self._is_limited(numbers),
            misuses=project.misuses.of(scope),
            moved_by=self._moved_by(scope),
            captured=tuple(sorted(_captured(scope))),
            serves_all=1 < len(self._served.get(scope, ())) == len(project.routes),
            cut_out=tuple((c.definition.span.line, c.definition.span.end_line) for c in scope.children),
        )

    def _labels_of(self, numbers: tuple[int, ...]) -> tuple[str, ...]:
        """The labels of these routes, sorted: worked out once for all definitions that the same routes reach."""
        if numbers not in self._labels:
            routes = self._project.routes
            self._labels[numbers] = tuple(sorted({routes[number].label for number in numbers}))
        return self._labels[numbers]

    def _own_routes(self, scope: Scope) -> tuple[str, ...]:
        return self._labels_of(tuple(sorted(self._served.get(scope, ()))))

    def threads(self, unit: Unit) -> Thread:
        """Where the body runs as a frame of its own: a plain function only where the framework calls it.

        What a plain function does on the threads of its callers is reported at their calls.
        """
        threads = self._project.reach.threads.get(unit, Thread.NONE)
        if unit.is_async:
            return threads or Thread.LOOP
        entered = self._entered.get(unit.scope, Thread.NONE)
        if threads & ~entered & Thread.POOL and self._project.parts.is_pooled(unit.scope):
            entered |= Thread.POOL
        return threads & entered

    def _reached_from(self, unit: Unit, labels: tuple[str, ...], roles: Role) -> tuple[str, ...]:
        if labels:
            return labels[:3]
        threads = self._project.reach.threads.get(unit, Thread.NONE)
        return (roles.label,) if threads & (Thread.LOOP | Thread.POOL) else ()

    def _is_limited(self, numbers: tuple[int, ...]) -> bool:
        """True if all routes that lead here limit the size of the body; if none is known, all that there are."""
        return all(self._project.routes[n].body_limit for n in numbers) if numbers else self._all_limited

    @staticmethod
    def _awaits(scope: Scope) -> bool:
        body = scope.definition.body
        kinds = (BlockKind.ASYNC_FOR, BlockKind.ASYNC_WITH)
        return bool(body.awaits) or any(block.kind in kinds for block in body.blocks)

    def _effects(self, scope: Scope, unit: Unit, step: Step | None) -> tuple[Effect, ...]:
        if step is None:
            return ()
        leaves = [leaf for leaf in step.leaves if self._project.leaves.counts(scope, step, leaf)]
        return self._project.effects.of_step(unit, step, leaves)

    def _calls(self, scope: Scope, unit: Unit, steps: dict[tuple[str, int], Step]) -> Iterator[CallView]:
        project = self._project
        for index, call in enumerate(scope.definition.body.calls):
            callee = project.graph.callee(scope, index)
            effects, failures = _apart(self._effects(scope, unit, steps.get(("call", index))))
            gives = project.awaitables.of_call(scope, index)
            sources = project.requests.of_call_site(scope, index) if effects or _is_interesting(callee) else frozenset()
            yield CallView(
                callee=callee,
                span=call.span,
                effects=effects,
                awaited=call.awaited,
                loop_depth=len(scope.loops_around(call.block)),
                request_sources=tuple(sorted(sources)),
                has_size_argument=_has_size(call) or self._is_checked(scope, index, callee),
                failures=failures,
                captures=project.misuses.captures(scope, index),
                gives=gives,
                given_to=given_to(scope, index) if gives else None,
                held_across_await=_waits_for_lock(effects) and is_held_across_await(scope, index),
            )

    def _is_checked(self, scope: Scope, index: int, callee: str) -> bool:
        """True for reads of an upload after `if file.size > LIMIT: raise …`."""
        func = scope.definition.body.calls[index].func
        if not isinstance(func, ex.Attribute) or not _is_interesting(callee):
            return False
        upload = func.value.value if isinstance(func.value, ex.Attribute) and func.value.attr == "file" else func.value
        return self._project.requests.is_limited(upload, self._project.inference.use_of_call(scope, index))

    def _loops(self, scope: Scope, unit: Unit, steps: dict[tuple[str, int], Step]) -> Iterator[LoopView]:
        body = scope.definition.body
        for loop in self._project.leaves.loops(scope):
            effect = next(iter(_apart(self._effects(scope, unit, steps.get(("loop", loop.block))))[0]), None)
            if loop.leaf is not None and scope.lambda_of(loop.block) is None:
                step = Step("loop", loop.block, loop.block, (), (loop.leaf,))
                if effect is None or loop.leaf.tier < effect.leaf.tier:
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
            yield ContextView(
                callee=self._type_name(context.manager, use),
                span=context.span,
                effects=_apart(self._effects(scope, unit, steps.get(("context", index))))[0],
                is_async=context.is_async,
                ordinal=body.blocks[context.block].ordinal,
                awaits_inside=gives_way_within(scope, context.block),
            )

    def _type_name(self, expression: Expression, use: Use) -> str:
        for value in self._project.inference.infer(expression, use):
            if isinstance(value, ObjectValue | ClassValue):
                return value.scope.id
            if isinstance(value, LibraryObject):
                return value.name
        return ""

    def _reads(self, scope: Scope, unit: Unit, steps: dict[tuple[str, int], Step]) -> Iterator[ReadView]:
        body = scope.definition.body
        reads = (("read", index, read.span) for index, read in enumerate(body.reads))
        operations = (("operation", index, applied.span) for index, applied in enumerate(body.operations))
        for kind, index, span in (*reads, *operations):
            effects, failures = _apart(self._effects(scope, unit, steps.get((kind, index))))
            if effects or failures:
                yield ReadView((*effects, *failures)[0].witness[0].call, span, effects, failures)

    def _annotations(self, scope: Scope) -> tuple[AnnotationView, ...]:
        return tuple(self._project.contracts.annotation_views(scope))


def _captured(scope: Scope) -> set[str]:
    """Names that nested definitions, at any depth, read and do not bind themselves."""
    found: set[str] = set()
    for child in scope.children:
        body = child.definition.body
        own = (child.parameters.keys() | child.bindings.keys()) - {*body.nonlocals, *body.globals}
        found |= (_captured(child) | set(body.loads)) - own
    return found


def _waits_for_lock(effects: tuple[Effect, ...]) -> bool:
    return any(effect.leaf.kind is EffectKind.LOCK and effect.is_direct for effect in effects)


def _apart(effects: tuple[Effect, ...]) -> tuple[tuple[Effect, ...], tuple[Effect, ...]]:
    """What waits or burns, and what fails."""
    if not any(effect.leaf.kind.fails for effect in effects):
        return effects, ()
    failures = tuple(effect for effect in effects if effect.leaf.kind.fails)
    return tuple(effect for effect in effects if not effect.leaf.kind.fails), failures


def _is_interesting(callee: str) -> bool:
    """True for callees whose arguments' sources rules ask for although they have no effect of their own."""
    return callee.startswith(("fastapi.Request.", "fastapi.UploadFile.", "tempfile.SpooledTemporaryFile."))


def _has_size(call: Call) -> bool:
    """True if an argument says how much to read: `None` and negative numbers say "all"."""
    given = (*call.args, *(value for _, value in call.keywords))
    return any(value != ex.NONE and not _is_negative(value) for value in given)


def _is_negative(value: Expression) -> bool:
    return isinstance(value, ex.Operation) and value.operator == "-" and len(value.operands) == 1
