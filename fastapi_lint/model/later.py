"""Views that are made when somebody asks for them: most of what could be said of a site, no rule wants to know."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, TypeVar, overload

View = TypeVar("View")


class Views(Sequence[View]):
    """A tuple that is not there yet. Compared, shown, copied and stored as that tuple."""

    __slots__ = ()

    @abstractmethod
    def all(self) -> tuple[View, ...]:
        """All of them."""

    @overload
    def __getitem__(self, index: int) -> View: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[View, ...]: ...
    def __getitem__(self, index: int | slice) -> View | tuple[View, ...]:
        return self.all()[index]

    def __len__(self) -> int:
        return len(self.all())

    def __iter__(self) -> Iterator[View]:
        return iter(self.all())

    def __eq__(self, other: object) -> bool:
        return self.all() == (other.all() if isinstance(other, Views) else other)

    def __hash__(self) -> int:
        return hash(self.all())

    def __repr__(self) -> str:
        return repr(self.all())

    def __reduce__(self) -> tuple[Any, ...]:
        return tuple, (self.all(),)


class Later(Views[View]):
    """Views that are made all at once."""

    __slots__ = ("_made", "_make")

    def __init__(self, make: Callable[[], Iterable[View]]) -> None:
        self._make = make
        self._made: tuple[View, ...] | None = None

    def all(self) -> tuple[View, ...]:
        """All of them."""
        if self._made is None:
            self._made = tuple(self._make())
        return self._made


class OneByOne(Views[View]):
    """Views that are made each by itself: `make` gives one by its number.

    `telling` gives the numbers of those that may have something to tell beyond what stands there.
    """

    __slots__ = ("_count", "_find_telling", "_made", "_make", "_telling")

    def __init__(self, count: int, make: Callable[[int], View], telling: Callable[[], Iterable[int]]) -> None:
        self._count = count
        self._make = make
        self._find_telling = telling
        self._telling: tuple[int, ...] | None = None
        self._made: dict[int, View] = {}

    def all(self) -> tuple[View, ...]:
        """All of them."""
        return tuple(map(self._at, range(self._count)))

    def telling(self) -> Iterator[View]:
        """Those that may have something to tell, in order."""
        if self._telling is None:
            self._telling = tuple(sorted(self._find_telling()))
        return map(self._at, self._telling)

    def __getitem__(self, index: int | slice) -> Any:
        return self._at(range(self._count)[index]) if isinstance(index, int) else super().__getitem__(index)

    def __len__(self) -> int:
        return self._count

    def _at(self, index: int) -> View:
        if index not in self._made:
            self._made[index] = self._make(index)
        return self._made[index]


def telling(views: Sequence[View]) -> Iterator[View]:
    """Those views that may have something to tell beyond what stands there; all of them if that is not known."""
    return views.telling() if isinstance(views, OneByOne) else iter(views)
