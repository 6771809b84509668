"""Own loop: waits for what only the waiting thread's own event loop could bring about."""

from __future__ import annotations

from msgspec.structs import replace

from fastapi_lint.model import expression as ex
from fastapi_lint.model.effect import EffectKind, Leaf, Offload
from fastapi_lint.model.expression import Expression
from fastapi_lint.model.facts import Call
from fastapi_lint.project.resolve.inference import Inference
from fastapi_lint.project.resolve.names import Use
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.project.resolve.values import LibraryObject, LibraryValue

_FUTURE = "concurrent.futures.Future."
_SUBMITS = "asyncio.run_coroutine_threadsafe"
_OWN = frozenset({"asyncio.get_running_loop", "asyncio.get_event_loop"})


class OwnLoop:
    """Tells `run_coroutine_threadsafe(coroutine, asyncio.get_running_loop()).result()` from other waits."""

    def __init__(self, inference: Inference) -> None:
        self._inference = inference

    def seen(self, leaf: Leaf, scope: Scope, call: Call) -> Leaf:
        """The leaf of a call, or, if the call waits for its own event loop, a leaf that says so."""
        if leaf.kind is not EffectKind.LOCK or not leaf.name.startswith(_FUTURE):
            return leaf
        if not isinstance(call.func, ex.Attribute):
            return leaf
        use = Use(scope, call.block, (call.line, call.column))
        values = self._inference.infer(call.func.value, use)
        if not values or not all(isinstance(v, LibraryObject) and self._is_for_own_loop(v) for v in values):
            return leaf
        name = f"{_SUBMITS}(…).{call.func.attr}"
        return replace(leaf, name=name, offload=Offload.NONE, remedy=None, note=None, own_loop=True)

    def _is_for_own_loop(self, future: LibraryObject) -> bool:
        """True if the future was made by handing a coroutine to the loop that runs there."""
        scope, index = self._origin(future)
        if scope is None or _SUBMITS not in self._names(scope, index):
            return False
        call = scope.body.calls[index]
        loop = call.argument(1, "loop")
        return loop is not None and self._is_own(loop, scope, self._inference.use_of_call(scope, index))

    def _is_own(self, loop: Expression, scope: Scope, use: Use) -> bool:
        """True if the loop was asked for in the same function: it is that of the thread in which this runs."""
        values = self._inference.infer(loop, use)
        origins = [self._origin(value) for value in values if isinstance(value, LibraryObject)]
        if not origins or len(origins) != len(values):
            return False
        return all(where is scope and self._names(scope, index) & _OWN for where, index in origins)

    def _origin(self, value: LibraryObject) -> tuple[Scope | None, int]:
        return value.origin or (None, -1)

    def _names(self, scope: Scope, index: int) -> set[str]:
        values = self._inference.callee(scope, index)
        return {self._inference.library_name(value.name) for value in values if isinstance(value, LibraryValue)}
