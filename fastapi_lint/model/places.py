"""Bodies as they are read: the numbers by which their parts refer to one another are checked before what was stored is
believed, and what is equal becomes one object.

All bodies that anybody asks for pass here, so lists are gone through by functions that loop in C.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from itertools import repeat
from operator import attrgetter
from sys import intern
from threading import Lock
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias, TypeVar

from msgspec import Struct
from msgspec.structs import force_setattr

from fastapi_lint.model import expression as ex
from fastapi_lint.model.stored import DamagedFacts

if TYPE_CHECKING:
    from fastapi_lint.model.facts import Body, Definition

T = TypeVar("T")

Getter: TypeAlias = Callable[[Any], Any]


Field: TypeAlias = tuple[str, Getter]


class _Fields(NamedTuple):
    """Of a class of parts: whether it stands in a block and on a line, whether it speaks of no expression (as imports
    do), and which fields hold names and expressions: one, several, or pairs of them."""

    in_block: bool
    on_line: bool
    is_plain: bool
    single: list[Field]
    several: list[Field]
    pairs: list[Field]


class _FieldsOf(dict[type, _Fields]):
    """The fields of a class, filled as classes are met."""

    def __missing__(self, kind: type) -> _Fields:
        fields = getattr(kind, "__struct_fields__", ())
        speaks = "block" in fields or any(word in hint for hint in kind.__annotations__.values() for word in _SPEAKING)
        self[kind] = found = _Fields("block" in fields, "line" in fields, not speaks, [], [], [])
        for name, hint in kind.__annotations__.items():
            field = (name, attrgetter(name))
            if hint.startswith("tuple[tuple[") and "Expression" in hint:
                found.pairs.append(field)
            elif hint.startswith(("tuple[Expression", "tuple[Parameter")):
                found.several.append(field)
            elif "Expression" in hint or (name in _NAMES and hint in _TEXT):
                found.single.append(field)
        return found


_FIELDS = _FieldsOf()
_NAMES = frozenset({"target", "attr", "name", "module"})
_TEXT = ("str", "str | None")
_SPEAKING = ("Expression", "Parameter")
_SHORT = 30
"""Characters up to which literals are likely to come again: keys, flags, names of fields."""

_MOST_SHARED = 1 << 15
"""What is remembered: what comes later is compared with what comes after it."""

_MOST_CALLS = 1 << 12
_MOST_LINES = 1 << 16
_SINGLE = 256
"""Up to this number Python has one object for each."""

_MANY = 3
"""Parts from which on functions that loop in C pay."""

_NAME, _ATTRIBUTE, _CALL_RESULT, _CONSTANT = ex.Name, ex.Attribute, ex.CallResult, ex.Constant
_SUBSCRIPT = ex.Subscript
_BLOCK, _LINE = attrgetter("block"), attrgetter("line")


class _Shared(dict[Any, Any]):
    """What came first of all that is equal, as far as it means the same in all bodies.

    What speaks of blocks or calls is looked at each time: there are `calls` of these in the body at hand. `new` is what
    has been asked for and is yet to be looked into.
    """

    def __init__(self) -> None:
        self.calls = 0
        self.new: list[Any] = []

    def __missing__(self, found: Any) -> Any:
        kind = found.__class__
        if kind is _CALL_RESULT:
            if not 0 <= found.call < self.calls:
                raise DamagedFacts("something speaks of a call that is not there")
            return _results[found.call] if found.call < len(_results) else _result(found)
        if kind is _ATTRIBUTE:
            self.new.append(found)
            if not _starts_with_name(found.value):
                return found
        elif kind is _NAME:
            force_setattr(found, "id", intern(found.id))
        elif kind is _CONSTANT:
            if found.value.__class__ is str and not _is_short(found):
                return found
        elif kind is str:
            found = intern(found)
        elif found is not None:
            self.new.append(found)
            if not (_is_type(found) if kind is _SUBSCRIPT else _FIELDS[kind].is_plain):
                return found
        if len(self) >= _MOST_SHARED:
            self.clear()
        self[found] = found
        return found


def _starts_with_name(value: Any) -> bool:
    while value.__class__ is _ATTRIBUTE:
        value = value.value
    return value.__class__ is _NAME


def _is_type(found: ex.Subscript) -> bool:
    """True for `list[int]` and the like, which are written again and again."""
    return found.value.__class__ is _NAME and found.key.__class__ in _CLOSED


def _is_short(text: ex.Constant) -> bool:
    """True, and the text is one with others that are equal, if there are likely to be some."""
    value = text.value
    if len(value) >= _SHORT:  # type: ignore[arg-type]
        return False
    force_setattr(text, "value", intern(value))  # type: ignore[arg-type]
    return True


_shared = _Shared()
_LOCK = Lock()
"""Whoever embeds the engine may check two projects in two threads."""
_first = _shared.__getitem__
_CLOSED = frozenset({_NAME, _CONSTANT})

_results: list[ex.CallResult] = []
"""What calls give, by their numbers."""

_lines: list[int] = []
"""Numbers of lines, each once: Python makes a new object of each above 256 that is read."""


def check_tree(body: Body) -> None:
    """`DamagedFacts` if the block around a block does not come before it, so that no walk upwards would end."""
    for index, block in enumerate(body.blocks):
        if not -1 <= block.parent < index:
            raise DamagedFacts("a block within what is not there")


def one_of(part: T) -> T:
    """What came first of all that equals this part, which speaks of no block and no call."""
    with _LOCK:
        _shared.new = []
        first: T = _first(part)
        for found in _shared.new:
            _look_into(found, [])
        return first


def settle(part: Struct, body: Body, header: Definition | None = None) -> None:
    """`DamagedFacts` if a part of a body, or the header before it, speaks of a block or call that the body has not.

    On the way equal names, expressions and numbers become one object each for the whole run: nine of ten say what
    another one has said (open-webui: 158,000 names, 8,000 of them different).
    """
    with _LOCK:
        _settle(part, body, header)


def _settle(part: Struct, body: Body, header: Definition | None) -> None:
    _shared.calls, _shared.new = len(body.calls), []
    blocks: list[int] = []
    on_lines: list[Any] = []
    for name in part.__struct_fields__:
        records = getattr(part, name)
        if records and records.__class__ is tuple:
            if isinstance(records[0], Struct):
                _take(records, blocks, on_lines)
            elif isinstance(records[0], str):
                force_setattr(part, name, tuple(map(_first, records)))
    if header is not None:
        _take((header,), blocks, on_lines)
        blocks += [block for _, _, block in body.awaits]
    for found in _shared.new:  # which grows meanwhile
        if found.__class__ is _ATTRIBUTE:
            force_setattr(found, "value", _first(found.value))
            force_setattr(found, "attr", _first(found.attr))
        else:
            _look_into(found, blocks)
    if blocks and not (min(blocks) >= 0 and max(blocks) < len(body.blocks)):
        raise DamagedFacts("something speaks of a block that is not there")
    if on_lines:
        _share_lines(on_lines)


def _take(records: tuple[Any, ...], blocks: list[int], on_lines: list[Any]) -> None:
    """Settle what parts of one class hold; the blocks of which they speak, and those on lines, go into the lists."""
    in_block, on_line, _, single, several, pairs = _FIELDS[records[0].__class__]
    if on_line:
        on_lines += records
    if len(records) < _MANY:
        for record in records:
            _look_into(record, blocks)
        return
    if in_block:
        blocks += map(_BLOCK, records)
    for name, get in single:
        _exhaust(map(force_setattr, records, repeat(name), map(_first, map(get, records))))
    for name, get in several:
        settled = [tuple(map(_first, group)) if group else group for group in map(get, records)]
        _exhaust(map(force_setattr, records, repeat(name), settled))
    for name, get in pairs:
        settled = [
            tuple([tuple(map(_first, pair)) for pair in group]) if group else group for group in map(get, records)
        ]
        _exhaust(map(force_setattr, records, repeat(name), settled))


def _look_into(found: Any, blocks: list[int]) -> None:
    """The same for one part, without what pays for many."""
    in_block, _, _, single, several, pairs = _FIELDS[found.__class__]
    if in_block:
        blocks.append(found.block)
    for name, get in single:
        force_setattr(found, name, _first(get(found)))
    for name, get in several:
        group = get(found)
        if group:
            force_setattr(found, name, tuple(map(_first, group)))
    for name, get in pairs:
        group = get(found)
        if group:
            force_setattr(found, name, tuple([tuple(map(_first, pair)) for pair in group]))


def _result(found: ex.CallResult) -> ex.CallResult:
    if found.call == len(_results) < _MOST_CALLS:
        _results.append(found)
    return found


def _share_lines(records: list[Any]) -> None:
    lines = list(map(_LINE, records))
    last = max(lines)
    if last <= _SINGLE or last >= _MOST_LINES or min(lines) < 0:
        return
    if last >= len(_lines):
        _lines.extend(range(len(_lines), last + 1))
    _exhaust(map(force_setattr, records, repeat("line"), map(_lines.__getitem__, lines)))


_exhaust = deque[None](maxlen=0).extend
"""Goes through what is made on the way."""
