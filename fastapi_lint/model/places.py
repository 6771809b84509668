"""The numbers by which the parts of a body refer to one another, checked before what was stored is believed.

All bodies that anybody asks for pass here, so lists are gone through by functions that loop in C.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain
from operator import attrgetter
from sys import intern
from typing import TYPE_CHECKING, Any, NamedTuple, get_args

from msgspec import Struct
from msgspec.structs import force_setattr

from fastapi_lint.model import expression as ex
from fastapi_lint.model.stored import DamagedFacts

if TYPE_CHECKING:
    from fastapi_lint.model.facts import Body, Definition

Getter = Callable[[Any], Any]


class _Fields(NamedTuple):
    """Of a class of records: whether it stands in a block and has a name, and its fields with expressions."""

    in_block: bool
    named: bool
    single: list[Getter]
    several: list[Getter]
    pairs: list[Getter]


class _FieldsOf(dict[type, _Fields]):
    """The fields of a class, filled as classes are met."""

    def __missing__(self, kind: type) -> _Fields:
        names = getattr(kind, "__struct_fields__", ())
        found = self[kind] = _Fields("block" in names, "target" in names, [], [], [])
        for name, hint in getattr(kind, "__annotations__", {}).items():
            if hint.startswith("tuple[tuple["):
                found.pairs.append(attrgetter(name))
            elif hint.startswith("tuple["):
                found.several.append(attrgetter(name))
            elif "Expression" in hint:
                found.single.append(attrgetter(name))
        return found


_FIELDS = _FieldsOf()
_SHORT = 30
"""Characters up to which literals are likely to come again: keys, flags, names of fields."""

_NAME, _ATTRIBUTE, _CALL_RESULT, _CONSTANT = ex.Name, ex.Attribute, ex.CallResult, ex.Constant
"""Most expressions are one of these."""
_BLOCK = attrgetter("block")
_flattened = chain.from_iterable


def check_tree(body: Body) -> None:
    """`DamagedFacts` if the block around a block does not come before it, so that no walk upwards would end."""
    for index, block in enumerate(body.blocks):
        if not -1 <= block.parent < index:
            raise DamagedFacts("a block within what is not there")


def check_places(part: Struct, body: Body, header: Definition | None = None) -> None:
    """`DamagedFacts` if a part of a body, or the header before it, speaks of a block or call that the body has not.

    On the way the names become one string each for the whole run: there are few, and they are everywhere.
    """
    expressions: list[Any] = []
    for name in part.__struct_fields__:
        records = getattr(part, name)
        if records and isinstance(records[0], Struct):
            _enter(records, len(body.blocks), expressions)
    if header is not None:
        _enter((header,), len(body.blocks), expressions)
        _check_range([block for _, _, block in body.awaits], len(body.blocks))
    _check_expressions(expressions, len(body.calls), len(body.blocks))


def _enter(records: tuple[Any, ...], blocks: int, expressions: list[Any]) -> None:
    """Check the blocks in which records of one class stand, and take up their expressions."""
    fields = _FIELDS[records[0].__class__]
    if fields.in_block:
        _check_range(list(map(_BLOCK, records)), blocks)
    if fields.named:
        for record in records:
            force_setattr(record, "target", intern(record.target))
    for get in fields.single:
        expressions += map(get, records)
    for get in fields.several:
        expressions += _flattened(map(get, records))
    for get in fields.pairs:
        expressions += _flattened(_flattened(map(get, records)))


def _check_range(numbers: list[int], end: int) -> None:
    if numbers and not (min(numbers) >= 0 and max(numbers) < end):
        raise DamagedFacts("something speaks of a block that is not there")


def _check_expressions(stack: list[Any], calls: int, blocks: int) -> None:
    for found in stack:  # which grows meanwhile
        kind = found.__class__
        while kind is _ATTRIBUTE:
            force_setattr(found, "attr", intern(found.attr))
            found = found.value  # noqa: PLW2901
            kind = found.__class__
        if kind is _NAME:
            force_setattr(found, "id", intern(found.id))
        elif kind is _CALL_RESULT:
            if not 0 <= found.call < calls:
                raise DamagedFacts("something speaks of a call that is not there")
        elif kind is _CONSTANT:
            value = found.value
            if value.__class__ is str and len(value) < _SHORT:
                force_setattr(found, "value", intern(value))
        elif kind is tuple:
            stack += found
        elif kind in _PARTS:
            stack += _PARTS[kind](found)
            if kind in _WITH_BLOCK:
                _check_range([found.block], blocks)


def _all_fields(kind: type[Struct]) -> Getter:
    """A function that gives all fields of an object, whatever they are, as a tuple."""
    names = kind.__struct_fields__
    return attrgetter(*names) if len(names) > 1 else lambda found: (getattr(found, names[0]),)


_WITH_BLOCK = frozenset({ex.Lambda, ex.Comprehension})
_PARTS: dict[type, Getter] = {
    kind: _all_fields(kind)
    for kind in get_args(ex.Expression)
    if kind not in (ex.Name, ex.Constant, ex.Attribute, ex.CallResult, ex.Unknown)
}
