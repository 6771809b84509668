"""Matches findings with those of another time.

Two match if they have the same identity (code, function, what is written there) in the same file, each with one: a
second call of the same kind in a function matches nothing. What is left over matches across files, if the function is
no longer where it was: the file was renamed, or the function moved.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import takewhile
from typing import NamedTuple

from fastapi_lint.model.finding import Finding

Gone = Callable[[str, str], bool]
"""True if a function is surely no longer in the file of this path; without a function, if the file is not."""


class Known(NamedTuple):
    """A finding of another time. `statement` identifies the statement it stood in, where that is known."""

    identity: str
    path: str
    function: str
    statement: str = ""


class Found(NamedTuple):
    """A finding of now, to be matched, with what identifies its statement."""

    finding: Finding
    statement: str = ""


def match(found: Sequence[Found], known: Sequence[Known], gone: Gone) -> dict[int, int]:
    """The index of what is known for the index of each finding that matches it."""
    here: dict[str, list[int]] = {}
    for index, each in enumerate(known):
        here.setdefault(each.identity, []).append(index)
    there: dict[str, list[int]] = {}
    for index, one in enumerate(found):
        if one.finding.identity in here:
            there.setdefault(one.finding.identity, []).append(index)
    matched: dict[int, int] = {}
    for identity, indexes in there.items():
        matched.update(_of_one_identity(indexes, here[identity], found, known, gone))
    return matched


def _of_one_identity(
    news: Sequence[int], olds: Sequence[int], found: Sequence[Found], known: Sequence[Known], gone: Gone
) -> dict[int, int]:
    """Pairs of the likest first: same file and statement, same file, then those that moved."""
    matched: dict[int, int] = {}

    def left() -> tuple[list[int], list[int]]:
        used = set(matched.values())
        return [new for new in news if new not in matched], [old for old in olds if old not in used]

    for key in (lambda path, statement: (path, statement), lambda path, statement: path):
        free: dict[object, list[int]] = {}
        left_news, left_olds = left()
        for new in reversed(left_news):
            free.setdefault(key(found[new].finding.location.path, found[new].statement), []).append(new)
        for old in left_olds:
            if waiting := free.get(key(known[old].path, known[old].statement)):
                matched[waiting.pop()] = old
    left_news, left_olds = left()
    for old in left_olds:
        if left_news and gone(known[old].path, known[old].function):
            new = max(left_news, key=lambda each: (*_likeness(found[each], known[old]), -each))
            matched[new] = old
            left_news.remove(new)
    return matched


def _likeness(found: Found, known: Known) -> tuple[int, int, bool]:
    """How many names two paths share at their ends, and at their beginnings; whether the statement is equal."""
    one, other = found.finding.location.path.split("/"), known.path.split("/")
    ends = sum(1 for _ in takewhile(_is_pair, zip(reversed(one), reversed(other), strict=False)))
    starts = sum(1 for _ in takewhile(_is_pair, zip(one, other, strict=False)))
    return ends, starts, found.statement == known.statement


def _is_pair(names: tuple[str, str]) -> bool:
    return names[0] == names[1]
