"""Whether two annotations mean the same type, however they are written."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from fastapi_lint.model import expression as ex
from fastapi_lint.model.expression import Expression
from fastapi_lint.project.contracts.declared_types import DeclaredType, Form

_NOT_READ = frozenset({"Literal", "Callable", "type", "ClassVar"})
"""What stands in their brackets is not kept with the type."""


class Declared(NamedTuple):
    """An annotation and the type that it declares."""

    expression: Expression
    type: DeclaredType


def are_same(one: Declared, other: Declared) -> bool:
    """True if both surely declare one type. They must stand where names mean the same."""
    if one.expression == other.expression:
        return _is_told(one.expression)
    return _are_same(_unalias(one), _unalias(other))


def _unalias(declared: Declared) -> DeclaredType:
    """The type, without the name under which it is used: nothing stands in brackets after that."""
    if isinstance(declared.expression, ex.Subscript):
        return declared.type
    return replace(declared.type, alias="") if declared.type.form is Form.GENERIC else declared.type


def _is_told(expression: Expression) -> bool:
    """True if equal expressions are equally written: not all that is written is kept of every one."""
    if isinstance(expression, ex.Subscript):
        return _is_told(expression.value) and _is_told(expression.key)
    if isinstance(expression, ex.Attribute):
        return _is_told(expression.value)
    if isinstance(expression, ex.Operation):
        return all(map(_is_told, expression.operands))
    if isinstance(expression, ex.Collection):
        return all(map(_is_told, expression.elements))
    if isinstance(expression, ex.Constant):
        return expression.type != "bytes"
    return isinstance(expression, ex.Name | ex.CallResult)


def _are_same(one: DeclaredType, other: DeclaredType) -> bool:
    if one is other:
        return one.form is not Form.UNKNOWN
    if not (_is_read(one) and _is_read(other)) or one.form is not other.form:
        return False
    if one.form in (Form.ANNOTATED, Form.OPAQUE):  # the same alias gives one tree
        return one.arguments is other.arguments and one.metadata is other.metadata and bool(one.arguments)
    mine, others = _members(one), _members(other)
    if (one.name, one.scope, len(mine)) != (other.name, other.scope, len(others)):
        return False
    return all(_are_same(*pair) for pair in zip(mine, others, strict=True))


def _is_read(declared: DeclaredType) -> bool:
    """True unless something of the type is not known: also type variables of an alias that were filled in."""
    if declared.form is Form.UNKNOWN or declared.name in _NOT_READ:
        return False
    return not (declared.alias and declared.form is Form.GENERIC)


def _members(declared: DeclaredType) -> tuple[DeclaredType, ...]:
    """The arguments of a type; of a union the members of those within it as well, each in its place."""
    if declared.form is not Form.UNION:
        return declared.arguments
    return tuple(inner for one in declared.arguments for inner in (_members(one) if one.form is Form.UNION else (one,)))
