"""Which of a library's names there are in the version that a project uses."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

_STANDARD_LIBRARY = "stdlib"


def version_in_use(library: str, versions: Mapping[str, str]) -> str | None:
    """The version of a library's distribution that a project pins; of the standard library that is Python's."""
    name = "python" if library == _STANDARD_LIBRARY else re.sub(r"[-_.]+", "-", library).lower()
    return versions.get(name)


def is_before(version: str | None, other: str) -> bool:
    """True if a version is known and comes before another."""
    return version is not None and _numbers(version) < _numbers(other)


def holds(table: Mapping[str, Any], version: str | None) -> bool:
    """True if a table's `since` and `until` allow a version; any is allowed that is not known."""
    since, until = table.get("since"), table.get("until")
    if since is not None and is_before(version, since):
        return False
    return until is None or version is None or is_before(version, until)


def absent_names(library: Mapping[str, Any], version: str | None) -> Iterator[str]:
    """The names of a library file that come later than a version."""
    return (name for name, since in library.get("since", {}).items() if is_before(version, since))


def _numbers(version: str) -> tuple[int, ...]:
    """The release's numbers; a trailing zero says nothing, and what marks a pre-release is left out."""
    release = re.match(r"\d+(?:\.\d+)*", version)
    numbers = [int(number) for number in release[0].split(".")] if release else []
    while numbers and numbers[-1] == 0:
        numbers.pop()
    return tuple(numbers)
