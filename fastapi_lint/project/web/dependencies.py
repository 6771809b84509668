"""Dependencies: what FastAPI calls before a handler, as a tree flattened in the order of solving."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from fastapi_lint.frameworks import python
from fastapi_lint.model import expression as ex
from fastapi_lint.model.expression import Expression
from fastapi_lint.model.facts import DefinitionTarget, ImportTarget, Parameter, ParameterKind
from fastapi_lint.project.assembly.machine import Machine
from fastapi_lint.project.assembly.objects import (
    Class,
    Constant,
    Function,
    Instance,
    LambdaFunction,
    Library,
    LibraryInstance,
    Value,
    each_of,
    likely_of,
)
from fastapi_lint.project.resolve.names import END_OF_FILE, Use
from fastapi_lint.project.resolve.parameters import header_use
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.project.resolve.values import ObjectValue
from fastapi_lint.project.web.authenticators import called_back
from fastapi_lint.project.web.dependency_markers import Markers, Taken
from fastapi_lint.project.web.needs import Need, Needs
from fastapi_lint.project.web.signatures import Signatures
from fastapi_lint.project.web.surface import Dependency

_DEEPEST = 12
_CONSTRUCTORS = ("__init__", "__new__")


class Dependencies:
    """Works out dependency trees; that of each callable once. `trees` are those of all callables met so far."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        self._inference = machine.inference
        self._signatures = Signatures(machine.inference)
        self._markers = Markers(machine)
        self._needs = Needs(machine, self._signatures)
        self._known: dict[object, tuple[Dependency, ...]] = {}
        self._active: set[object] = set()
        self.trees: dict[Scope, tuple[Dependency, ...]] = {}
        self.taken: dict[tuple[Scope, int], dict[Taken, None]] = {}  # what FastAPI fills, by callable and lambda
        self.seen: dict[Scope, tuple[Scope, ...]] = {}  # what an endpoint is to FastAPI, if decorators change it

    def of_endpoint(self, function: Value, endpoint: Scope) -> tuple[Dependency, ...]:
        """The dependencies of a handler: of the class whose method it is, and of its parameters."""
        found: list[Dependency] = []
        owner = endpoint.parent
        if endpoint.is_method and owner is not None and self._is_of_fresh_instance(function, endpoint, owner):
            found += self._with_subtree(Need(owner, self._machine.class_of(owner), owner), endpoint)
        needs = list(self._needs.of(function))
        for need in needs:
            found += self._subtree(need)
        self.seen[endpoint] = tuple(need.reported for need in needs)
        self.trees[endpoint] = unique(found)
        return self.trees[endpoint]

    def _is_of_fresh_instance(self, function: Value, endpoint: Scope, owner: Scope) -> bool:
        """True for methods of classes that a decorator makes FastAPI construct for each request."""
        if any(True for _ in self._fields(owner)):
            return True
        is_bound = isinstance(function, Function) and function.receiver is not None
        is_static = python.STATIC in self._inference.decorator_names(endpoint)
        return bool(owner.definition.decorators) and not is_bound and not is_static

    def of_list(self, given: Value | None, declared_in: Scope) -> tuple[Dependency, ...]:
        """The dependencies of a `dependencies=[Depends(x), …]` argument."""
        held = self._machine.evaluation.elements(given) if given is not None else None
        found: list[Dependency] = []
        for element in held or []:
            for marker in self._markers.among(element):
                if marker.argument is not None:
                    found += self.of(marker.argument, declared_in)
        return unique(found)

    def outside(self, given: Value | None) -> frozenset[str]:
        """The names of the callables of libraries in a `dependencies=[…]` argument; `` for what is not known."""
        found: set[str] = set()
        for each in each_of(given) if given is not None else ():
            held = self._machine.evaluation.elements(each)
            if held is None or not getattr(each, "complete", True):
                found |= set() if each == Constant(None) else {""}
            for element in held or ():
                markers = self._markers.among(element)
                found |= set() if markers else {""}
                found |= {name for one in markers if one.argument is not None for name in self._foreign(one.argument)}
        return frozenset(found)

    def _foreign(self, value: Value) -> Iterator[str]:
        for each in likely_of(value):
            if isinstance(each, Library | LibraryInstance):
                yield each.name
            elif isinstance(each, Instance) and (names := self._markers.bases(each)):
                yield from names
            elif not any(True for _ in self._needs.of(each)):
                yield ""

    def at(self, expression: Expression, use: Use) -> tuple[Dependency, ...]:
        """A callable, by an expression outside of running code, and all that it depends on."""
        return unique(list(self.of(self._machine.evaluate(expression, use), use.scope)))

    def of(self, value: Value, declared_in: Scope) -> Iterator[Dependency]:
        """A callable and, below it, what it depends on."""
        for need in self._needs.of(value):
            yield from self._with_subtree(need, declared_in)
        for each in likely_of(value):
            for called in called_back(self._machine, each):
                yield from (replace(one, depth=one.depth + 1) for one in self.of(called, declared_in))

    def _with_subtree(self, need: Need, declared_in: Scope) -> Iterator[Dependency]:
        yield Dependency(need.reported, declared_in, 1, need.called, need.block)
        for one in self._subtree(need):
            yield replace(one, depth=one.depth + 1)

    def _subtree(self, need: Need) -> tuple[Dependency, ...]:
        key = need.key
        known = self._known.get(key)
        if known is not None:
            return known
        if key in self._active or len(self._active) > _DEEPEST:
            return ()
        self._active.add(key)
        try:
            parameters = list(need.left(self._taken(need)))
            self.taken.setdefault((need.reported, need.block), {}).update(dict.fromkeys(parameters))
            found = [one for taken in parameters for one in self._of_parameter(taken)]
        finally:
            self._active.discard(key)
        self._known[key] = unique(found)
        if not need.block:
            self.trees[need.reported] = self._known[key]
        return self._known[key]

    def _taken(self, need: Need) -> Iterator[Taken]:
        """The parameters of a callable; the annotated fields of a class are parameters of its constructor."""
        takes = need.takes
        if isinstance(takes, LambdaFunction):
            block = takes.scope.body.blocks[takes.block]
            use = Use(takes.scope, block.parent, END_OF_FILE)
            yield from (Taken(parameter, use) for parameter in block.parameters)
        elif isinstance(takes, Class):
            yield from self._of_class(takes.scope)
        else:
            for parameter, use in self._signatures.parameters(takes.scope):
                is_own = takes.scope.parameters.get(parameter.name) is parameter
                yield Taken(parameter, use, takes if is_own else None)

    def _of_class(self, scope: Scope) -> Iterator[Taken]:
        """The parameters of a class's constructor, without the object itself, and its fields."""
        members = (self._inference.classes.member(scope, name) for name in _CONSTRUCTORS)
        constructor = next((f for f in (member.function() for member in members if member) if f is not None), None)
        if constructor is not None:
            made = self._machine.function(constructor)
            for parameter in constructor.definition.parameters[1:]:
                yield Taken(parameter, header_use(constructor), made)
        yield from self._fields(scope)

    def _fields(self, scope: Scope) -> Iterator[Taken]:
        """Attributes of a class that are filled by `Depends`, its bases' first, as parameters."""
        for owner in reversed(self._inference.classes.mro(scope)):
            for binding in owner.body.bindings:
                if binding.annotation is None:
                    continue
                value: Expression | None = None
                if not isinstance(binding.value, DefinitionTarget | ImportTarget | ex.Unknown):
                    value = binding.value
                kind = ParameterKind.KEYWORD_ONLY
                field = Parameter(binding.target, kind, binding.annotation, value, binding.line)
                taken = Taken(field, Use(owner, binding.block, (binding.line, binding.column)))
                if self._markers.of_parameter(taken):
                    yield taken

    def _of_parameter(self, taken: Taken) -> Iterator[Dependency]:
        for marker in self._markers.of_parameter(taken):
            if marker.argument is not None:
                yield from self.of(marker.argument, taken.use.scope)
            else:
                yield from self._of_annotation(taken)

    def _of_annotation(self, taken: Taken) -> Iterator[Dependency]:
        """The class that a bare `Depends()` stands for."""
        for value in self._inference.annotations.values(taken.parameter.annotation, taken.use):
            if isinstance(value, ObjectValue):
                yield from self.of(self._machine.class_of(value.scope), taken.use.scope)


def unique(dependencies: list[Dependency]) -> tuple[Dependency, ...]:
    """The dependencies, each callable once, where it is solved first: FastAPI caches its result for the request."""
    found: dict[tuple[Scope, int], Dependency] = {}
    for dependency in dependencies:
        found.setdefault((dependency.scope, dependency.block), dependency)
    return tuple(found.values())
