"""What frameworks hand to functions of the project whose parameters have no annotations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi_lint.frameworks import fastapi, starlette
from fastapi_lint.model import expression as ex
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.project.resolve.values import FunctionValue, LibraryObject, LibraryValue, Values

if TYPE_CHECKING:
    from fastapi_lint.project.resolve.inference import Inference


class Provided:
    """Knows middleware, exception handlers and lifespans."""

    def __init__(self, inference: Inference) -> None:
        self._inference = inference
        self._lifespans: frozenset[Scope] | None = None

    def given(self, function: Scope, name: str) -> Values:
        """What a framework gives for the parameter; empty if it is not known to call the function."""
        names = [parameter.name for parameter in function.definition.parameters]
        if function.is_method:
            names = names[1:]
        if not names or names[0] != name:
            return ()
        return self._first_of_method(function) if function.is_method else self._first_of_function(function)

    def _first_of_method(self, method: Scope) -> Values:
        assert method.parent is not None
        for base in self._inference.classes.library_bases(method.parent):
            key = f"{self._inference.library_name(base)}.{method.definition.name}"
            if key in starlette.FIRST_PARAMETERS:
                return (LibraryObject(starlette.FIRST_PARAMETERS[key]),)
        return ()

    def _first_of_function(self, function: Scope) -> Values:
        if function in self._given_as_lifespan():
            return (LibraryObject(fastapi.APPLICATION),)
        for decorator in function.definition.decorators:
            if not isinstance(decorator, ex.CallResult):
                continue
            for value in self._inference.callee(function, decorator.call):
                owner, _, method = value.name.rpartition(".") if isinstance(value, LibraryValue) else ("", "", "")
                if method in starlette.FIRST_PARAMETERS and fastapi.kind_of(self._inference.library_name(owner)):
                    return (LibraryObject(starlette.FIRST_PARAMETERS[method]),)
        return ()

    def _given_as_lifespan(self) -> frozenset[Scope]:
        if self._lifespans is None:
            self._lifespans = frozenset()
            self._lifespans = frozenset(
                value.scope
                for scope in self._inference.mentions.of(starlette.LIFESPAN_KEYWORD)
                for number, call in enumerate(scope.body.calls)
                for keyword, argument in call.keywords
                if keyword == starlette.LIFESPAN_KEYWORD
                for value in self._inference.infer(argument, self._inference.use_of_call(scope, number))
                if isinstance(value, FunctionValue)
            )
        return self._lifespans
