"""Descriptors: methods that are read like attributes, by `property` and what is like it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi_lint.frameworks import python
from fastapi_lint.model import expression as ex
from fastapi_lint.model.expression import Expression
from fastapi_lint.project.resolve.names import Use
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.project.resolve.values import ClassValue

if TYPE_CHECKING:
    from fastapi_lint.project.resolve.inference import Inference


class Descriptors:
    """Knows which methods run when they are read."""

    def __init__(self, inference: Inference) -> None:
        self._inference = inference
        self._made_by_project: dict[Scope, bool] = {}

    def is_property(self, function: Scope) -> bool:
        """True if reading the method from an object runs it."""
        if not function.definition.decorators:
            return False
        names = self._inference.decorator_names(function)
        return any(name in python.PROPERTIES for name in names) or self.is_of_project(function)

    def is_of_project(self, function: Scope) -> bool:
        """True if a class of the project's own makes the method an attribute, perhaps one of the class."""
        if function not in self._made_by_project:
            self._made_by_project[function] = False
            found = any(self._makes_attribute(each, function) for each in function.definition.decorators)
            self._made_by_project[function] = found
        return self._made_by_project[function]

    def _makes_attribute(self, decorator: Expression, function: Scope) -> bool:
        if isinstance(decorator, ex.CallResult):
            decorator = function.body.calls[decorator.call].func
        classes = self._inference.classes
        for value in self._inference.infer(decorator, Use(function, 1, (function.definition.line, 0))):
            if isinstance(value, ClassValue):
                bases = classes.library_bases(value.scope)
                return classes.member(value.scope, "__get__") is not None or any(b in python.PROPERTIES for b in bases)
        return False
