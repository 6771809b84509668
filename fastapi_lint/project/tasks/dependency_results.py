"""Dependencies whose result is a coroutine: the handler gets the object, and nothing runs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from fastapi_lint.model import expression as ex
from fastapi_lint.model.misuse import DEPENDENCY_COROUTINE, Misuse
from fastapi_lint.project.flow.awaitables import COROUTINE, Awaitables
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.project.resolve.values import LambdaValue
from fastapi_lint.project.web.surface import Dependency


class DependencyResults:
    """Finds what dependencies give that is a coroutine."""

    def __init__(self, awaitables: Awaitables, dependencies: Iterable[Dependency]) -> None:
        self._awaitables = awaitables
        self._lambdas: dict[Scope, set[int]] = {}
        self._functions: set[Scope] = set()
        for one in dependencies:
            if one.block:
                self._lambdas.setdefault(one.scope, set()).add(one.block)
            elif one.called is one.scope and one.scope.is_function:
                self._functions.add(one.scope)

    def of(self, scope: Scope) -> Iterator[Misuse]:
        """All of one definition: lambdas in it that are dependencies, and what it gives if it is one itself."""
        for block in sorted(self._lambdas.get(scope, ())):
            if self._awaitables.of_callee(LambdaValue(scope, block)) == COROUTINE:
                span = scope.body.blocks[block].span
                yield Misuse(DEPENDENCY_COROUTINE, span, "lambda", "")
        if scope in self._functions and scope.definition.name != "__init__":
            yield from self._of_function(scope)

    def _of_function(self, scope: Scope) -> Iterator[Misuse]:
        kind = "yield" if scope.definition.is_generator else "return"
        for outcome in scope.body.outcomes:
            value = outcome.value
            if outcome.kind != kind or scope.lambda_of(outcome.block) is not None:
                continue
            if isinstance(value, ex.CallResult) and self._awaitables.of_call(scope, value.call) == COROUTINE:
                yield Misuse(DEPENDENCY_COROUTINE, outcome.span, kind, scope.definition.name)
