"""Markers: the `Depends(...)` and `Security(...)` that fill a parameter or stand in a list."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from fastapi_lint.frameworks import fastapi
from fastapi_lint.model import expression as ex
from fastapi_lint.model.expression import Expression
from fastapi_lint.model.facts import DefinitionTarget, ImportTarget, Parameter
from fastapi_lint.project.assembly.machine import Machine
from fastapi_lint.project.assembly.objects import (
    Constant,
    Frame,
    Function,
    Instance,
    LibraryInstance,
    Unknown,
    Value,
    each_of,
    likely_of,
)
from fastapi_lint.project.assembly.spot import Spot, header_spot
from fastapi_lint.project.resolve.names import Use
from fastapi_lint.project.resolve.values import BoundName, BoundParameter

_DEEPEST = 8


class Marker(NamedTuple):
    """One `Depends`. `argument` is what it is given, None for a bare `Depends()`."""

    argument: Value | None


class Taken(NamedTuple):
    """A parameter to fill: where its annotation and default stand, and the function that has it if that is at hand."""

    parameter: Parameter
    use: Use
    function: Function | None = None

    @property
    def frame(self) -> Frame | None:
        """The frame in which the function was defined."""
        return self.function.frame if self.function is not None else None


class Markers:
    """Finds markers, also behind aliases and functions of the project that make them."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        self._inference = machine.inference

    def of_parameter(self, taken: Taken) -> list[Marker]:
        """The markers that may fill a parameter: its default, else the last one within `Annotated[...]`.

        Several if it is not known which branch makes them. Inside a union FastAPI finds none.
        """
        parameter = taken.parameter
        if parameter.default is not None and not isinstance(parameter.default, ex.Constant):
            found = self.among(self._default(parameter.default, taken))
            if found:
                return found
        if parameter.annotation is not None:
            for expression, use in reversed(list(self._metadata(parameter.annotation, taken.use, taken, 0))):
                found = self.among(self._evaluated(expression, use, taken))
                if found:
                    return found
        return []

    def among(self, value: Value | None) -> list[Marker]:
        """The markers among the alternatives of a value."""
        found = [self._marker(each) for each in likely_of(value)] if value is not None else []
        return [marker for marker in found if marker is not None]

    def _marker(self, value: Value) -> Marker | None:
        if isinstance(value, LibraryInstance) and fastapi.canonical(value.name) in fastapi.DEPENDENCY_MARKERS:
            given = value.argument(0, "dependency")
            return Marker(None if isinstance(given, Constant) else given)
        if not isinstance(value, Instance):
            return None
        is_marker = any(fastapi.canonical(base) in fastapi.DEPENDENCY_MARKERS for base in self.bases(value))
        return Marker(self._machine.attributes.get(value, "dependency")) if is_marker else None

    def bases(self, value: Instance) -> tuple[str, ...]:
        """The classes of libraries from which that of an object is derived."""
        return tuple(self._inference.classes.library_bases(value.cls.scope)) if value.cls is not None else ()

    def _default(self, default: Expression, taken: Taken) -> Value | None:
        if taken.function is not None:
            return self._machine.calling.default(taken.function, taken.parameter)
        return self._machine.evaluate(default, taken.use)

    def _metadata(self, annotation: Expression, use: Use, taken: Taken, depth: int) -> Iterator[tuple[Expression, Use]]:
        """What stands behind the type in `Annotated[...]`, in order; nested ones and aliases opened."""
        if depth > _DEEPEST:
            return
        if isinstance(annotation, ex.Name | ex.Attribute):
            for aliased, place in self._aliased(annotation, use, taken):
                yield from self._metadata(aliased, place, taken, depth + 1)
        elif isinstance(annotation, ex.Subscript):
            arguments = annotation.key.elements if isinstance(annotation.key, ex.Collection) else (annotation.key,)
            form = self._inference.annotations.form(annotation.value, use)
            if form == "Annotated":
                yield from self._metadata(arguments[0], use, taken, depth + 1)
                yield from ((argument, use) for argument in arguments[1:])
            elif not form:  # `Alias[int]`: a generic alias
                yield from self._metadata(annotation.value, use, taken, depth + 1)

    def _aliased(self, name: ex.Name | ex.Attribute, use: Use, taken: Taken) -> Iterator[tuple[Expression, Use]]:
        """What a name in an annotation stands for: assignments, or what a function around it was given."""
        names, attributes = self._inference.names, self._inference.attributes
        targets = names.lookup(name.id, use) if isinstance(name, ex.Name) else attributes.targets(name, use)
        for target in targets:
            if isinstance(target, BoundName):
                binding = target.binding
                if not isinstance(binding.value, ImportTarget | DefinitionTarget):
                    yield binding.value, Use(target.scope, binding.block, (binding.line, binding.column))
            elif isinstance(target, BoundParameter):
                for value in each_of(self._evaluated(name, use, taken)):
                    if isinstance(value, Unknown) and value.expression != name:
                        yield value.expression, value.use

    def _evaluated(self, expression: Expression, use: Use, taken: Taken) -> Value:
        """In the frame in which the function was defined where the expression stands there, else in its module."""
        around = taken.frame
        while around is not None and taken.function is not None:
            if use.scope is taken.function.scope:
                return self._machine.evaluation.evaluate(expression, header_spot(use.scope, around))
            if use.scope is around.scope and around.parent is not None:
                return self._machine.evaluation.evaluate(expression, Spot(use.scope, around, use.block, use.place))
            around = around.parent
        return self._machine.evaluate(expression, use)
