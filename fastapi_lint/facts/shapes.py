"""What each field of the frozen facts may hold, from its type hints: how the codec tells facts from damaged data."""

from __future__ import annotations

import types
import typing
from enum import StrEnum
from functools import cache
from typing import Any, NamedTuple

from fastapi_lint.model import expression as ex
from fastapi_lint.model import facts as fa
from fastapi_lint.model.location import Span

CLASSES: tuple[type, ...] = (
    fa.ModuleFacts,
    fa.Definition,
    fa.Body,
    fa.Block,
    fa.Binding,
    fa.AttributeBinding,
    fa.ItemBinding,
    fa.Call,
    fa.AttributeRead,
    fa.Applied,
    fa.Context,
    fa.Outcome,
    fa.Annotation,
    fa.Parameter,
    fa.ImportTarget,
    fa.DefinitionTarget,
    fa.Suppression,
    Span,
    *typing.get_args(ex.Expression),
)
"""The classes of stored facts: structs, and the named tuple of places.

Their order is part of the stored form: a change of it raises `FACTS_SCHEMA`.
"""

ENUMS: tuple[type[StrEnum], ...] = (fa.BlockKind, fa.ParameterKind, fa.DefinitionKind, fa.SuppressionKind)


class Shape(NamedTuple):
    """The values that a field may have: of one of the `classes`, or a tuple of `elements` (`fixed`: just these)."""

    classes: frozenset[type]
    elements: tuple[Shape, ...] = ()
    fixed: bool = False

    def holds(self, value: object) -> bool:
        """True if the value, and if it is a tuple all its elements, are of this shape."""
        if type(value) is not tuple:
            return type(value) in self.classes
        if not self.elements:
            return self.fixed and not value
        if self.fixed:
            return len(value) == len(self.elements) and all(map(Shape.holds, self.elements, value))
        element = self.elements[0]
        if not element.elements:
            return element.classes.issuperset(map(type, value))
        return all(map(element.holds, value))


def field_names(owner: type) -> tuple[str, ...]:
    """The fields of a class in order: structs and named tuples can be matched by position."""
    names: tuple[str, ...] = owner.__match_args__  # type: ignore[attr-defined]
    return names


@cache
def field_shapes(owner: type) -> tuple[Shape, ...]:
    """The shapes of a class's fields in order."""
    hints = typing.get_type_hints(owner)
    return tuple([_shape(hints[name]) for name in field_names(owner)])


def _shape(hint: Any) -> Shape:
    if typing.get_origin(hint) is tuple:
        arguments = typing.get_args(hint)
        if arguments[-1] is Ellipsis:
            return Shape(frozenset(), (_shape(arguments[0]),))
        return Shape(frozenset(), tuple(map(_shape, arguments)), fixed=True)
    if typing.get_origin(hint) in (types.UnionType, typing.Union):
        return Shape(frozenset().union(*[_shape(part).classes for part in typing.get_args(hint)]))
    return Shape(frozenset({types.NoneType if hint is None else hint}))
