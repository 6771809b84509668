"""Whether an edited file still says the same to the analysis, and where its lines have gone.

It does if its words are the same, whatever became of empty lines and of comments that have a line of their own. And it
does if definitions say something else whose bodies nobody asked for when the project was linked, or the same in other
words (a docstring, a comment behind code, parentheses) and no rule looked at these.
"""

from __future__ import annotations

import io
import tokenize
from collections.abc import Callable, Container, Iterable, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from fastapi_lint.facts.comments import suppressions

if TYPE_CHECKING:
    from fastapi_lint.model.facts import ModuleFacts

Spot = TypeVar("Spot", int, tuple[int, int, int, int])
Pair = tuple[int, int]
"""A line of before and the same line of now."""


class Relocation(NamedTuple):
    """`lines` gives for the lines of before with code on them where they are now; of `unseen` ones nothing is told."""

    lines: dict[int, int]
    unseen: frozenset[int]
    added: int
    before: tuple[str, ...] = ()  # all lines, as they were and as they are
    now: tuple[str, ...] = ()

    def shift_of(self, first: int, last: int) -> int:
        """By how many lines a stretch has moved that is the same to the letter, comments and empty lines included, with
        the lines next to it. Raises KeyError if there is none such."""
        first, last = max(first - 1, 1), min(last + 1, len(self.before))
        shifts = {self.lines[line] - line for line in range(first, last + 1) if line in self.lines}
        if len(shifts) != 1 or not self.unseen.isdisjoint(range(first, last + 1)):
            raise KeyError(first)
        shift = shifts.pop()
        if self.before[first - 1 : last] != self.now[first - 1 + shift : last + shift]:
            raise KeyError(first)
        return shift


class Facts(NamedTuple):
    """How to get the facts of before and of now, None if there are none; which bodies of before were asked for, and the
    text of which definitions was."""

    before: Callable[[], ModuleFacts | None]
    now: Callable[[], ModuleFacts | None]
    opened: Container[int] | None
    shown: Container[int]


class Word(NamedTuple):
    """A token, and the first and the last of its lines; those of the structure, which is told by columns, have none."""

    what: tuple[object, ...]
    first: int
    last: int


def relocation(before: str, now: str, facts: Facts) -> Relocation | None:
    """How a text became another one that says the same; None if it may not."""
    if suppressions(before) or suppressions(now):  # which lines they speak for is a matter of comments
        return None
    if before.split("\n", 1)[0] != now.split("\n", 1)[0]:  # what is said of a whole module stands there
        return None
    if _bare(before) != _bare(now) and not _name_the_same(facts):  # that is known sooner than all words are
        return None
    old, new = _words(before), _words(now)
    if old is None or new is None:
        return None
    unseen: set[int] = set()
    pairs = paired(old, new)
    if pairs is None:
        from fastapi_lint.engine.cache.outlines import paired_by_definition  # noqa: PLC0415 - few edits need facts

        pairs = paired_by_definition(old, new, facts, unseen)
    if pairs is None:
        return None
    lines = one_to_one([(1, 1), *pairs])
    if lines is None:
        return None
    added = _lines(now) - _lines(before)
    return Relocation(lines, frozenset(unseen), added, tuple(before.split("\n")), tuple(now.split("\n")))


def _bare(text: str) -> list[str]:
    """The lines of a text without those that look empty or like comments."""
    return [line.rstrip() for line in text.split("\n") if line.lstrip()[:1] not in ("", "#")]


def _name_the_same(facts: Facts) -> bool:
    """True if the definitions and all that their bodies speak of have the same names."""
    before, now = facts.before(), facts.now()
    if before is None or now is None or len(before.definitions) != len(now.definitions):
        return False
    return before.names() == now.names()


def _words(text: str) -> list[Word] | None:
    """What a text consists of, without empty lines and comments that stand alone; None if it cannot be told."""
    lines = text.split("\n")
    words: list[Word] = []
    try:
        for kind, string, (first, start), (last, end), _ in tokenize.generate_tokens(io.StringIO(text).readline):
            if kind in _STRUCTURE:
                words.append(Word((kind, string), 0, 0))
            elif kind not in _LAYOUT and not (kind == tokenize.COMMENT and not lines[first - 1][:start].strip()):
                words.append(Word((kind, string, start, end), first, last))
    except (tokenize.TokenError, SyntaxError):
        return None
    return words


_LAYOUT = frozenset({tokenize.NL, tokenize.ENDMARKER})
_STRUCTURE = frozenset({tokenize.INDENT, tokenize.DEDENT, tokenize.NEWLINE})


def paired(old: Sequence[Word], new: Sequence[Word]) -> list[Pair] | None:
    """The lines of words, None if they are not the same words."""
    if len(old) != len(new) or any(was.what != is_.what for was, is_ in zip(old, new, strict=True)):
        return None
    both = [(was, is_) for was, is_ in zip(old, new, strict=True) if was.first]
    return [(was.first, is_.first) for was, is_ in both] + [(was.last, is_.last) for was, is_ in both]


def one_to_one(pairs: Iterable[tuple[Spot, Spot]]) -> dict[Spot, Spot] | None:
    """The pairs as a map that keeps the order of spots and lets none fall together; None if they make none."""
    spots: dict[Spot, Spot] = {}
    for old, new in pairs:
        if spots.setdefault(old, new) != new:
            return None
    places = [spots[old] for old in sorted(spots)]
    return spots if all(one < after for one, after in pairwise(places)) else None


def _lines(text: str) -> int:
    """As facts count them."""
    return text.count("\n") + (not text.endswith("\n") and text != "")
