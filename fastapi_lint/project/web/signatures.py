"""Signatures: which parameters FastAPI sees of a function that decorators of the project have changed."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi_lint.frameworks import python
from fastapi_lint.model import expression as ex
from fastapi_lint.model.facts import Parameter, ParameterKind
from fastapi_lint.project.resolve.inference import Inference
from fastapi_lint.project.resolve.names import Use
from fastapi_lint.project.resolve.parameters import header_use
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.project.resolve.values import FunctionValue


class Signatures:
    """Reads signatures as `inspect.signature` does: `__signature__` first, then what `functools.wraps` leads to."""

    def __init__(self, inference: Inference) -> None:
        self._inference = inference

    def parameters(self, scope: Scope) -> Iterator[tuple[Parameter, Use]]:
        """The parameters of a function as decorated: those of a wrapper that is none in name, and what others add."""
        seen = self.seen(scope)
        yield from ((parameter, header_use(seen)) for parameter in seen.definition.parameters)
        for wrappers in self._wrappers(scope):
            if seen in wrappers:
                return
            for wrapper in wrappers:
                yield from self._added(wrapper)

    def seen(self, scope: Scope) -> Scope:
        """The function that FastAPI takes a decorated one for: a wrapper without `functools.wraps`, or itself."""
        for wrappers in self._wrappers(scope):
            if wrappers and not any(map(self._is_transparent, wrappers)):
                return wrappers[0]
        return scope

    def _wrappers(self, scope: Scope) -> Iterator[list[Scope]]:
        """The functions that each decorator may put in the place of this one, outermost first."""
        for decorator in scope.definition.decorators:
            for value in self._inference.infer(decorator, header_use(scope)):
                if isinstance(value, FunctionValue) and value.scope is not scope:
                    yield self._made_by(value)

    def _made_by(self, decorator: FunctionValue) -> list[Scope]:
        """The nested functions that a decorator returns, but for an inner decorator that makes another of them."""
        nested = [one for one in self._functions(decorator) if _is_within(one.scope, decorator.scope)]
        below = {one.scope: {inner.scope for inner in self._functions(one)} for one in nested}
        made = {scope for scopes in below.values() for scope in scopes}
        return [one.scope for one in nested if one.scope in made or not below[one.scope]]

    def _functions(self, function: FunctionValue) -> list[FunctionValue]:
        results = self._inference.results.of_function(function.scope, function.receiver)
        return [result for result in results if isinstance(result, FunctionValue)]

    def _is_transparent(self, wrapper: Scope) -> bool:
        """True if the wrapper tells the signature of what it wraps, or one that was made for it."""
        around = wrapper.parent
        if around is None or python.WRAPS in self._inference.decorator_names(wrapper):
            return True
        name = ex.Name(wrapper.definition.name)
        body = around.body
        if any(one.attr in ("__signature__", "__wrapped__") and one.owner == name for one in body.attribute_bindings):
            return True
        calls = [number for number, call in enumerate(body.calls) if name in call.args]
        return any(self._is_call_of(around, number, python.UPDATE_WRAPPER) for number in calls)

    def _added(self, wrapper: Scope) -> Iterator[tuple[Parameter, Use]]:
        """The `inspect.Parameter(…)` made where a wrapper is given a `__signature__`."""
        around, name = wrapper.parent, ex.Name(wrapper.definition.name)
        if around is None:
            return
        body = around.body
        if not any(one.attr == "__signature__" and one.owner == name for one in body.attribute_bindings):
            return
        for number, call in enumerate(body.calls):
            if self._is_call_of(around, number, python.PARAMETER):
                kind, default = ParameterKind.KEYWORD_ONLY, call.argument(None, "default")
                yield (
                    Parameter("", kind, call.argument(None, "annotation"), default, call.line),
                    self._inference.use_of_call(around, number),
                )

    def _is_call_of(self, scope: Scope, number: int, name: str) -> bool:
        return any(getattr(callee, "name", "") == name for callee in self._inference.callee(scope, number))


def _is_within(scope: Scope, outer: Scope) -> bool:
    """True if a definition is nested in another, at any depth."""
    parent = scope.parent
    while parent is not None and parent is not outer:
        parent = parent.parent
    return parent is outer
