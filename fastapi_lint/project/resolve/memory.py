"""Memory: answers by key, each worked out once, although questions may lead round in circles."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fastapi_lint.project.resolve.values import Values

Table = dict[Any, Values]
"""The answers to one kind of question."""

Row = list[Values | None]
"""The same where questions are numbered; None for what nobody has asked."""

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
        self.provisional: dict[tuple[int, Any], tuple[int, Table | Row]] = {}  # rests on what is unfinished at a place
        self._lowest = _NOWHERE  # the first unfinished question that the answer at hand rests on

    def once(self, table: Table, key: Any, compute: Callable[..., Values], *arguments: Any) -> Values:
        """The answer to the question `key`, which `compute` works out."""
        known = table.get(key)
        if known is None:
            return self._answer(table, key, compute, arguments)
        if self.provisional or (not known and self.active):
            self._rest_on(table, key, known)
        return known

    def once_in(self, row: Row, number: int, compute: Callable[..., Values], *arguments: Any) -> Values:
        """The answer to a numbered question, which `compute` works out."""
        known = row[number]
        if known is None:
            return self._answer(row, number, compute, arguments)
        if self.provisional or (not known and self.active):
            self._rest_on(row, number, known)
        return known

    def _rest_on(self, table: Table | Row, key: Any, known: Values) -> None:
        """Note that the answer at hand rests on one that is known, if that is unfinished or provisional."""
        question = (id(table), key)
        place = self.active.get(question) if not known else None
        if place is None and question in self.provisional:
            place = self.provisional[question][0]
        if place is not None:
            self._lowest = min(self._lowest, place)

    def _answer(
        self, table: Table | Row, key: Any, compute: Callable[..., Values], arguments: tuple[Any, ...]
    ) -> Values:
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
                    if isinstance(holding, list):
                        holding[forgotten] = None
                    else:
                        del holding[forgotten]
            self._lowest = outer
        return answer

    def give_up(self) -> None:
        """Note that the answer at hand is incomplete: it holds for the very first question alone."""
        if self.active:
            self._lowest = 0
