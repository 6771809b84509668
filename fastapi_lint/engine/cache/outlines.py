"""Whether definitions look the same from outside, those that somebody looked into also from inside, and those whose
text was shown to rules also in their words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import msgspec
from msgspec.structs import replace

from fastapi_lint.engine.cache.relocation import Facts, Pair, Word, one_to_one, paired
from fastapi_lint.model.facts import Block, BlockKind, Body, Call, Definition, ModuleFacts, Outcome


def paired_by_definition(old: Sequence[Word], new: Sequence[Word], facts: Facts, unseen: set[int]) -> list[Pair] | None:
    """The lines of all definitions but those that differ in what nobody asked for: the lines that do go to `unseen`."""
    before, now = facts.before(), facts.now()
    if facts.opened is None or before is None or now is None:
        return None
    if len(before.definitions) != len(now.definitions) or before.names() != now.names():
        return None
    pairs: list[Pair] = []
    owned, owning = _by_owner(old, before), _by_owner(new, now)
    for index, (was, is_) in enumerate(zip(before.definitions, now.definitions, strict=True)):
        found = paired(owned[index], owning[index])
        if found is not None:
            if not (_same(was, is_, pairs) and _same_body(was, is_, pairs)):
                return None
            pairs += found
        elif index not in facts.opened and _same(replace(was, end_column=0), replace(is_, end_column=0), pairs):
            unseen.update(line for word in owned[index] for line in (word.first, word.last) if line)
        elif index not in facts.shown and _says_the_same(was, is_, pairs):
            pairs += _around(owned[index], owning[index], unseen)
        else:
            return None
    return pairs


def _says_the_same(was: Definition, is_: Definition, pairs: list[Pair]) -> bool:
    """True if two definitions differ in nothing but where things stand, and these come in the same order."""
    places: list[Moved] = []
    same = _same(was, is_, pairs, places) and _same(was.body, is_.body, pairs, places)
    return same and one_to_one(places) is not None


def _around(old: Sequence[Word], new: Sequence[Word], unseen: set[int]) -> list[Pair]:
    """The lines of the words before and after those that differ, whose lines go to `unseen`."""
    length = min(len(old), len(new))
    first = next((at for at in range(length) if old[at].what != new[at].what), length)
    rest = range(1, length - first + 1)
    last = next((at for at in rest if old[-at].what != new[-at].what), length - first + 1) - 1
    both = [
        *zip(old[:first], new[:first], strict=True),
        *zip(old[len(old) - last :], new[len(new) - last :], strict=True),
    ]
    pairs = [(was.first, is_.first) for was, is_ in both if was.first]
    pairs += [(was.last, is_.last) for was, is_ in both if was.first]
    unseen |= _lines_of(old[first : len(old) - last])
    touched = _lines_of(new[first : len(new) - last])
    unseen.update(was for was, is_ in pairs if is_ in touched)
    return pairs


def _lines_of(words: Iterable[Word]) -> set[int]:
    return {line for word in words if word.first for line in range(word.first, word.last + 1)}


def _by_owner(words: Iterable[Word], facts: ModuleFacts) -> list[list[Word]]:
    """The words of each definition's own part."""
    owners: dict[int, int] = {}
    for index, definition in enumerate(facts.definitions):
        if index:
            owners.update(dict.fromkeys(range(definition.first_line, definition.last_line + 1), index))
    owned: list[list[Word]] = [[] for _ in facts.definitions]
    owner = 0
    for word in words:
        if word.first:
            owner = owners.get(word.first, 0)
        owned[owner].append(word)
    return owned


def _same_body(was: Definition, is_: Definition, pairs: list[Pair]) -> bool:
    return (not was.is_read and was.stored == is_.stored) or _same(was.body, is_.body, pairs)


Place = tuple[int, int, int, int]
"""Line and column between two numbers. The first is 1 where code takes the line of a start and the column of an end,
the last is 1 for ends that count as later than all else there."""

Moved = tuple[Place, Place]
_LINES = frozenset({"line", "first_line", "last_line"})
_HEIGHTS = frozenset({"height", "since_height"})  # of what begins on `line`
_COLUMNS = frozenset({"column", "end_column", "since_column"})
_BYTES = frozenset({"stored", "uses", "said"})  # what they hold is looked at, or is no matter


def _same(was: Any, is_: Any, pairs: list[Pair], places: list[Moved] | None = None) -> bool:
    """True if two parts of facts differ in nothing but lines, which are added to the pairs; with `places` nor in
    columns, which are added there."""
    comparison = _Comparison(pairs, places, [(was, is_)])
    while comparison.left:
        if not comparison.goes_on(*comparison.left.pop()):
            return False
    return True


class _Comparison(NamedTuple):
    pairs: list[Pair]
    places: list[Moved] | None
    left: list[tuple[Any, Any]]

    def goes_on(self, old: Any, new: Any) -> bool:
        """True if the next two parts are the same as far as it is seen; what they consist of is looked at later."""
        kind = type(old)
        if kind is not type(new):
            return False
        if kind is tuple:
            self.left.extend(zip(old, new, strict=False))
            return len(old) == len(new)
        if kind is Body:
            self.left.extend(((old._uses, new._uses), (old._said, new._said)))
        if isinstance(old, msgspec.Struct):
            return all(self._field_goes_on(name, old, new) for name in old.__struct_fields__)
        return bool(old == new)

    def _field_goes_on(self, name: str, old: Any, new: Any) -> bool:
        was, is_ = getattr(old, name), getattr(new, name)
        if name in _LINES:
            self.pairs.append((was, is_))
        elif name in _HEIGHTS:
            self.pairs.append((old.line + was, new.line + is_))
        elif name in _COLUMNS and self.places is not None:
            self.places.extend(zip(_places(name, old), _places(name, new), strict=True))
        elif name == "awaits":
            self.pairs.extend((one[0], other[0]) for one, other in zip(was, is_, strict=False))
            return self._awaits_go_on(was, is_)
        elif name not in _BYTES:
            self.left.append((was, is_))
        return True

    def _awaits_go_on(self, old: Sequence[tuple[int, int, int]], new: Sequence[tuple[int, int, int]]) -> bool:
        if self.places is None:
            return [one[1:] for one in old] == [one[1:] for one in new]
        self.places.extend(((0, *one[:2], 0), (0, *other[:2], 0)) for one, other in zip(old, new, strict=False))
        return [block for _, _, block in old] == [block for _, _, block in new]


def _places(column: str, part: Any) -> tuple[Place, ...]:
    """The places that code makes of a column of a part, so that it can compare them with others."""
    at: int = getattr(part, column)
    if column == "since_column":
        return ((0, part.line + part.since_height, at, 0),)
    if column == "end_column":
        return _ends(part, at)
    if isinstance(part, Definition):
        return ((0, part.first_line, at, 0),)
    if isinstance(part, Block):
        return () if part.kind in _WHOLE else ((0, part.line, at, 0), (0, part.line, at - 1, 0))  # runs just before
    return ((0, part.line, at, 0),)


def _ends(part: Any, at: int) -> tuple[Place, ...]:
    if isinstance(part, Definition) or (isinstance(part, Block) and part.kind in _WHOLE):
        return ()
    last = part.line + part.height
    if isinstance(part, Outcome):  # it is only asked whether it ends before something else does
        return ((0, last, at, 1),)
    return ((0, last, at, 0), (1, part.line, at, 0)) if isinstance(part, Call) else ((0, last, at, 0),)


_WHOLE = frozenset({BlockKind.BODY, BlockKind.HEADER})
