"""Whether definitions look the same from outside, and those that somebody looked into also from inside."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import msgspec
from msgspec.structs import replace

from fastapi_lint.engine.cache.relocation import Facts, Pair, Word, paired
from fastapi_lint.model.facts import Body, Definition, ModuleFacts


def paired_by_definition(old: Sequence[Word], new: Sequence[Word], facts: Facts, unseen: set[int]) -> list[Pair] | None:
    """The lines of all definitions but those that differ in what nobody asked for; their lines go to `unseen`."""
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
        elif index in facts.opened or not _same(replace(was, end_column=0), replace(is_, end_column=0), pairs):
            return None
        else:
            unseen.update(line for word in owned[index] for line in (word.first, word.last) if line)
    return pairs


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
    return was.stored == is_.stored or _same(was.body, is_.body, pairs)


_LINES = frozenset({"line", "first_line", "last_line"})
_HEIGHTS = frozenset({"height", "since_height"})  # of what begins on `line`
_BYTES = frozenset({"stored", "uses", "said"})  # what they hold is looked at, or is no matter


def _same(was: Any, is_: Any, pairs: list[Pair]) -> bool:
    """True if two parts of facts differ in nothing but lines, which are added to the pairs."""
    comparison = _Comparison(pairs, [(was, is_)])
    while comparison.left:
        if not comparison.goes_on(*comparison.left.pop()):
            return False
    return True


class _Comparison(NamedTuple):
    pairs: list[Pair]
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
        elif name == "awaits":
            self.pairs.extend((one[0], other[0]) for one, other in zip(was, is_, strict=False))
            return [one[1:] for one in was] == [other[1:] for other in is_]
        elif name not in _BYTES:
            self.left.append((was, is_))
        return True
