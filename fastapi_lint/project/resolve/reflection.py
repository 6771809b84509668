"""Reflection: attributes by names that are put together, and the classes below a class."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from fastapi_lint.model import expression as ex
from fastapi_lint.model.expression import Expression
from fastapi_lint.model.facts import Call
from fastapi_lint.project.resolve.names import Use
from fastapi_lint.project.resolve.values import (
    ClassValue,
    CollectionValue,
    FunctionValue,
    ModuleValue,
    ObjectValue,
    Value,
    Values,
    merged,
)

if TYPE_CHECKING:
    from fastapi_lint.project.resolve.inference import Inference

_SHORTEST = 3
"""What is written out of a name must have as many letters: `f"on_{event}"`."""


class Reflection:
    """Works out `getattr` and `__subclasses__`."""

    def __init__(self, inference: Inference) -> None:
        self._inference = inference

    def of_getattr(self, call: Call, use: Use) -> Values:
        """What `getattr(owner, name)` gives: of a name that is only known in part, all methods that it can be."""
        if len(call.args) < 2:
            return ()
        name = call.args[1]
        if isinstance(name, ex.Constant) and name.type == "str":
            return self._inference.infer(ex.Attribute(call.args[0], str(name.value)), use)
        start, end = _written(name)
        if len(start) + len(end) < _SHORTEST:
            return ()
        found: list[Value] = []
        for owner in self._inference.infer(call.args[0], use):
            for each in self._names_of(owner):
                if each.startswith(start) and each.endswith(end) and len(each) > len(start) + len(end):
                    values = self._inference.attributes.of(owner, each, use)
                    found += (value for value in values if isinstance(value, FunctionValue))
        return merged(tuple(dict.fromkeys(found)))

    def _names_of(self, owner: Value) -> Iterator[str]:
        if isinstance(owner, ObjectValue | ClassValue):
            yield from dict.fromkeys(
                child.definition.name
                for each in self._inference.classes.mro(owner.scope)
                for child in each.children
                if child.is_function
            )
        elif isinstance(owner, ModuleValue):
            yield from self._inference.names.module_scope(owner.module).bindings

    def subclasses(self, call: Call, use: Use) -> Values:
        """What `Class.__subclasses__()` gives."""
        owners = self._inference.infer(call.func.value, use) if isinstance(call.func, ex.Attribute) else ()
        found = [
            ClassValue(each)
            for owner in owners
            if isinstance(owner, ClassValue)
            for each in self._inference.classes.kinds(owner.scope)
            if each is not owner.scope
        ]
        return (CollectionValue(merged(tuple(found))),) if found else ()


def _written(name: Expression) -> tuple[str, str]:
    """What a name begins and ends with for sure: `f"on_{event}"`, `"on_" + event`."""
    if isinstance(name, ex.FormattedString):
        parts = name.parts
    elif isinstance(name, ex.Operation) and name.operator == "+":
        parts = name.operands
    else:
        return "", ""
    return (_text(parts[0]), _text(parts[-1])) if len(parts) > 1 else ("", "")


def _text(part: Expression) -> str:
    return part.value if isinstance(part, ex.Constant) and isinstance(part.value, str) else ""
