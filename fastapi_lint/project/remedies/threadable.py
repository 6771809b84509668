"""Threadable: the calls in coroutines that may run in a worker thread as they stand, and for which that helps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from fastapi_lint.model import expression as ex
from fastapi_lint.model.effect import Effect, EffectKind, Offload, Tier
from fastapi_lint.model.facts import Block, BlockKind, Call
from fastapi_lint.project.flow.units import Unit, unit_of
from fastapi_lint.project.remedies.belonging import Belonging
from fastapi_lint.project.resolve.mentions import last_name
from fastapi_lint.project.resolve.names import Use
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.project.resolve.values import FunctionValue, LibraryValue, Value

if TYPE_CHECKING:
    from fastapi_lint.project.project import Project

_NEXT = "builtins.next"
"""It may raise `StopIteration`, which no future can (asyncio/futures.py, `set_exception`)."""
_POINTLESS = frozenset({EffectKind.LOCK, EffectKind.STDIN})
"""Waits without an end that is known: they would keep a thread of the pool."""


_CANCELS = frozenset({"BaseException", "CancelledError", "GeneratorExit"})


class Threadable:
    """Judges calls that wait or burn."""

    def __init__(self, project: Project, belonging: Belonging) -> None:
        self._project = project
        self._inference = project.inference
        self._belonging = belonging

    def may_move(self, scope: Scope, index: int, effects: Sequence[Effect], failures: Sequence[Effect]) -> bool:
        """True if `await run_in_threadpool(f, …)` does the same as the call `f(…)`, and keeps the loop free meanwhile.

        `effects` and `failures` are those of the call, the gravest first.
        """
        call = scope.body.calls[index]
        if call.awaited or not unit_of(scope, call.block).is_async or not self._helps(effects):
            return False
        if any(one.leaf.kind is EffectKind.NEEDS_LOOP for one in failures):
            return False
        callees = self._inference.callee(scope, index)
        if not callees or not all(self._may_run(one) for one in callees):
            return False
        use = self._inference.use_of_call(scope, index)
        return not (self._is_given_bound(call, use) or self._is_locked(scope, call) or _is_cleaning_up(scope, call))

    @staticmethod
    def _helps(effects: Sequence[Effect]) -> bool:
        if not effects or any(one.leaf.own_loop for one in effects):
            return False
        leaf = effects[0].leaf
        return leaf.offload is Offload.THREAD and leaf.tier is not Tier.FOUR and leaf.kind not in _POINTLESS

    def _may_run(self, value: Value) -> bool:
        """True for plain functions, of libraries and of the project, that do nothing which belongs to a thread."""
        if isinstance(value, LibraryValue):
            name = self._inference.library_name(value.name)
            return name != _NEXT and not (self._belonging.is_of_bound(name) or self._belonging.makes_bound(name))
        if not isinstance(value, FunctionValue):
            return False
        definition = value.scope.definition
        if definition.is_async or definition.is_generator or self._is_wrapped_async(value.scope):
            return False
        ties = self._belonging.of(Unit(value.scope))
        return ties <= {"bound", "makes"} and ("bound" not in ties or "makes" in ties)

    def _is_wrapped_async(self, scope: Scope) -> bool:
        return any(one.wrapper.definition.is_async for one in self._project.callbacks.wrappings(scope))

    def _is_given_bound(self, call: Call, use: Use) -> bool:
        given = (*call.args, *(value for _, value in call.keywords))
        return any(self._belonging.is_bound(self._inference.infer(one, use)) for one in given)

    def _is_locked(self, scope: Scope, call: Call) -> bool:
        """True if a thread lock is held around the call, which must not be held while others get their turn."""
        body = scope.body
        around = set(scope.block_chain(call.block))
        held = [one for one in body.contexts if one.block in around and not one.is_async]
        withs = (self._is_lock(one.manager, Use(scope, one.block, (one.line, one.column))) for one in held)
        return any(withs) or any(
            isinstance(one.func, ex.Attribute)
            and one.func.attr == "acquire"
            and self._is_lock(one.func.value, self._inference.use_of_call(scope, number))
            for number, one in enumerate(body.calls)
        )

    def _is_lock(self, expression: ex.Expression, use: Use) -> bool:
        for value in self._inference.infer(expression, use):
            entry = self._inference.catalog.leaf(f"{value.name}.__enter__") if hasattr(value, "name") else None
            if entry is not None and entry.leaf.kind is EffectKind.LOCK:
                return True
        return False


def _is_cleaning_up(scope: Scope, call: Call) -> bool:
    """True where a cancelled coroutine comes by: AnyIO cancels whatever it awaits there at once, and what was to be
    done is not."""
    blocks = scope.body.blocks
    return any(_runs_when_cancelled(blocks[one]) for one in scope.block_chain(call.block))


def _runs_when_cancelled(block: Block) -> bool:
    if block.kind is not BlockKind.EXCEPT:
        return block.kind is BlockKind.FINALLY
    caught = block.expression
    kinds = caught.elements if isinstance(caught, ex.Collection) else (caught,)
    return any(one is None or last_name(one) in _CANCELS for one in kinds)
