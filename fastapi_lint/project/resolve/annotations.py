"""Annotations: the values that a declared type promises."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi_lint.frameworks import python
from fastapi_lint.model import expression as ex
from fastapi_lint.model.expression import Expression
from fastapi_lint.model.facts import DefinitionTarget, ImportTarget
from fastapi_lint.project.resolve.names import Use
from fastapi_lint.project.resolve.values import (
    BoundName,
    ClassValue,
    CollectionValue,
    LibraryObject,
    LibraryValue,
    ObjectValue,
    Target,
    Value,
    Values,
    merged,
)

if TYPE_CHECKING:
    from fastapi_lint.project.resolve.inference import Inference

_ALIASES_DEEP = 10
_NOTHING = frozenset({"Any", "object", "None", "Self", "TypeVar", "Callable", "Literal", "LiteralString", "NoReturn"})


class Annotations:
    """Reads type expressions, through aliases, `Optional`, unions, `Annotated` and containers."""

    def __init__(self, inference: Inference) -> None:
        self._inference = inference

    def values(self, annotation: Expression | None, use: Use, depth: int = 0) -> Values:
        """The values that a thing declared as `annotation` can have; empty if that says nothing."""
        if annotation is None or depth > _ALIASES_DEEP:
            return ()
        if isinstance(annotation, ex.Operation) and annotation.operator == "|":
            return merged(*(self.values(operand, use, depth + 1) for operand in annotation.operands))
        if isinstance(annotation, ex.Subscript):
            return self._generic(annotation, use, depth)
        if isinstance(annotation, ex.Name | ex.Attribute):
            found = [self._declared(target, annotation, depth) for target in self.targets(annotation, use)]
            return merged(*found) if found else ()
        return ()

    def targets(self, annotation: Expression, use: Use) -> tuple[Target, ...]:
        """What a plain or dotted name in an annotation refers to."""
        if isinstance(annotation, ex.Name):
            return self._inference.names.lookup(annotation.id, use)
        if isinstance(annotation, ex.Attribute):
            return self._inference.attributes.targets(annotation, use)
        return self._inference.infer(annotation, use)

    def _declared(self, target: Target, annotation: Expression, depth: int) -> Values:
        if isinstance(target, ClassValue):
            return (ObjectValue(target.scope),)
        if isinstance(target, LibraryValue):
            return self._library(target.name)
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
        call = target.scope.definition.body.calls[value.call]  # type: ignore[union-attr]
        names = {
            v.name.rpartition(".")[2] for v in self._inference.infer(call.func, use) if isinstance(v, LibraryValue)
        }
        if "NewType" in names and len(call.args) > 1:
            return self.values(call.args[1], use, depth + 1)
        return ()

    def _library(self, name: str) -> Values:
        module, _, last = name.rpartition(".")
        if module in python.GENERIC_MODULES and last in _NOTHING:
            return ()
        if module in python.GENERIC_MODULES and (last in python.CONTAINERS or last in python.MAPPINGS):
            return (CollectionValue(()),)
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
            return self._classes_of(self.values(arguments[0], use, depth + 1))
        if name in python.CONTAINERS:
            return (CollectionValue(self.values(arguments[0], use, depth + 1)),)
        if name in python.MAPPINGS:
            return (CollectionValue(self.values(arguments[-1], use, depth + 1)),)
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
        elements = merged((), *(self.values(argument, use, depth + 1) for argument in arguments))
        return tuple(LibraryObject(v.name, v.origin, elements) if isinstance(v, LibraryObject) else v for v in found)

    def form(self, expression: Expression, use: Use) -> str:
        """The last name of a special form or generic of `typing`, `builtins` or `collections`, else ``."""
        for target in self.targets(expression, use) if isinstance(expression, ex.Name | ex.Attribute) else ():
            if isinstance(target, LibraryValue):
                module, _, last = target.name.rpartition(".")
                if module in python.GENERIC_MODULES or module.startswith("collections"):
                    return last
        return ""

    @staticmethod
    def _classes_of(values: Values) -> Values:
        found: list[Value] = []
        for value in values:
            if isinstance(value, ObjectValue):
                found.append(ClassValue(value.scope))
            elif isinstance(value, LibraryObject):
                found.append(LibraryValue(value.name))
        return tuple(found)
