"""Dependencies: what FastAPI calls before a handler, as a tree flattened in the order of solving."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi_lint.frameworks import fastapi
from fastapi_lint.model import expression as ex
from fastapi_lint.model.expression import Expression
from fastapi_lint.model.facts import DefinitionTarget, ImportTarget, Parameter, ParameterKind
from fastapi_lint.project.assembly.calling import header_spot
from fastapi_lint.project.assembly.machine import Machine
from fastapi_lint.project.assembly.objects import (
    Class,
    Constant,
    Frame,
    Function,
    Instance,
    LibraryInstance,
    Partial,
    Unknown,
    Value,
    each_of,
)
from fastapi_lint.project.assembly.spot import Spot
from fastapi_lint.project.resolve.names import Use
from fastapi_lint.project.resolve.parameters import header_use
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.project.resolve.values import ObjectValue
from fastapi_lint.project.web.surface import Dependency

_DEEPEST = 12


class Dependencies:
    """Works out dependency trees; that of each callable once."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        self._inference = machine.inference
        self._trees: dict[object, tuple[Dependency, ...]] = {}
        self._active: set[object] = set()

    def of_endpoint(self, function: Value, endpoint: Scope) -> tuple[Dependency, ...]:
        """The dependencies of a handler: of the class whose method it is, and of its parameters."""
        found: list[Dependency] = []
        owner = endpoint.parent
        if endpoint.is_method and owner is not None and any(True for _ in self._fields(owner)):
            found += [Dependency(owner, endpoint, 1), *_deeper(self._of_class(owner))]
        found += self._of_callable(function)
        return unique(found)

    def of_list(self, given: Value | None, declared_in: Scope) -> tuple[Dependency, ...]:
        """The dependencies of a `dependencies=[Depends(x), …]` argument."""
        held = self._machine.evaluation.elements(given) if given is not None else None
        found: list[Dependency] = []
        for element in held or []:
            for each in each_of(element):
                marker = self._marker(each)
                if marker is not None:
                    found += self._resolved(marker[0], declared_in)
        return unique(found)

    def _marker(self, value: Value) -> tuple[Value | None] | None:
        """The callable that `Depends(…)` or `Security(…)` names; None within if it names none, None for others."""
        if isinstance(value, LibraryInstance) and fastapi.canonical(value.name) in fastapi.DEPENDENCY_MARKERS:
            given = value.argument(0, "dependency")
            return (None,) if isinstance(given, Constant) else (given,)
        if isinstance(value, Instance) and value.cls is not None:
            bases = self._inference.classes.library_bases(value.cls.scope)
            if any(fastapi.canonical(base) in fastapi.DEPENDENCY_MARKERS for base in bases):
                return (self._machine.attributes.get(value, "dependency"),)
        return None

    def _resolved(self, value: Value | None, declared_in: Scope) -> Iterator[Dependency]:
        for each in each_of(value) if value is not None else ():
            yield from self._with_tree(each, declared_in)

    def _with_tree(self, value: Value, declared_in: Scope) -> Iterator[Dependency]:
        """A dependency and, below it, its own."""
        if isinstance(value, Partial):
            yield from self._resolved(value.callee, declared_in)
        elif isinstance(value, Instance):
            method = self._machine.attributes.get(value, "__call__")
            if isinstance(method, Function):
                yield from self._with_tree(method, declared_in)
        elif isinstance(value, Unknown):
            for known in self._machine.translation.known(value):
                if not isinstance(known, Unknown):
                    yield from self._with_tree(known, declared_in)
        elif isinstance(value, Function):
            yield Dependency(_innermost(value).scope, declared_in, 1)
            yield from _deeper(self._of_callable(value))
        elif isinstance(value, Class):
            yield Dependency(value.scope, declared_in, 1)
            yield from _deeper(self._of_callable(value))

    def _of_callable(self, value: Value) -> tuple[Dependency, ...]:
        """The dependencies of a function's or class's own parameters."""
        if isinstance(value, Class):
            return self._of_class(value.scope)
        if isinstance(value, Function):
            function = _innermost(value)
            key: object = function if _is_closure(function) else function.scope
            return self._once(key, lambda: self._of_parameters(function))
        return ()

    def _of_class(self, scope: Scope) -> tuple[Dependency, ...]:
        return self._once(scope, lambda: self._of_constructor(scope))

    def _once(self, key: object, compute) -> tuple[Dependency, ...]:  # type: ignore[no-untyped-def]
        known = self._trees.get(key)
        if known is not None:
            return known
        if key in self._active or len(self._active) > _DEEPEST:
            return ()
        self._active.add(key)
        try:
            self._trees[key] = unique(list(compute()))
        finally:
            self._active.discard(key)
        return self._trees[key]

    def _of_constructor(self, scope: Scope) -> Iterator[Dependency]:
        """Of a class: the parameters of its constructor; its annotated fields are such parameters as well."""
        member = self._inference.classes.member(scope, "__init__")
        constructor = member.function() if member else None
        if constructor is not None:
            yield from self._of_parameters(self._machine.function(constructor))
        for field, owner in self._fields(scope):
            dependency = self._inference.parameters.dependency(owner, field)
            if dependency is not None:
                yield from self._of_expression(dependency, field, owner, None)

    def _of_parameters(self, function: Function) -> Iterator[Dependency]:
        scope = function.scope
        for parameter in scope.definition.parameters:
            marker = None
            if parameter.default is not None:
                default = self._machine.calling.default(function, parameter)
                markers = [self._marker(each) for each in each_of(default)] if default is not None else []
                marker = next((each for each in markers if each is not None), None)
            if marker is not None and marker[0] is not None:
                yield from self._resolved(marker[0], scope)
                continue
            dependency = self._inference.parameters.dependency(scope, parameter)
            if dependency is not None:
                yield from self._of_expression(dependency, parameter, scope, function.frame)

    def _of_expression(
        self, dependency: tuple[Expression | None, Use], parameter: Parameter, scope: Scope, frame: Frame | None
    ) -> Iterator[Dependency]:
        """A dependency as it is written in an annotation, or the annotated class itself for `Depends()`."""
        expression, use = dependency
        if expression is not None and expression != ex.NONE:
            yield from self._resolved(self._evaluated(expression, use, scope, frame), scope)
            return
        for value in self._inference.annotations.values(parameter.annotation, header_use(scope)):
            if isinstance(value, ObjectValue):
                yield from self._with_tree(self._machine.class_of(value.scope), scope)

    def _evaluated(self, expression: Expression, use: Use, scope: Scope, frame: Frame | None) -> Value:
        """In the frame in which the function was defined where the expression stands there, else in its module."""
        around = frame
        while around is not None:
            if use.scope is scope:
                return self._machine.evaluation.evaluate(expression, header_spot(scope, around))
            if use.scope is around.scope and around.parent is not None:
                return self._machine.evaluation.evaluate(expression, Spot(use.scope, around, use.block, use.place))
            around = around.parent
        return self._machine.evaluate(expression, use)

    def _fields(self, scope: Scope) -> Iterator[tuple[Parameter, Scope]]:
        """Attributes of a class that are filled by `Depends`, its bases' first, as parameters."""
        for owner in reversed(self._inference.classes.mro(scope)):
            for binding in owner.definition.body.bindings:
                value: Expression | None = None
                if not isinstance(binding.value, DefinitionTarget | ImportTarget | ex.Unknown):
                    value = binding.value
                kind, span = ParameterKind.KEYWORD_ONLY, owner.definition.span
                field = Parameter(binding.target, kind, binding.annotation, value, span)
                if binding.annotation is not None and self._inference.parameters.dependency(owner, field) is not None:
                    yield field, owner


def _innermost(function: Function) -> Function:
    """What FastAPI reads the parameters of: it follows `__wrapped__`, as `inspect.signature` does."""
    while isinstance(function.wrapped, Function):
        function = function.wrapped
    return function


def _is_closure(function: Function) -> bool:
    """True if the function may differ from others made by the same `def`."""
    return any(frame.scope.is_function for frame in _frames(function.frame))


def _frames(frame: Frame | None) -> Iterator[Frame]:
    while frame is not None:
        yield frame
        frame = frame.parent


def _deeper(dependencies: tuple[Dependency, ...]) -> Iterator[Dependency]:
    return (Dependency(d.scope, d.declared_in, d.depth + 1) for d in dependencies)


def unique(dependencies: list[Dependency]) -> tuple[Dependency, ...]:
    """The dependencies, each callable once, where it is solved first: FastAPI caches its result for the request."""
    found: dict[Scope, Dependency] = {}
    for dependency in dependencies:
        found.setdefault(dependency.scope, dependency)
    return tuple(found.values())
