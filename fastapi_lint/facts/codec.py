"""Facts as lists of numbers and strings, to be stored and to cross a process; and back.

The stored form is a pool: `[schema, entry, entry, …]`. An entry is `[class, field, …]` for one object, and stands
behind the entries of its fields; the last is the `ModuleFacts`. A field is a string, None, or a number: an even one is
an integer (half of it), an odd one refers to the entry of half its value. So equal parts are stored once, depth costs
no recursion, and reading can neither execute anything nor make an object that facts do not have.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Any

from fastapi_lint.facts.places import check_places
from fastapi_lint.facts.shapes import CLASSES, ENUMS, field_names, field_shapes
from fastapi_lint.model.expression import CallResult, Comprehension, Lambda
from fastapi_lint.model.facts import FACTS_SCHEMA, Definition, ModuleFacts

Entry = list[int | str | None]

_TUPLE, _FALSE, _TRUE, _FLOAT, _FIRST_ENUM = 0, 1, 2, 3, 4
_FIRST_CLASS = _FIRST_ENUM + len(ENUMS)
_COMPOUND = frozenset({tuple, *CLASSES})
_NUMBERS: dict[type, int] = {
    tuple: _TUPLE,
    **{enum: number for number, enum in enumerate(ENUMS, _FIRST_ENUM)},
    **{kept: number for number, kept in enumerate(CLASSES, _FIRST_CLASS)},
}

# The fields of structs have to be asked for; a span is a tuple of them.
_FIELDS: dict[type, tuple[str, ...]] = {kept: field_names(kept) for kept in CLASSES if not issubclass(kept, tuple)}


def encode(facts: ModuleFacts) -> list[Any]:
    """The facts as nested lists of integers, strings and None: JSON or msgpack take them as they are."""
    return [FACTS_SCHEMA, *_Pool().filled(facts)]


class _Pool:
    """Entries by their content; objects by their identity, which holds while the facts are alive."""

    def __init__(self) -> None:
        self.entries: dict[tuple[int | str | None, ...], int] = {}
        self.places: dict[int, int] = {}

    def filled(self, facts: ModuleFacts) -> list[Entry]:
        """All entries that make up the facts, parts first."""
        places = self.places
        stack: list[Any] = [facts]
        while stack:
            value = stack[-1]
            if id(value) not in places:
                kind = type(value)
                names = _FIELDS.get(kind)
                fields = value if names is None else [getattr(value, name) for name in names]
                parts = [part for part in fields if id(part) not in places and type(part) in _COMPOUND]
                if parts:
                    stack += parts
                    continue
                places[id(value)] = self._entry((_NUMBERS[kind], *map(self._field, fields)))
            stack.pop()
        return [list(entry) for entry in self.entries]

    def _entry(self, entry: tuple[int | str | None, ...]) -> int:
        return self.entries.setdefault(entry, len(self.entries))

    def _field(self, value: object) -> int | str | None:
        if value is None or type(value) is str:
            return value
        if type(value) is int:
            return value * 2
        if type(value) in _COMPOUND:
            return self.places[id(value)] * 2 + 1
        if isinstance(value, bool):
            return self._entry((_TRUE if value else _FALSE,)) * 2 + 1
        if isinstance(value, float):
            return self._entry((_FLOAT, repr(value))) * 2 + 1
        assert isinstance(value, StrEnum)
        return self._entry((_NUMBERS[type(value)], value.value)) * 2 + 1


def decode(stored: object) -> ModuleFacts:
    """The facts of a stored form; ValueError if it is none."""
    if type(stored) is not list or len(stored) < 2 or stored[0] != FACTS_SCHEMA:
        raise ValueError("not facts of this version")
    reader = _Reader()
    for position in range(1, len(stored)):
        reader.read(stored[position])
    facts = reader.built[-1]
    if type(facts) is not ModuleFacts:
        raise ValueError("stored facts do not end with a module")
    check_places(facts)
    return facts


class _Reader:
    """The objects of the entries read so far, with the highest numbers of a call and of a block that each speaks of."""

    def __init__(self) -> None:
        self.built: list[Any] = []
        self.calls: list[int] = []
        self.blocks: list[int] = []

    def read(self, entry: object) -> None:
        """Build the object of the next entry."""
        if type(entry) is not list or not entry or type(entry[0]) is not int:
            raise ValueError("malformed entry of stored facts")
        values: list[Any] = []
        call = block = -1
        for field in entry[1:]:
            if type(field) is not int:
                if field is not None and type(field) is not str:
                    raise ValueError("malformed field of stored facts")
                values.append(field)
            elif not field & 1:
                values.append(field >> 1)
            else:
                place = field >> 1
                if not 0 <= place < len(self.built):
                    raise ValueError("reference to what is not stored")
                values.append(self.built[place])
                if self.calls[place] >= 0:
                    call = max(call, self.calls[place])
                if self.blocks[place] >= 0:
                    block = max(block, self.blocks[place])
        made = _object(entry[0], values)
        kind = type(made)
        if kind is CallResult:
            call = _natural(made.call)
        elif kind is Lambda or kind is Comprehension:
            block = max(block, _natural(made.block))
        elif kind is Definition and (call >= len(made.body.calls) or block >= len(made.body.blocks)):
            raise ValueError(f"`{made.qualname}` speaks of a call or block that it does not have")
        self.built.append(made)
        self.calls.append(call)
        self.blocks.append(block)


def _natural(number: int) -> int:
    if number < 0:
        raise ValueError("negative index")
    return number


def _object(number: int, values: list[Any]) -> Any:
    if number == _TUPLE:
        return tuple(values)
    if not _FIRST_CLASS <= number < _FIRST_CLASS + len(CLASSES):
        return _scalar(number, values)
    return _MAKERS[number - _FIRST_CLASS](values)


def _scalar(number: int, values: list[Any]) -> object:
    """A boolean, float or enumerator: each is written in one way."""
    if number in (_FALSE, _TRUE) and not values:
        return number == _TRUE
    if len(values) == 1 and type(values[0]) is str:
        if number == _FLOAT:
            return float(values[0])
        if _FIRST_ENUM <= number < _FIRST_CLASS:
            return ENUMS[number - _FIRST_ENUM](values[0])
    raise ValueError("malformed value of stored facts")


def _maker(kept: type) -> Callable[[list[Any]], object]:
    """A function that makes an object of a class from values of the right number and types."""
    shapes: list[Any] = []

    def make(values: list[Any]) -> object:
        if not shapes:  # resolving type hints is put off until facts are read
            shapes.append(field_shapes(kept))
        if len(values) != len(shapes[0]):
            raise ValueError(f"{kept.__name__} with {len(values)} fields")
        for shape, value in zip(shapes[0], values, strict=True):
            if type(value) not in shape.classes and not shape.holds(value):
                raise ValueError(f"{kept.__name__} with a {type(value).__name__} where there can be none")
        return kept(*values)

    return make


_MAKERS = [_maker(kept) for kept in CLASSES]
