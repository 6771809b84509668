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
from typing import TYPE_CHECKING, Any, NamedTuple

from msgspec import Struct
from msgspec.structs import force_setattr

from fastapi_lint.model import expression as ex
from fastapi_lint.model.stored import DamagedFacts

if TYPE_CHECKING:
    from fastapi_lint.model.facts import Body, Definition

Getter = Callable[[Any], Any]


class _Fields(NamedTuple):
    """Of a class of parts: whether it stands in a block and on a line, its names, and what it holds of expressions."""

    in_block: bool
    on_line: bool
    names: list[tuple[str, Getter]]
    held: list[tuple[str, Getter]]


class _FieldsOf(dict[type, _Fields]):
    """The fields of a class, filled as classes are met."""

    def __missing__(self, kind: type) -> _Fields:
        fields = getattr(kind, "__struct_fields__", ())
        hints = {name: hint for name, hint in getattr(kind, "__annotations__", {}).items() if name in fields}
        self[kind] = found = _Fields(
            "block" in fields,
            "line" in fields,
            [(name, attrgetter(name)) for name in hints if name in _NAMES and hints[name] == "str"],
            [(name, attrgetter(name)) for name, hint in hints.items() if "Expression" in hint or "Parameter," in hint],
        )
        return found


_FIELDS = _FieldsOf()
_NAMES = frozenset({"target", "attr", "name", "module"})
_SHORT = 30
"""Characters up to which literals are likely to come again: keys, flags, names of fields."""

_MOST_SHARED = 1 << 16
"""Expressions that are remembered: what comes later is compared with those after them."""

_MOST_LINES = 1 << 16

_NAME, _ATTRIBUTE, _CALL_RESULT, _CONSTANT = ex.Name, ex.Attribute, ex.CallResult, ex.Constant
"""Most expressions are one of these."""
_BLOCK, _LINE = attrgetter("block"), attrgetter("line")

_shared: dict[ex.Expression, ex.Expression] = {}
"""Expressions that mean the same in all bodies, since they speak of no block or call."""

_results: list[ex.CallResult] = []
"""What calls give, by their numbers."""

_lines: list[int] = []
"""Numbers of lines, each once: Python makes a new object of each above 256 that is read."""


def check_tree(body: Body) -> None:
    """`DamagedFacts` if the block around a block does not come before it, so that no walk upwards would end."""
    for index, block in enumerate(body.blocks):
        if not -1 <= block.parent < index:
            raise DamagedFacts("a block within what is not there")


def settle(part: Struct, body: Body, header: Definition | None = None) -> None:
    """`DamagedFacts` if a part of a body, or the header before it, speaks of a block or call that the body has not.

    On the way equal names, expressions and numbers become one object each for the whole run: nine of ten say what
    another one has said (open-webui: 158,000 names, 8,000 of them different).
    """
    settling = _Settling(len(body.calls), len(body.blocks))
    for name in part.__struct_fields__:
        records = getattr(part, name)
        if not records or records.__class__ is not tuple:
            continue
        if isinstance(records[0], Struct):
            settling.take(records)
        elif isinstance(records[0], str):
            force_setattr(part, name, tuple(map(intern, records)))
    if header is not None:
        settling.take((header,))
        _check_range([block for _, _, block in body.awaits], len(body.blocks))
    settling.finish()


class _Settling:
    """The part of one body; what is yet to be looked into is on `stack`."""

    __slots__ = ("blocks", "calls", "stack")

    def __init__(self, calls: int, blocks: int) -> None:
        self.calls = calls
        self.blocks = blocks
        self.stack: list[Any] = []

    def take(self, records: tuple[Any, ...]) -> None:
        """Check the blocks in which records of one class stand, and settle what they hold."""
        fields = _FIELDS[records[0].__class__]
        if fields.in_block:
            _check_range(list(map(_BLOCK, records)), self.blocks)
        if fields.on_line:
            _share_lines(records)
        for name, get in fields.names:
            _exhaust(map(force_setattr, records, repeat(name), map(intern, map(get, records))))
        for name, get in fields.held:
            _exhaust(map(force_setattr, records, repeat(name), map(self.settled, map(get, records))))

    def finish(self) -> None:
        """Settle what stands within what was taken."""
        stack, settled = self.stack, self.settled
        while stack:
            found = stack.pop()
            fields = _FIELDS[found.__class__]
            for name, get in fields.held:
                force_setattr(found, name, settled(get(found)))
            for name, get in fields.names:
                force_setattr(found, name, intern(get(found)))
            if fields.in_block:
                _check_range([found.block], self.blocks)

    def settled(self, found: Any) -> Any:
        """What is equal to this and takes its place; what is within is settled later."""
        kind = found.__class__
        if kind is _NAME:
            return _shared.get(found) or _share_name(found)
        if kind is _ATTRIBUTE:
            return self._attribute(found)
        if kind is _CALL_RESULT:
            if not 0 <= found.call < self.calls:
                raise DamagedFacts("something speaks of a call that is not there")
            return _results[found.call] if found.call < len(_results) else _result(found)
        if kind is tuple:
            return tuple(map(self.settled, found)) if found else found
        if kind is _CONSTANT:
            return _shared.get(found) or _share_constant(found)
        if kind is str:  # the name of a keyword
            return intern(found)
        if found is not None:
            self.stack.append(found)
        return found

    def _attribute(self, found: ex.Attribute) -> ex.Expression:
        known = _shared.get(found)
        if known is not None:
            return known
        root = found.value
        while root.__class__ is _ATTRIBUTE:
            root = root.value
        if root.__class__ is _NAME:
            _shared[found] = found
        self.stack.append(found)
        return found


def _share_name(found: ex.Name) -> ex.Name:
    if len(_shared) >= _MOST_SHARED:
        _shared.clear()
    force_setattr(found, "id", intern(found.id))
    _shared[found] = found
    return found


def _share_constant(found: ex.Constant) -> ex.Constant:
    value = found.value
    if value.__class__ is not str:
        _shared[found] = found
    elif len(value) < _SHORT:
        force_setattr(found, "value", intern(value))
        _shared[found] = found
    return found


def _result(found: ex.CallResult) -> ex.CallResult:
    if found.call == len(_results) < _MOST_LINES:
        _results.append(found)
    return found


def _share_lines(records: tuple[Any, ...]) -> None:
    lines = list(map(_LINE, records))
    last = max(lines)
    if last >= _MOST_LINES or min(lines) < 0:
        return
    if last >= len(_lines):
        _lines.extend(range(len(_lines), last + 1))
    _exhaust(map(force_setattr, records, repeat("line"), map(_lines.__getitem__, lines)))


def _check_range(numbers: list[int], end: int) -> None:
    if numbers and not (min(numbers) >= 0 and max(numbers) < end):
        raise DamagedFacts("something speaks of a block that is not there")


_exhaust = deque[None](maxlen=0).extend
"""Goes through what is made on the way."""
