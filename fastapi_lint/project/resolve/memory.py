"""Memory: answers by key, each worked out once, although questions may lead round in circles."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fastapi_lint.project.resolve.values import Values

Key = tuple[Any, ...]

_NOWHERE = 1 << 30


class Memory:
    """Remembers answers.

    A question that is asked again while it is being answered gives an empty answer, so circles end. What was concluded
    from such an empty answer holds only until the first question of the circle is answered; then it is forgotten, and
    worked out anew if somebody asks.
    """

    __slots__ = ("_active", "_known", "_lowest", "_provisional")

    def __init__(self) -> None:
        self._known: dict[Key, Values] = {}
        self._active: dict[Key, int] = {}  # what is being answered, and its place in the chain of questions
        self._provisional: dict[Key, int] = {}  # answers that rest on an unfinished one, and the place of that
        self._lowest = _NOWHERE  # the first unfinished question that the answer at hand rests on

    def once(self, key: Key, compute: Callable[[], Values]) -> Values:
        """The answer to the question `key`, which `compute` works out."""
        known = self._known.get(key)
        if known is None:
            return self._answer(key, compute)
        if not known and key in self._active:
            self._lowest = min(self._lowest, self._active[key])
        elif self._provisional and key in self._provisional:
            self._lowest = min(self._lowest, self._provisional[key])
        return known

    def _answer(self, key: Key, compute: Callable[[], Values]) -> Values:
        place, before, outer = len(self._active), len(self._provisional), self._lowest
        self._active[key] = place
        self._known[key] = ()
        self._lowest = _NOWHERE
        answer = compute()
        del self._active[key]
        self._known[key] = answer
        lowest = self._lowest
        if lowest < place:
            self._provisional[key] = lowest
            self._lowest = min(outer, lowest)
        else:
            while len(self._provisional) > before:
                del self._known[self._provisional.popitem()[0]]
            self._lowest = outer
        return answer

    def give_up(self) -> None:
        """Note that the answer at hand is incomplete: it holds for the very first question alone."""
        if self._active:
            self._lowest = 0
