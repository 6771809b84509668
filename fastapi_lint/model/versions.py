"""The versions of FastAPI and of what it stands on, as far as a project says which ones it uses."""

from __future__ import annotations

import re
from typing import NamedTuple

from msgspec import Struct

_NAMES = {"fastapi": "FastAPI", "starlette": "Starlette", "pydantic": "Pydantic", "python": "Python"}
_CONDITION = re.compile(rf"({'|'.join(_NAMES)})\s*(>=|<)\s*(\d+(?:\.\d+)*)")
_RELEASE = re.compile(r"v?(?:\d+!)?(\d+(?:\.\d+)*)")


class Release(Struct, frozen=True):
    """The version of a package in use: `exact` if it is locked or pinned, else the `lowest` that is allowed and the one
    that all are `below`, as far as these are known. Of Python a project may say which it runs on and which it allows.

    Where several are allowed the newest of them is assumed: `project.versions.fastapi < (0, 137)` holds if no later one
    is allowed, `>=` if one is. What must also hold with the oldest is asked of `at_least`.
    """

    exact: str | None = None
    lowest: str | None = None
    below: str | None = None

    def __lt__(self, other: tuple[int, ...]) -> bool:
        """True if the version in use is known to come before another."""
        if self.exact is not None:
            return numbers_of(self.exact) < _bare(other)
        return self.below is not None and numbers_of(self.below) <= _bare(other)

    def __ge__(self, other: tuple[int, ...]) -> bool:
        """True unless the version in use is known to come before another."""
        return not self < other

    def at_least(self, *numbers: int) -> bool:
        """True if no older version than this is allowed: `python.at_least(3, 10)`."""
        known = [numbers_of(version) for version in (self.exact, self.lowest) if version is not None]
        return bool(known) and min(known) >= _bare(numbers)


class Targets(Struct, frozen=True):
    """The versions that a project is written for; where nothing is known of one, the newest is assumed."""

    fastapi: Release = Release()
    starlette: Release = Release()
    pydantic: Release = Release()
    python: Release = Release()

    def meet(self, conditions: str) -> bool:
        """True unless a version is known to be another than `fastapi>=0.95, pydantic>=2` allows."""
        releases = {each.package: self._of(each.package) for each in conditions_of(conditions)}
        return all(
            (releases[each.package] < each.numbers) is (each.operator == "<") for each in conditions_of(conditions)
        )

    def _of(self, package: str) -> Release:
        release: Release = getattr(self, package)
        return release


class Condition(NamedTuple):
    """What a version of a package must be: from `>=` a release on, or before `<` one."""

    package: str
    operator: str
    version: str

    @property
    def numbers(self) -> tuple[int, ...]:
        """The release."""
        return numbers_of(self.version)

    def __str__(self) -> str:
        name = _NAMES[self.package]
        return f"{name} {self.version} and later" if self.operator == ">=" else f"{name} before {self.version}"


def conditions_of(text: str) -> tuple[Condition, ...]:
    """The conditions in a text such as `fastapi>=0.95, pydantic>=2`. Raises ValueError for anything else."""
    found = []
    for part in filter(None, map(str.strip, text.split(","))):
        match = _CONDITION.fullmatch(part)
        if match is None:
            raise ValueError(f"`{part}` is no condition such as `fastapi>=0.95`")
        found.append(Condition(match[1], match[2], match[3]))
    return tuple(found)


def numbers_of(version: str) -> tuple[int, ...]:
    """The numbers of a release, without what marks a pre-release; zeros at the end say nothing."""
    release = _RELEASE.match(version)
    return _bare(tuple(map(int, release[1].split(".")))) if release else ()


def _bare(numbers: tuple[int, ...]) -> tuple[int, ...]:
    while numbers and numbers[-1] == 0:
        numbers = numbers[:-1]
    return numbers
