"""Generics: what type variables stand for, and in which class a method that returns its own kind was called."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from msgspec.structs import replace

from fastapi_lint.model import expression as ex
from fastapi_lint.model.expression import Expression
from fastapi_lint.model.facts import Call, Parameter, ParameterKind
from fastapi_lint.project.resolve.containers import without_literals
from fastapi_lint.project.resolve.names import Use
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.project.resolve.values import (
    ClassValue,
    CollectionValue,
    FunctionValue,
    LibraryObject,
    LibraryValue,
    ObjectValue,
    TypeVariable,
    Value,
    Values,
    merged,
)

if TYPE_CHECKING:
    from fastapi_lint.project.resolve.inference import Inference

Known = Mapping[str, Values]
"""What type variables stand for, by their names."""

_NOTHING: dict[str, Values] = {}
_POSITIONAL = (ParameterKind.POSITIONAL_ONLY, ParameterKind.POSITIONAL)


class Generics:
    """Type parameters of classes, and the substitution of type variables."""

    def __init__(self, inference: Inference) -> None:
        self._inference = inference
        self._parameters: dict[Scope, tuple[str, ...]] = {}
        self._through: dict[tuple[Scope, Scope], dict[str, Values]] = {}

    def parameters(self, scope: Scope) -> tuple[str, ...]:
        """The type variables of a generic class, in order."""
        if scope not in self._parameters:
            self._parameters[scope] = ()
            self._parameters[scope] = self._find_parameters(scope)
        return self._parameters[scope]

    def _find_parameters(self, scope: Scope) -> tuple[str, ...]:
        if scope.definition.type_parameters:
            return tuple(f"{scope.id}[{name}]" for name in scope.definition.type_parameters)
        found: list[str] = []
        for base in scope.definition.bases:
            if isinstance(base, ex.Subscript):
                arguments = self._arguments(base, scope)
                names = [v.name for values in arguments for v in values if isinstance(v, TypeVariable)]
                if self._inference.annotations.form(base.value, _header(scope)) in ("Generic", "Protocol"):
                    return tuple(names)
                found += names
        return tuple(dict.fromkeys(found))

    def _arguments(self, base: ex.Subscript, scope: Scope) -> list[Values]:
        given = base.key.elements if isinstance(base.key, ex.Collection) else (base.key,)
        return [self._inference.annotations.values(argument, _header(scope)) for argument in given]

    def given(self, scope: Scope, arguments: list[Values]) -> tuple[tuple[str, Values], ...]:
        """What the type variables of a class stand for in `Class[arguments]`."""
        return tuple((name, values) for name, values in zip(self.parameters(scope), arguments, strict=False) if values)

    def _seen_from(self, scope: Scope, owner: Scope) -> dict[str, Values]:
        """What the type variables of a base stand for in a class below it: `class Users(Repository[User])`."""
        if scope is owner:
            return _NOTHING
        key = (scope, owner)
        if key not in self._through:
            self._through[key] = {}
            self._through[key] = self._find_seen_from(scope, owner)
        return self._through[key]

    def _find_seen_from(self, scope: Scope, owner: Scope) -> dict[str, Values]:
        inference = self._inference
        for base in scope.definition.bases:
            plain = base.value if isinstance(base, ex.Subscript) else base
            for value in inference.infer(plain, _header(scope)):
                if not isinstance(value, ClassValue) or owner not in inference.classes.mro(value.scope):
                    continue
                own: Known = _NOTHING
                if isinstance(base, ex.Subscript):
                    own = dict(self.given(value.scope, self._arguments(base, scope)))
                further = self._seen_from(value.scope, owner)
                return {**own, **{name: substituted(values, own) for name, values in further.items()}}
        return _NOTHING

    def known_of(self, receiver: Value | None, owner: Scope | None) -> Known:
        """What the type variables in a class's member stand for, seen from an object or class that has it."""
        if owner is None or (type(receiver) is not ObjectValue and type(receiver) is not ClassValue):
            return _NOTHING
        through = self._seen_from(receiver.scope, owner) if owner.is_class else _NOTHING
        if not receiver.arguments:
            return through
        own = dict(receiver.arguments)
        return {**own, **{name: substituted(values, own) for name, values in through.items()}}

    def of_arguments(self, function: Scope, call: Call, use: Use, *, skipped: int) -> Known:
        """What the type variables in a function's parameters stand for in this call of it."""
        found: dict[str, Values] = {}
        for parameter, argument in matched(function, call, skipped):
            if parameter.annotation is not None:
                declared = self._inference.annotations.values(parameter.annotation, _header(function))
                if has_variables(declared):
                    self._unify(declared, self._inference.infer(argument, use), found)
        return found

    def _unify(self, declared: Values, given: Values, found: dict[str, Values]) -> None:
        for wanted in declared:
            if isinstance(wanted, TypeVariable):
                fitting = instances_of(given) if wanted.is_class else without_literals(given)
                found[wanted.name] = merged(found.get(wanted.name, ()), fitting)
            elif isinstance(wanted, CollectionValue):
                for value in given:
                    if isinstance(value, CollectionValue):
                        self._unify(wanted.elements, value.elements, found)
                        self._unify(wanted.names, value.names, found)
            elif isinstance(wanted, ObjectValue) and wanted.arguments:
                for value in given:
                    known = self.known_of(value, wanted.scope)
                    for name, inner in wanted.arguments:
                        self._unify(inner, known.get(name, ()), found)

    def of_class(self, value: ClassValue, call: Call, use: Use) -> tuple[tuple[str, Values], ...]:
        """The type arguments of an object: those of the class, or what the constructor is given."""
        if value.arguments or not self._is_generic(value.scope):
            return value.arguments
        member = self._inference.classes.member(value.scope, "__init__")
        constructor = member.function() if member else None
        if constructor is None:
            return ()
        return tuple(sorted(self.of_arguments(constructor, call, use, skipped=1).items()))

    def _is_generic(self, scope: Scope) -> bool:
        return any(self.parameters(each) for each in self._inference.classes.mro(scope))

    def bound(self, variable: TypeVariable) -> Values:
        """What a type variable is known to be at least: `TypeVar("T", bound=Base)`."""
        if variable.scope is None:
            return ()
        call = variable.scope.body.calls[variable.call]
        limit = call.argument(None, "bound")
        if isinstance(limit, ex.Constant) and isinstance(limit.value, str):
            limit = dotted_name(limit.value)
        values = self._inference.annotations.values(limit, self._inference.use_of_call(variable.scope, variable.call))
        return self._inference.annotations.classes_of(values) if variable.is_class else values


def substituted(values: Values, known: Known, receiver: Value | None = None) -> Values:
    """The values with type variables replaced, and what is of a method's own kind made of the receiver's."""
    if not has_variables(values):
        return values
    return merged((), *(_substituted(value, known, receiver) for value in values))


def _substituted(value: Value, known: Known, receiver: Value | None) -> Values:
    if isinstance(value, TypeVariable):
        found = known.get(value.name)
        if not found:
            return (value,)
        return _classes(found) if value.is_class else found
    if isinstance(value, ObjectValue):
        return (_object(value, known, receiver),)
    if isinstance(value, ClassValue) and value.own:
        if isinstance(receiver, ObjectValue | ClassValue):
            return (ClassValue(receiver.scope, receiver.arguments, own=receiver.own),)
        return (replace(value, own=False),)
    if isinstance(value, CollectionValue):
        return (
            replace(
                value,
                elements=substituted(value.elements, known, receiver),
                names=substituted(value.names, known, receiver),
                parts=tuple(substituted(part, known, receiver) for part in value.parts),
            ),
        )
    if isinstance(value, LibraryObject):
        return (replace(value, elements=substituted(value.elements, known, receiver)),)
    return (value,)


def _object(value: ObjectValue, known: Known, receiver: Value | None) -> ObjectValue:
    if value.own and isinstance(receiver, ObjectValue | ClassValue):
        if isinstance(receiver, ObjectValue) and value.origin is None:
            return receiver  # the method returns `self`
        return ObjectValue(receiver.scope, True, value.origin, receiver.arguments, own=receiver.own)
    arguments = tuple((name, substituted(values, known, receiver)) for name, values in value.arguments)
    return replace(value, own=False, arguments=arguments)


def _is_open(value: Value) -> bool:
    if type(value) is LibraryObject:
        return has_variables(value.elements)
    if type(value) is ObjectValue or type(value) is ClassValue:
        return value.own or (bool(value.arguments) and any(has_variables(values) for _, values in value.arguments))
    if type(value) is CollectionValue:
        return has_variables(value.elements) or has_variables(value.names)
    return type(value) is TypeVariable


def has_variables(values: Values) -> bool:
    """True if something in the values depends on who asks: a type variable, or a method's own kind."""
    for value in values:
        kind = type(value)
        if kind is not LibraryValue and kind is not FunctionValue and _is_open(value):
            return True
    return False


def _classes(values: Values) -> Values:
    found: list[Value] = []
    for value in values:
        if isinstance(value, ObjectValue):
            found.append(ClassValue(value.scope, value.arguments))
        elif isinstance(value, LibraryObject):
            found.append(LibraryValue(value.name))
    return tuple(found)


def instances_of(values: Values) -> Values:
    """Objects of the classes among the values."""
    found: list[Value] = []
    for value in values:
        if isinstance(value, ClassValue):
            found.append(ObjectValue(value.scope, arguments=value.arguments, own=value.own))
        elif isinstance(value, LibraryValue) and value.name.rpartition(".")[2][:1].isupper():
            found.append(LibraryObject(value.name))
        elif isinstance(value, TypeVariable) and value.is_class:
            found.append(replace(value, is_class=False))
    return tuple(found)


def dotted_name(text: str) -> Expression:
    """`a.b.c` as an expression."""
    first, *rest = text.split(".")
    found: Expression = ex.Name(first)
    for part in rest:
        found = ex.Attribute(found, part)
    return found


def _header(scope: Scope) -> Use:
    return Use(scope, 1, (scope.definition.line, 1 << 20))


def matched(function: Scope, call: Call, skipped: int) -> Iterator[tuple[Parameter, Expression]]:
    """Which parameter each argument of a call fills."""
    parameters = function.definition.parameters
    positional = [p for p in parameters if p.kind in _POSITIONAL][skipped:]
    for parameter, argument in zip(positional, call.args, strict=False):
        if isinstance(argument, ex.Starred):
            break
        yield parameter, argument
    for name, argument in call.keywords:
        if name is not None and name in function.parameters:
            yield function.parameters[name], argument
