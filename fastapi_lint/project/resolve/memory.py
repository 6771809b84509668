"""Memory: answers by key, each worked out once, although questions may lead round in circles."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fastapi_lint.project.resolve.values import Values

Table = dict[Any, Values]
"""The answers to one kind of question."""

_NOWHERE = 1 << 30


class Memory:
    """Sees to it that each question is answered once; the answers are kept in tables of those who ask.

    A question that is asked again while it is being answered gives an empty answer, so circles end. What was concluded
    from such an empty answer holds only until the first question of the circle is answered; then it is forgotten, and
    worked out anew if somebody asks. An answer that is not empty holds as long as nothing is `provisional`.
    """

    __slots__ = ("_lowest", "active", "provisional")

    def __init__(self) -> None:
        self.active: dict[tuple[int, Any], int] = {}  # what is being answered, and its place in the chain of questions
        self.provisional: dict[tuple[int, Any], tuple[int, Table]] = {}  # rests on the unfinished answer at a place
        self._lowest = _NOWHERE  # the first unfinished question that the answer at hand rests on

    def once(self, table: Table, key: Any, compute: Callable[..., Values], *arguments: Any) -> Values:
        """The answer to the question `key`, which `compute` works out."""
        known = table.get(key)
        if known is None:
            return self._answer(table, key, compute, arguments)
        if not known and self.active:
            place = self.active.get((id(table), key))
            if place is not None:
                self._lowest = min(self._lowest, place)
                return known
        if self.provisional:
            rests_on = self.provisional.get((id(table), key))
            if rests_on is not None:
                self._lowest = min(self._lowest, rests_on[0])
        return known

    def _answer(self, table: Table, key: Any, compute: Callable[..., Values], arguments: tuple[Any, ...]) -> Values:
        active = self.active
        question, place, before, outer = (id(table), key), len(active), len(self.provisional), self._lowest
        active[question] = place
        table[key] = ()
        self._lowest = _NOWHERE
        answer = table[key] = compute(*arguments)
        del active[question]
        lowest = self._lowest
        if lowest < place:
            self.provisional[question] = lowest, table
            self._lowest = min(outer, lowest)
        else:
            if self.provisional:
                while len(self.provisional) > before:
                    (_, forgotten), (_, holding) = self.provisional.popitem()
                    del holding[forgotten]
            self._lowest = outer
        return answer

    def give_up(self) -> None:
        """Note that the answer at hand is incomplete: it holds for the very first question alone."""
        if self.active:
            self._lowest = 0
