"""Dependencies: what FastAPI calls before a handler, as a tree flattened in the order of solving."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from fastapi_lint.model import expression as ex
from fastapi_lint.model.expression import Expression
from fastapi_lint.model.facts import DefinitionTarget, ImportTarget, Parameter, ParameterKind
from fastapi_lint.project.resolve.inference import Inference
from fastapi_lint.project.resolve.parameters import header_use
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.project.resolve.values import ClassValue, FunctionValue, ObjectValue, Value
from fastapi_lint.project.web.runs import Place, Run
from fastapi_lint.project.web.surface import Dependency
from fastapi_lint.project.web.tracing import Tracing

_DEEPEST = 12


class Need(NamedTuple):
    """A callable that FastAPI calls for a dependency.

    `reported` is what a reader knows it by (function, class, `__call__`); `takes` is the definition whose parameters
    are its own dependencies (for a class its constructor).
    """

    reported: Scope
    takes: Scope


class Dependencies:
    """Works out dependency trees; that of each callable once."""

    def __init__(self, inference: Inference, tracing: Tracing) -> None:
        self._inference = inference
        self._tracing = tracing
        self._trees: dict[Need, tuple[Dependency, ...]] = {}
        self._active: set[Need] = set()
        self.needs: dict[Need, None] = {}

    def of_endpoint(self, endpoint: Scope) -> tuple[Dependency, ...]:
        """The dependencies of a handler: of the class whose method it is, and of its parameters."""
        found: list[Dependency] = []
        owner = endpoint.parent
        if endpoint.is_method and owner is not None:
            of_class = self._subtree(Need(owner, owner))
            if of_class and any(True for _ in self._fields(owner)):
                found += [Dependency(owner, endpoint, 1), *_deeper(of_class)]
        found += self._subtree(Need(endpoint, self._constructor(endpoint)))
        return unique(found)

    def of_list(self, place: Place, declared_in: Scope) -> tuple[Dependency, ...]:
        """The dependencies of a `dependencies=[Depends(x), …]` argument."""
        found: list[Dependency] = []
        for element in self._tracing.elements(place) or []:
            for root in self._tracing.roots(element):
                marker = self._inference.parameters.marker_argument(root.expression, root.use)
                if marker is None or marker[0] is None:
                    continue
                found += self._resolved(Place(marker[0], marker[1], root.run), declared_in)
        return unique(found)

    def _resolved(self, place: Place, declared_in: Scope) -> Iterator[Dependency]:
        for root in self._tracing.roots(place):
            for value in self._inference.infer(root.expression, root.use):
                need = self.need(value)
                if need is not None:
                    yield from self._with_subtree(need, declared_in)

    def _with_subtree(self, need: Need, declared_in: Scope) -> Iterator[Dependency]:
        self.needs.setdefault(need)
        yield Dependency(need.reported, declared_in, 1)
        yield from _deeper(self._subtree(need))

    def need(self, value: Value) -> Need | None:
        """The callable of the project that a dependency stands for, or None."""
        if isinstance(value, FunctionValue):
            return Need(value.scope, value.scope)
        if isinstance(value, ClassValue):
            return Need(value.scope, self._constructor(value.scope))
        if isinstance(value, ObjectValue):
            member = self._inference.classes.member(value.scope, "__call__")
            function = member.function() if member else None
            return Need(function, function) if function is not None else None
        return None

    def _constructor(self, scope: Scope) -> Scope:
        """The `__init__` of a class, or what is not a class itself."""
        if not scope.is_class:
            return scope
        member = self._inference.classes.member(scope, "__init__")
        return (member.function() if member else None) or scope

    def _subtree(self, need: Need) -> tuple[Dependency, ...]:
        known = self._trees.get(need)
        if known is not None:
            return known
        if need in self._active or len(self._active) > _DEEPEST:
            return ()
        self._active.add(need)
        try:
            found = [d for parameter, scope in self._taken(need) for d in self._of_parameter(parameter, scope)]
        finally:
            self._active.discard(need)
        self._trees[need] = unique(found)
        return self._trees[need]

    def _taken(self, need: Need) -> Iterator[tuple[Parameter, Scope]]:
        """The parameters of a callable; the annotated fields of a class are parameters of its constructor."""
        if need.takes.is_function:
            yield from ((parameter, need.takes) for parameter in need.takes.definition.parameters)
        if need.reported.is_class:
            yield from self._fields(need.reported)

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

    def _of_parameter(self, parameter: Parameter, scope: Scope) -> Iterator[Dependency]:
        dependency = self._inference.parameters.dependency(scope, parameter)
        if dependency is None:
            return
        expression, use = dependency
        if expression is not None:
            yield from self._resolved(Place(expression, use, None), scope)
            return
        for value in self._inference.annotations.values(parameter.annotation, header_use(scope)):
            if isinstance(value, ObjectValue):
                yield from self._with_subtree(Need(value.scope, self._constructor(value.scope)), scope)


def _deeper(dependencies: tuple[Dependency, ...]) -> Iterator[Dependency]:
    return (Dependency(d.scope, d.declared_in, d.depth + 1) for d in dependencies)


def unique(dependencies: list[Dependency]) -> tuple[Dependency, ...]:
    """The dependencies, each callable once, where it is solved first: FastAPI caches its result for the request."""
    found: dict[Scope, Dependency] = {}
    for dependency in dependencies:
        found.setdefault(dependency.scope, dependency)
    return tuple(found.values())


def run_place(expression: Expression, inference: Inference, scope: Scope, index: int, run: Run | None) -> Place:
    """An argument of the `index`-th call of a definition, read for a run."""
    return Place(expression, inference.use_of_call(scope, index), run)
