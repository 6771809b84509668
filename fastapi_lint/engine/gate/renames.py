"""Which file of before a new file was, by what is written in both."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence

TextOf = Callable[[str], str | None]

_ENOUGH = 0.5  # share of the lines that two files must have in common, as git has it


class Renames:
    """Finds for new files the likest of those that are gone; each of these is one new file at most.

    `paths` are those of before, `now` the texts of today by path; `is_gone` tells whether a file is no more, and
    `fetch` is told which texts of before are going to be asked for.
    """

    def __init__(
        self,
        paths: Collection[str],
        before: TextOf,
        fetch: Callable[[Sequence[str]], None],
        now: Mapping[str, str],
        is_gone: Callable[[str], bool],
    ) -> None:
        self._paths = paths
        self._before = before
        self._fetch = fetch
        self._now = now
        self._is_gone = is_gone
        self._found: dict[str, str] | None = None

    def origin(self, path: str) -> str:
        """The path of before; the same if the file is not new or was none before."""
        if path in self._paths:
            return path
        if self._found is None:
            self._found = self._paired()
        return self._found.get(path, path)

    def _paired(self) -> dict[str, str]:
        gone = sorted(path for path in self._paths if path not in self._now and self._is_gone(path))
        if not gone:
            return {}
        self._fetch(gone)
        old = {path: _lines(self._before(path)) for path in gone}
        new = {path: _lines(text) for path, text in self._now.items() if path not in self._paths}
        likeness = (
            (-_share(old[one], new[other]), one.rpartition("/")[2] != other.rpartition("/")[2], one, other)
            for one in old
            for other in new
        )
        found: dict[str, str] = {}
        taken: set[str] = set()
        for _, _, one, other in sorted(each for each in likeness if -each[0] >= _ENOUGH):
            if one not in taken and other not in found:
                found[other] = one
                taken.add(one)
        return found


def _lines(text: str | None) -> Counter[str]:
    return Counter(line.strip() for line in (text or "").split("\n") if line.strip())


def _share(one: Counter[str], other: Counter[str]) -> float:
    most = max(one.total(), other.total())
    return (one & other).total() / most if most else 0.0
