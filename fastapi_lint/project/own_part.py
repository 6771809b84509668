"""The own part of a definition: what its calls, loops, `with` items and reads do, as dossiers show it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from fastapi_lint.frameworks import fastapi
from fastapi_lint.model import expression as ex
from fastapi_lint.model.dossier import CallView, ContextView, LoopView, ReadView
from fastapi_lint.model.effect import Effect, EffectKind
from fastapi_lint.model.expression import Expression
from fastapi_lint.model.facts import Call
from fastapi_lint.project.flow.awaitables import given_to
from fastapi_lint.project.flow.locks import gives_way_within, is_held_across_await
from fastapi_lint.project.flow.loops import loop_blocks
from fastapi_lint.project.flow.places import hop_of
from fastapi_lint.project.flow.steps import Step
from fastapi_lint.project.flow.units import Unit
from fastapi_lint.project.resolve.mentions import last_name
from fastapi_lint.project.resolve.names import Use
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.project.resolve.values import ClassValue, LibraryObject, ObjectValue

if TYPE_CHECKING:
    from fastapi_lint.project.project import Project

_OF_CONTENT = ("fastapi.Request.", "fastapi.UploadFile.", "tempfile.SpooledTemporaryFile.")
_READING = frozenset({*fastapi.REQUEST_DATA, "read", "readline", "readlines"})


class OwnPart:
    """Makes the views of one definition, each when it is asked for."""

    def __init__(self, project: Project, scope: Scope) -> None:
        self._project = project
        self._scope = scope
        self._unit = Unit(scope)
        self._known: dict[tuple[str, int], tuple[Effect, ...]] = {}

    @cached_property
    def _steps(self) -> dict[tuple[str, int], Step]:
        return {(step.kind, step.number): step for step in self._project.graph.steps(self._unit)}

    def telling_calls(self) -> set[int]:
        """The numbers of the calls of which there is more to tell than what they call."""
        project, scope = self._project, self._scope
        found = {number for kind, number in self._steps if kind == "call" and self._effects(kind, number)}
        may_give, gives = project.awaitable_names.may_give, project.awaitables.of_call
        capturing = project.misuses.capturing
        for index, call in enumerate(scope.body.calls):
            name = last_name(call.func)
            if (
                (name in capturing and project.misuses.captures(scope, index))
                or (name in _READING and project.graph.callee(scope, index).startswith(_OF_CONTENT))
                or (may_give(scope, call) and gives(scope, index))
            ):
                found.add(index)
        return found

    def call(self, index: int) -> CallView:
        """What the `index`-th call does."""
        project, scope = self._project, self._scope
        call = scope.body.calls[index]
        callee = project.graph.callee(scope, index)
        effects, failures = _apart(self._effects("call", index))
        gives = project.awaitables.of_call(scope, index)
        is_of_content = callee.startswith(_OF_CONTENT)
        can_move = bool(effects) and project.remedies.threadable.may_move(scope, index, effects, failures)
        sources = project.requests.of_call_site(scope, index) if effects or is_of_content else frozenset()
        return CallView(
            callee=callee,
            span=call.span,
            effects=effects,
            awaited=call.awaited,
            loop_depth=len(scope.loops_around(call.block)),
            request_sources=tuple(sorted(sources)),
            has_size_argument=_has_size(call) or (is_of_content and self._is_checked(index)),
            failures=failures,
            captures=project.misuses.captures(scope, index),
            gives=gives,
            given_to=given_to(scope, index) if gives else None,
            held_across_await=_waits_for_lock(effects) and is_held_across_await(scope, index),
            reads_content=is_of_content and _may_read_content(call),
            threadable=can_move,
        )

    def _is_checked(self, index: int) -> bool:
        """True for reads of an upload after `if file.size > LIMIT: raise …`."""
        func = self._scope.body.calls[index].func
        if not isinstance(func, ex.Attribute):
            return False
        upload = func.value.value if isinstance(func.value, ex.Attribute) and func.value.attr == "file" else func.value
        return self._project.requests.is_limited(upload, self._project.inference.use_of_call(self._scope, index))

    def telling_loops(self) -> set[int]:
        """The numbers of the loops that may burn the processor, or wait for what they turn over."""
        leaves, scope = self._project.leaves, self._scope
        blocks = {number for kind, number in self._steps if kind == "loop"}
        blocks.update(loop.block for loop in leaves.burning(scope))
        return {number for number, block in enumerate(loop_blocks(scope)) if block in blocks}

    def loop(self, index: int) -> LoopView:
        """What the `index`-th loop costs."""
        scope, loop = self._scope, self._project.leaves.loops(self._scope)[index]
        effect = next(iter(_apart(self._effects("loop", loop.block))[0]), None)
        if loop.leaf is not None and scope.lambda_of(loop.block) is None:
            step = Step("loop", loop.block, loop.block, (), (loop.leaf,))
            if effect is None or loop.leaf.tier < effect.leaf.tier:
                effect = Effect(loop.leaf, (hop_of(self._unit, step),))
        return LoopView(
            kind=loop.kind,
            ordinal=loop.ordinal,
            span=scope.body.blocks[loop.block].span,
            trips=loop.trips,
            bound=loop.bound,
            depth=loop.depth,
            cost=loop.cost,
            is_outermost=loop.is_outermost,
            suspends=loop.suspends,
            effect=effect,
        )

    def telling_contexts(self) -> set[int]:
        """The numbers of the `with` items that may do something to the thread."""
        return {number for kind, number in self._steps if kind == "context"}

    def context(self, index: int) -> ContextView:
        """What entering and leaving the `index`-th `with` item does."""
        body = self._scope.body
        context = body.contexts[index]
        use = Use(self._scope, context.block, (context.line, context.column))
        return ContextView(
            callee=self._type_name(context.manager, use),
            span=context.span,
            effects=_apart(self._effects("context", index))[0],
            is_async=context.is_async,
            ordinal=body.blocks[context.block].ordinal,
            awaits_inside=gives_way_within(self._scope, context.block),
        )

    def _type_name(self, expression: Expression, use: Use) -> str:
        for value in self._project.inference.infer(expression, use):
            if isinstance(value, ObjectValue | ClassValue):
                return value.scope.id
            if isinstance(value, LibraryObject):
                return value.name
        return ""

    def reads(self) -> Iterator[ReadView]:
        """The attribute reads that do something, then the operations."""
        body = self._scope.body
        for kind, places in (("read", body.reads), ("operation", body.operations)):
            for number in sorted(number for found, number in self._steps if found == kind):
                effects, failures = _apart(self._effects(kind, number))
                if effects or failures:
                    yield ReadView((*effects, *failures)[0].witness[0].call, places[number].span, effects, failures)

    def _effects(self, kind: str, number: int) -> tuple[Effect, ...]:
        key = (kind, number)
        known = self._known.get(key)
        if known is None:
            step = self._steps.get(key)
            known = self._known[key] = () if step is None else self._of_step(step)
        return known

    def _of_step(self, step: Step) -> tuple[Effect, ...]:
        leaves = [leaf for leaf in step.leaves if self._project.leaves.counts(self._scope, step, leaf)]
        return self._project.effects.of_step(self._unit, step, leaves)


def _waits_for_lock(effects: tuple[Effect, ...]) -> bool:
    return any(effect.leaf.kind is EffectKind.LOCK and effect.is_direct for effect in effects)


def _apart(effects: tuple[Effect, ...]) -> tuple[tuple[Effect, ...], tuple[Effect, ...]]:
    """What waits or burns, and what fails."""
    if not any(effect.leaf.kind.fails for effect in effects):
        return effects, ()
    failures = tuple(effect for effect in effects if effect.leaf.kind.fails)
    return tuple(effect for effect in effects if not effect.leaf.kind.fails), failures


def _may_read_content(call: Call) -> bool:
    """True for calls that are written as those which read what a client has sent."""
    return isinstance(call.func, ex.Attribute) and call.func.attr in _READING


def _has_size(call: Call) -> bool:
    """True if an argument says how much to read: `None` and negative numbers say "all"."""
    given = (*call.args, *(value for _, value in call.keywords))
    return any(value != ex.NONE and not _is_negative(value) for value in given)


def _is_negative(value: Expression) -> bool:
    return isinstance(value, ex.Operation) and value.operator == "-" and len(value.operands) == 1
