"""Annotations: the values that a declared type promises."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from fastapi_lint.frameworks import python
from fastapi_lint.model import expression as ex
from fastapi_lint.model.expression import Expression
from fastapi_lint.model.facts import DefinitionTarget, ImportTarget
from fastapi_lint.project.resolve.names import Use
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.project.resolve.values import (
    BoundName,
    ClassValue,
    CollectionValue,
    LibraryObject,
    LibraryValue,
    ObjectValue,
    Target,
    TypeVariable,
    Value,
    Values,
    merged,
)

if TYPE_CHECKING:
    from fastapi_lint.project.resolve.inference import Inference

_ALIASES_DEEP = 10
_NOTHING = frozenset(
    {
        "Any",
        "object",
        "None",
        "TypeVar",
        "Callable",
        "Literal",
        "LiteralString",
        "NoReturn",
        "Final",
        "ClassVar",
        "type",
        "Type",
    }
)


class Annotations:
    """Reads type expressions, through aliases, `Optional`, unions, `Annotated` and containers."""

    def __init__(self, inference: Inference) -> None:
        self._inference = inference

    def values(self, annotation: Expression | None, use: Use, depth: int = 0) -> Values:
        """The values that a thing declared as `annotation` can have; empty if that says nothing."""
        if annotation is None or depth > _ALIASES_DEEP:
            return ()
        if type(annotation) is ex.Name or type(annotation) is ex.Attribute:
            targets = self.targets(annotation, use)
            if any(type(target) is LibraryValue and target.name in python.SELF for target in targets):
                return self._self(use.scope)
            found = [self._declared(target, annotation, depth) for target in targets]
            return merged(*found) if found else ()
        if type(annotation) is ex.Subscript:
            return self._generic(annotation, use, depth)
        if isinstance(annotation, ex.Operation) and annotation.operator == "|":
            return merged(*(self.values(operand, use, depth + 1) for operand in annotation.operands))
        if isinstance(annotation, ex.Collection):  # `isinstance(x, (A, B))`
            return merged((), *(self.values(element, use, depth + 1) for element in annotation.elements))
        return ()

    @staticmethod
    def _self(scope: Scope | None) -> Values:
        """`Self` in a method: an object of the class that it is called on."""
        while scope is not None and not scope.is_class:
            scope = scope.parent
        return (ObjectValue(scope, own=True),) if scope is not None else ()

    def targets(self, annotation: Expression, use: Use) -> tuple[Target, ...]:
        """What a plain or dotted name in an annotation refers to."""
        if isinstance(annotation, ex.Name):
            return self._inference.names.lookup(annotation.id, use)
        if isinstance(annotation, ex.Attribute):
            return self._inference.attributes.targets(annotation, use)
        return self._inference.infer(annotation, use)

    def _declared(self, target: Target, annotation: Expression, depth: int) -> Values:
        if type(target) is LibraryValue:
            return self._library(target.name)
        if type(target) is ClassValue:
            return (ObjectValue(target.scope, own=target.own),)
        if type(target) is TypeVariable:
            return (target,)
        if isinstance(target, BoundName) and not isinstance(target.binding.value, ImportTarget | DefinitionTarget):
            value = target.binding.value
            place = Use(target.scope, target.binding.block, (target.binding.line, target.binding.column))
            if value.tag in ("name", "attribute", "subscript", "operation"):
                return self.values(value, place, depth + 1)
            if value.tag == "call":
                return self._made_type(target, place, depth)
        return ()

    def _made_type(self, target: BoundName, use: Use, depth: int) -> Values:
        """`NewType("UserId", int)` and the like: the type given as second argument."""
        value = target.binding.value
        call = target.scope.body.calls[value.call]  # type: ignore[union-attr]
        names = {
            v.name.rpartition(".")[2] for v in self._inference.infer(call.func, use) if isinstance(v, LibraryValue)
        }
        if names & {"TypeVar", "ParamSpec", "TypeVarTuple"}:
            return (TypeVariable(f"{target.scope.id}{target.binding.target}", target.scope, value.call),)  # type: ignore[union-attr]
        if "NewType" in names and len(call.args) > 1:
            return self.values(call.args[1], use, depth + 1)
        return ()

    def _library(self, name: str) -> Values:
        module, _, last = name.rpartition(".")
        if module in python.GENERIC_MODULES and last in _NOTHING:
            return ()
        if module in python.GENERIC_MODULES and (last in python.CONTAINERS or last in python.MAPPINGS):
            return (CollectionValue((), kind=python.kind_of_container(last)),)
        return (LibraryObject(self._inference.library_name(name)),)

    def _generic(self, annotation: ex.Subscript, use: Use, depth: int) -> Values:
        arguments = annotation.key.elements if isinstance(annotation.key, ex.Collection) else (annotation.key,)
        if not arguments:  # `tuple[()]`
            return self.values(annotation.value, use, depth + 1)
        name = self.form(annotation.value, use)
        if name in python.WRAPPERS:
            taken = arguments if name in ("Union", "Optional") else arguments[:1]
            return merged(*(self.values(argument, use, depth + 1) for argument in taken)) if taken else ()
        if name in ("Type", "type"):
            return self.classes_of(self.values(arguments[0], use, depth + 1))
        if name in python.CONTAINERS or name in python.MAPPINGS:
            return self._container(name, arguments, use, depth)
        if name in (
            "Awaitable",
            "Coroutine",
            "ContextManager",
            "AbstractContextManager",
            "AbstractAsyncContextManager",
        ):
            inner = self.values(arguments[-1] if name == "Coroutine" else arguments[0], use, depth + 1)
            return inner if name in ("Awaitable", "Coroutine") else (CollectionValue(inner),)
        found = self.values(annotation.value, use, depth + 1)
        given = [self.values(argument, use, depth + 1) for argument in arguments]
        return tuple(self._applied(value, given) for value in found)

    def _applied(self, value: Value, given: list[Values]) -> Value:
        """A generic class with its type arguments."""
        if isinstance(value, LibraryObject):
            return replace(value, elements=merged((), *given))
        if isinstance(value, ObjectValue):
            return replace(value, arguments=self._inference.generics.given(value.scope, given))
        return value

    def _container(self, name: str, arguments: tuple[Expression, ...], use: Use, depth: int) -> Values:
        """`list[T]`, `dict[K, V]`, `tuple[A, B]`, `Iterator[T]` …"""
        kind = python.kind_of_container(name)
        known = [self.values(argument, use, depth + 1) for argument in arguments]
        if kind == "dict":
            return (CollectionValue(known[-1], kind=kind, names=known[0] if len(known) > 1 else ()),)
        is_open = isinstance(arguments[-1], ex.Constant) and arguments[-1].type == "ellipsis"
        if kind == "tuple" and not is_open:
            return (CollectionValue(merged((), *known), kind=kind, parts=tuple(known)),)
        return (CollectionValue(known[0], kind=kind),)

    def form(self, expression: Expression, use: Use) -> str:
        """The last name of a special form or generic of `typing`, `builtins` or `collections`, else ``."""
        if type(expression) is not ex.Name and type(expression) is not ex.Attribute:
            return ""
        for target in self.targets(expression, use):
            if type(target) is LibraryValue:
                module, _, last = target.name.rpartition(".")
                if module in python.GENERIC_MODULES or module.startswith("collections"):
                    return last
        return ""

    @staticmethod
    def classes_of(values: Values) -> Values:
        """The classes of the objects among the values."""
        found: list[Value] = []
        for value in values:
            if isinstance(value, ObjectValue):
                found.append(
                    ClassValue(value.scope, value.arguments, own=value.own, below=not (value.exact or value.own))
                )
            elif isinstance(value, TypeVariable):
                found.append(replace(value, is_class=True))
            elif isinstance(value, LibraryObject):
                found.append(LibraryValue(value.name))
        return tuple(found)
