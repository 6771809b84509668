"""Offloads: what coroutines hand to worker threads although it never lets go of the GIL."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from fastapi_lint.frameworks import python
from fastapi_lint.model import expression as ex
from fastapi_lint.model.effect import Effect, EffectKind, Leaf, Offload, Thread, Tier
from fastapi_lint.model.expression import Expression
from fastapi_lint.model.facts import Call
from fastapi_lint.model.location import Location
from fastapi_lint.model.resource import OffloadView
from fastapi_lint.model.role import Role
from fastapi_lint.model.rule import Place
from fastapi_lint.project.flow.places import hop_of
from fastapi_lint.project.flow.steps import Step
from fastapi_lint.project.flow.units import Unit, unit_of
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.project.resolve.values import (
    FunctionValue,
    LambdaValue,
    LibraryValue,
    OffloadedValue,
    Value,
)
from fastapi_lint.project.web.test_code import is_test_path

if TYPE_CHECKING:
    from fastapi_lint.project.project import Project

_POOL = "pool"


class Offloads:
    """Looks at the calls of all coroutines."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._inference = project.inference
        self._handing: dict[str | Scope, bool] = {}

    def all(self) -> Iterator[OffloadView]:
        """The useless ones, by definition and place."""
        for scope in self._project.all_scopes():
            if not scope.definition.is_async or is_test_path(scope.module.path):
                continue
            for index, call in enumerate(scope.body.calls):
                if not any(map(self._may_hand_over, self._inference.callee(scope, index))):
                    continue
                unit = unit_of(scope, call.block)
                if unit.is_async and scope.is_reachable(call.block) and not scope.in_header(call.block):
                    yield from self._of_call(unit, index, call)

    def _may_hand_over(self, callee: Value) -> bool:
        """True for what runs a callable that it is given in a worker thread, or is itself run there."""
        key: str | Scope
        if type(callee) is LibraryValue:
            key = callee.name
        elif type(callee) is FunctionValue:
            key = callee.scope
        else:
            return isinstance(callee, OffloadedValue) or bool(self._inference.described(callee))
        known = self._handing.get(key)
        if known is None:
            known = self._handing[key] = self._project.callbacks.may_run((callee,))
        return known

    def _of_call(self, unit: Unit, index: int, call: Call) -> Iterator[OffloadView]:
        for value in self._handed_over(unit.scope, index, call):
            found = self._view(value, unit, index, call)
            if found is not None:
                yield found
                return

    def _handed_over(self, scope: Scope, index: int, call: Call) -> Iterator[Value]:
        """What a call runs in a worker thread."""
        use = self._inference.use_of_call(scope, index)
        for callee in self._inference.callee(scope, index):
            if isinstance(callee, OffloadedValue) and callee.thread == _POOL:
                yield callee.callee
        for argument in (*call.args, *(value for _, value in call.keywords)):
            if not isinstance(argument, ex.Name | ex.Attribute | ex.CallResult | ex.Lambda):
                continue
            if _POOL in self._project.callbacks.of_argument(scope, index, argument):
                yield from self._inference.infer(self._without_partial(scope, argument), use)

    def _without_partial(self, scope: Scope, argument: Expression) -> Expression:
        """`json.loads` for `partial(json.loads, body)`."""
        if isinstance(argument, ex.CallResult):
            names = {v.name for v in self._inference.callee(scope, argument.call) if isinstance(v, LibraryValue)}
            inner = scope.body.calls[argument.call]
            if python.PARTIAL in names and inner.args:
                return inner.args[0]
        return argument

    def _view(self, value: Value, unit: Unit, index: int, call: Call) -> OffloadView | None:
        step = Step("call", index, call.block, (), ())
        if isinstance(value, LibraryValue):
            entry = self._inference.catalog.leaf(value.name)
            if entry is None or not _holds_the_gil(entry.leaf) or not self._is_large(entry.leaf, unit.scope, index):
                return None
            return self._made(Effect(entry.leaf, (hop_of(unit, step),)), "", True, unit, call)
        if not isinstance(value, FunctionValue | LambdaValue):
            return None
        target = Unit(value.scope, value.block if isinstance(value, LambdaValue) else 0)
        effect = self._dominant(target)
        if effect is None or target.is_async:
            return None
        through = "" if target.block else target.scope.definition.name
        chain = Effect(effect.leaf, (hop_of(unit, step), *effect.witness), effect.doubts, effect.conditions)
        return self._made(chain, through, self._is_known(target), unit, call)

    def _dominant(self, target: Unit) -> Effect | None:
        """The effect that takes most of the time of a function, if that is a library's that holds the GIL.

        Not in a loop: between one piece and the next the GIL is free.
        """
        reasons = list(self._project.effects.of_unit(target))
        reason = next((one for one in reasons if _holds_the_gil(one.leaf)), None)
        if reason is None or any(r.leaf.tier <= reason.leaf.tier and not _holds_the_gil(r.leaf) for r in reasons):
            return None
        if not reason.leaf.size_dependent and reason.leaf.tier not in (Tier.ONE, Tier.TWO):
            return None
        chain = self._project.effects.chain(target, reason)
        if any(unit.scope.loops_around(step.block) for unit, step in chain):
            return None
        witness = tuple(hop_of(unit, step) for unit, step in chain)
        return Effect(reason.leaf, witness, reason.doubts, reason.conditions)

    def _is_large(self, leaf: Leaf, scope: Scope, index: int) -> bool:
        """True if a request can make it large, or if it takes long by nature."""
        call = scope.body.calls[index]
        sites = [index, *(a.call for a in call.args if isinstance(a, ex.CallResult))]
        if leaf.size_dependent:
            steps = (Step("call", number, call.block, (), ()) for number in sites)
            return any(self._project.leaves.counts(scope, step, leaf) for step in steps)
        return leaf.tier in (Tier.ONE, Tier.TWO)

    def _is_known(self, target: Unit) -> bool:
        """True if all that the function calls itself is known."""
        calls = target.scope.body.calls
        return all(self._project.graph.callee(target.scope, number) for number in range(len(calls)))

    def _made(self, effect: Effect, through: str, is_whole: bool, unit: Unit, call: Call) -> OffloadView | None:
        project = self._project
        numbers = project.reach.route_numbers(unit)
        limited = [project.routes[n].body_limit for n in numbers] or [route.body_limit for route in project.routes]
        if effect.leaf.size_dependent and not effect.leaf.writes and limited and all(limited):
            return None
        labels = sorted({project.routes[number].label for number in numbers})
        location = Location(unit.scope.module.path, call.span)
        return OffloadView(
            effect=effect,
            through=through,
            is_whole=is_whole,
            from_request=effect.leaf.size_dependent,
            is_reached=bool(project.reach.threads.get(unit, Thread.NONE) & Thread.LOOP),
            role=project.surface.roles.get(unit.scope, Role.NONE) or Role.COROUTINE,
            place=Place(location, unit.scope.definition.qualname, tuple(labels)),
        )


def _holds_the_gil(leaf: Leaf) -> bool:
    """True for a library's code that never releases the GIL; a loop in Python does, every few milliseconds."""
    return leaf.kind is EffectKind.CPU and leaf.offload is Offload.PROCESS and bool(leaf.library)
