"""Handing over: which definitions may hand something to worker threads, by the names that they call."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from fastapi_lint.catalog.entries import RunsOn
from fastapi_lint.frameworks import starlette
from fastapi_lint.model import expression as ex
from fastapi_lint.project.flow.callbacks import Callbacks
from fastapi_lint.project.flow.called import CalledNames
from fastapi_lint.project.resolve.inference import Inference
from fastapi_lint.project.resolve.mentions import last_name
from fastapi_lint.project.resolve.scopes import Scope

_POOL = RunsOn.POOL


class HandingOver:
    """Knows the library functions that use worker threads, and those of the project that do so with what they get.

    `matters` tells of which functions it matters whether worker threads begin with them.
    """

    def __init__(
        self, inference: Inference, callbacks: Callbacks, called: CalledNames, matters: Callable[[Scope], bool]
    ) -> None:
        self._callbacks = callbacks
        self._called = called
        self._matters = matters
        self._wrapping = inference.catalog.running_on(_POOL, wraps=True)
        self._running = inference.catalog.running_on(_POOL, wraps=False) | starlette.STREAMING

    def definitions(self) -> list[Scope]:
        """The definitions that call something which may use a worker thread, by path and place."""
        names = {*self._wrapping, *self._running, *self._decorated_by(self._wrapping)}
        seen: set[Scope] = set()
        count = -1
        while count != len(names):
            count = len(names)
            for scope in self._called.speaking_of(names):
                if scope not in seen:
                    seen.add(scope)
                    names.update(self._passing_on(scope))
        return self._called.speaking_of(names)

    def _passing_on(self, scope: Scope) -> Iterator[str]:
        """The names by which others use worker threads because of this definition."""
        body = scope.body
        meant = self._called.meaning(self._wrapping)
        wrapped = {ex.CallResult(i) for i, call in enumerate(body.calls) if last_name(call.func) in meant}
        if wrapped:
            yield from (binding.target for binding in body.bindings if binding.value in wrapped)
            yield from (binding.attr for binding in body.attribute_bindings if binding.value in wrapped)
        around: Scope | None = scope
        while around is not None and not around.is_module:
            if any(_POOL in self._callbacks.given(around, name) for name in around.parameters):
                yield around.definition.name
            is_decorator = any(_POOL in self._callbacks.threads(around, name) for name in around.parameters)
            if is_decorator or any(child.definition.name == "__call__" for child in around.children):
                yield from self._decorated_by([around.definition.name])
            around = around.parent

    def _decorated_by(self, names: Iterable[str]) -> Iterator[str]:
        """The names of functions that matter, and that have one of these decorators."""
        decorated = self._called.decorated_by(frozenset(names))
        return (scope.definition.name for scope in decorated if self._matters(scope))
