"""Which lines a change has changed."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from difflib import SequenceMatcher

TextOf = Callable[[str], str | None]


class ChangedLines:
    """The lines of files that are not as they were, by comparing texts of two times.

    A file that was not there before is changed in all its lines, but for one that `origin` knows under another name.
    """

    def __init__(self, before: TextOf, now: TextOf, origin: Callable[[str], str]) -> None:
        self._before = before
        self._now = now
        self._origin = origin
        self._found: dict[str, tuple[int, ...] | None] = {}
        self._removed: dict[str, tuple[int, ...]] = {}

    def is_as_before(self, path: str) -> bool:
        """True if nothing in the file was changed, its name included."""
        return self._before(path) == self._now(path)

    def touch(self, path: str, lines: range) -> bool:
        """True if one of these lines was added or changed."""
        changed = self.of(path)
        if changed is None:
            return True
        index = bisect_left(changed, lines.start)
        return index < len(changed) and changed[index] in lines

    def of(self, path: str) -> tuple[int, ...] | None:
        """The lines that were added or changed, None for all."""
        if path not in self._found:
            before, now = self._before(self._origin(path)), self._now(path) or ""
            if before is None:
                self._found[path] = None
            else:
                self._found[path], self._removed[path] = changed_lines(before.split("\n"), now.split("\n"))
        return self._found[path]

    def first_in(self, path: str, lines: range) -> int | None:
        """The first of these lines that was added or changed, or before which some were removed; None if none was."""
        changed = self.of(path)
        if changed is None:
            return lines.start if lines else None
        touched = sorted({*changed, *self._removed[path]})
        index = bisect_left(touched, lines.start)
        return touched[index] if index < len(touched) and touched[index] in lines else None


def changed_lines(before: Sequence[str], now: Sequence[str]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The numbers of lines that were added or changed, and of those that stand where others were removed."""
    first = _common(zip(before, now, strict=False))
    last = _common(zip(reversed(before[first:]), reversed(now[first:]), strict=False))
    old, new = before[first : len(before) - last], now[first : len(now) - last]
    added: list[int] = []
    removed: list[int] = []
    for kind, _, _, start, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "delete":
            removed.append(min(first + start + 1, len(now)))
        elif kind != "equal":
            added.extend(range(first + start + 1, first + end + 1))
    return tuple(added), tuple(removed)


def _common(pairs: Iterable[tuple[str, str]]) -> int:
    """How many pairs at the beginning are equal."""
    count = 0
    for one, other in pairs:
        if one != other:
            break
        count += 1
    return count
