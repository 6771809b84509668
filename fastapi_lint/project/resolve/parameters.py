"""Parameters: what a function is given, by its annotations, by FastAPI's dependency injection, or by its class."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from fastapi_lint.frameworks import fastapi, python
from fastapi_lint.model import expression as ex
from fastapi_lint.model.expression import Expression
from fastapi_lint.model.facts import Parameter, ParameterKind
from fastapi_lint.project.resolve.containers import without_literals
from fastapi_lint.project.resolve.memory import Table
from fastapi_lint.project.resolve.names import Use
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.project.resolve.values import (
    LITERAL_TYPES,
    BoundName,
    ClassValue,
    CollectionValue,
    FunctionValue,
    LibraryObject,
    LibraryValue,
    ObjectValue,
    Values,
    merged,
)

if TYPE_CHECKING:
    from fastapi_lint.project.resolve.inference import Inference

_ANYTHING = ("Any", "object")
"""Annotations that say no more than none."""


class Parameters:
    """Works out the values of parameters."""

    def __init__(self, inference: Inference) -> None:
        self._inference = inference
        self._known: Table = {}

    def values(self, scope: Scope, name: str) -> Values:
        """What the parameter `name` of a function is given, as far as its declaration tells."""
        return self._inference.once(self._known, (scope, name), self._values, scope, name)

    def _values(self, scope: Scope, name: str) -> Values:
        parameter = scope.parameters.get(name)
        if parameter is None:
            return ()
        receiver = self._receiver(scope, parameter)
        if receiver is not None:
            return receiver
        use = header_use(scope)
        declared = self._inference.annotations.values(parameter.annotation, use)
        if parameter.kind in (ParameterKind.VAR_POSITIONAL, ParameterKind.VAR_KEYWORD):
            return self._spread(scope, parameter, declared)
        dependency = self.dependency(scope, parameter)
        if dependency is not None and not _is_informative(declared):
            return self.injected(dependency, declared, use)
        if dependency is not None:
            return self._narrowed_by_dependency(declared, self.injected(dependency, declared, use))
        return declared if self.is_declared(scope, parameter) else self._undeclared(scope, parameter, use)

    def is_declared(self, scope: Scope, parameter: Parameter) -> bool:
        """True if an annotation says something of the parameter: `Any` and `object` say no more than none."""
        annotation = parameter.annotation
        return annotation is not None and (
            self._inference.annotations.form(annotation, header_use(scope)) not in _ANYTHING
        )

    def _spread(self, scope: Scope, parameter: Parameter, declared: Values) -> Values:
        """`*args` and `**kwargs`: of what is declared, or else of what callers give."""
        given = (
            () if declared or not self._inference.is_shallow else self._inference.callers.given(scope, parameter.name)
        )
        held = next((value for value in given if isinstance(value, CollectionValue)), CollectionValue(declared))
        if parameter.kind is ParameterKind.VAR_POSITIONAL:
            return (replace(held, kind="tuple"),)
        return (replace(held, kind="dict", names=(LITERAL_TYPES[str],)),)

    def _undeclared(self, scope: Scope, parameter: Parameter, use: Use) -> Values:
        """A parameter without annotation: what a framework gives there, what an overridden method declares, or what the
        default is and the callers give.

        Of a literal only the class counts: a caller may give another string.
        """
        inference = self._inference
        provided = inference.provided.given(scope, parameter.name) or self._inherited(scope, parameter.name)
        if provided:
            return provided
        default = without_literals(inference.infer(parameter.default, use)) if parameter.default is not None else ()
        return merged(default, inference.callers.given(scope, parameter.name) if inference.is_shallow else ())

    def _inherited(self, scope: Scope, name: str) -> Values:
        """What the method that this one overrides declares for the parameter of this name."""
        if not scope.is_method or scope.parent is None or scope.definition.name == "__init__":
            return ()
        member = self._inference.classes.member_after(scope.parent, scope.definition.name)
        overridden = member.function() if member is not None else None
        above = overridden.parameters.get(name) if overridden is not None else None
        if overridden is None or above is None or above.annotation is None or overridden is scope:
            return ()
        return self._inference.annotations.values(above.annotation, header_use(overridden))

    def _receiver(self, scope: Scope, parameter: Parameter) -> Values | None:
        """The object or class that a method's first parameter is bound to, or None for other parameters."""
        owner = scope.parent
        if owner is None or not scope.is_method or scope.definition.parameters[0] != parameter:
            return None
        decorators = self._inference.decorator_names(scope)
        if python.STATIC in decorators:
            return None
        if python.CLASS_METHOD in decorators or scope.definition.name in ("__new__", "__init_subclass__"):
            return (ClassValue(owner, own=True),)
        return (ObjectValue(owner, own=True),)

    def dependency(self, scope: Scope, parameter: Parameter) -> tuple[Expression | None, Use] | None:
        """The argument of the `Depends` that fills a parameter, and where it stands; None if there is no `Depends`.

        The expression is None for a bare `Depends()`, which stands for the annotated class.
        """
        use = header_use(scope)
        if parameter.default is not None:
            found = self.marker_argument(parameter.default, use)
            if found is not None:
                return found
        return self._annotated_dependency(parameter.annotation, use) if parameter.annotation is not None else None

    def _annotated_dependency(
        self, annotation: Expression, use: Use, depth: int = 0
    ) -> tuple[Expression | None, Use] | None:
        """The `Depends` within `Annotated[...]`, also behind an alias, `Optional` or a union."""
        if depth > 6:
            return None
        if isinstance(annotation, ex.Subscript):
            arguments = annotation.key.elements if isinstance(annotation.key, ex.Collection) else (annotation.key,)
            form = self._inference.annotations.form(annotation.value, use)
            if form == "Annotated":
                for argument in arguments[1:]:
                    found = self.marker_argument(argument, use)
                    if found is not None:
                        return found
            if form in ("Annotated", "Optional", "Union"):
                for argument in arguments[:1] if form == "Annotated" else arguments:
                    found = self._annotated_dependency(argument, use, depth + 1)
                    if found is not None:
                        return found
            return None
        if isinstance(annotation, ex.Operation):
            inner = (self._annotated_dependency(operand, use, depth + 1) for operand in annotation.operands)
            return next((found for found in inner if found is not None), None)
        for target in self._targets(annotation, use):
            place = Use(target.scope, target.binding.block, (target.binding.line, target.binding.column))
            found = self._annotated_dependency(target.binding.value, place, depth + 1)  # type: ignore[arg-type]
            if found is not None:
                return found
        return None

    def _targets(self, annotation: Expression, use: Use) -> list[BoundName]:
        """The assignments that a name in an annotation goes back to."""
        if isinstance(annotation, ex.Name):
            targets = self._inference.names.lookup(annotation.id, use)
        elif isinstance(annotation, ex.Attribute):
            targets = self._inference.attributes.targets(annotation, use)
        else:
            return []
        return [t for t in targets if isinstance(t, BoundName)]

    def marker_argument(self, expression: Expression, use: Use, depth: int = 0) -> tuple[Expression | None, Use] | None:
        """If the expression is `Depends(x)` or `Security(x)`: x (None without argument) and its place.

        Also if it is a call of a function of the project that returns one.
        """
        if depth > 6:
            return None
        if isinstance(expression, ex.Name | ex.Attribute):
            for target in self._targets(expression, use):
                value = target.binding.value
                place = Use(target.scope, target.binding.block, (target.binding.line, target.binding.column))
                if isinstance(value, ex.CallResult):
                    return self.marker_argument(value, place, depth + 1)
            return None
        if isinstance(expression, ex.WrittenCall):
            return self._written_marker(expression, use)
        if not isinstance(expression, ex.CallResult):
            return None
        call = use.scope.body.calls[expression.call]
        callees = self._inference.callee(use.scope, expression.call)
        names = {fastapi.canonical(v.name) for v in callees if isinstance(v, LibraryValue)}
        if not names & fastapi.DEPENDENCY_MARKERS:
            made = (self._made_by(v.scope, depth + 1) for v in callees if isinstance(v, FunctionValue))
            return next((found for found in made if found is not None), None)
        return call.argument(0, "dependency"), self._inference.use_of_call(use.scope, expression.call)

    def _made_by(self, scope: Scope, depth: int) -> tuple[Expression | None, Use] | None:
        """The first marker that a function returns."""
        for outcome in scope.body.outcomes:
            if outcome.kind == "return" and isinstance(outcome.value, ex.CallResult | ex.Name):
                use = Use(scope, outcome.block, (outcome.line, outcome.column))
                found = self.marker_argument(outcome.value, use, depth)
                if found is not None:
                    return found
        return None

    def _written_marker(self, expression: ex.WrittenCall, use: Use) -> tuple[Expression | None, Use] | None:
        """`Depends(x)` in an annotation that is a string."""
        values = self._inference.infer(expression.func, use)
        names = {fastapi.canonical(value.name) for value in values if isinstance(value, LibraryValue)}
        if not names & fastapi.DEPENDENCY_MARKERS:
            return None
        named = (value for keyword, value in expression.keywords if keyword == "dependency")
        return next(iter(expression.args), next(named, None)), use

    def injected(self, dependency: tuple[Expression | None, Use], declared: Values, use: Use) -> Values:
        """What FastAPI injects for a dependency: the result of calling it, or the element that it yields."""
        expression, place = dependency
        if expression is None:
            return declared
        found: list[Values] = []
        for value in self._inference.infer(expression, place):
            result = self._inference.results.of_value(value)
            if isinstance(value, FunctionValue) and value.scope.definition.is_generator:
                result = merged((), *(v.elements for v in result if isinstance(v, CollectionValue)))
            found.append(result)
        return merged(*found) if found else ()

    @staticmethod
    def _narrowed_by_dependency(declared: Values, injected: Values) -> Values:
        """What the dependency gives where that says exactly which class it is, else what is declared."""
        exact = tuple(v for v in injected if isinstance(v, ObjectValue) and v.exact)
        return exact if exact and any(isinstance(v, ObjectValue) for v in declared) else declared


def header_use(scope: Scope) -> Use:
    """The place at which a definition's decorators, defaults and annotations are evaluated."""
    return Use(scope, 1, (scope.definition.line, 1 << 20))


def _is_informative(values: Values) -> bool:
    return any(isinstance(v, ObjectValue | LibraryObject | CollectionValue) for v in values)
