"""Entry points of the installed distributions.

Read from the folders of `sys.path` as `importlib.metadata` reads them; the import of that takes longer than all else.
Where there is more than folders (archives, finders of their own), it is asked all the same.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from importlib import import_module
from importlib.machinery import PathFinder
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

_METADATA = (".dist-info", ".egg-info")
_SEPARATORS = re.compile(r"[-_.]+")
_OWN = "fastapi-lint"


class Door(NamedTuple):
    """An entry point and whose it is."""

    name: str
    value: str  # `package.module:attribute`
    distribution: str = "an unknown distribution"  # `fastapi-lint 0.1.0`
    is_own: bool = False

    def load(self) -> Any:
        """What it names, imported."""
        module, _, path = self.value.partition("[")[0].partition(":")
        found: Any = import_module(module.strip())
        for name in filter(None, path.strip().split(".")):
            found = getattr(found, name)
        return found


def doors(group: str) -> Iterator[Door]:
    """The entry points of this group. Of two distributions of one name the first on `sys.path` counts."""
    if all(map(_is_folder, sys.path)) and not any(map(_finds_more, sys.meta_path)):
        yield from _in_folders(group)
    else:
        from importlib.metadata import entry_points  # noqa: PLC0415 - takes long

        yield from map(door_of, entry_points(group=group))


def door_of(point: EntryPoint) -> Door:
    """An entry point that `importlib.metadata` gives."""
    metadata = point.dist.metadata if point.dist else None
    if metadata is None:
        return Door(point.name, point.value)
    return _door(point.name, point.value, metadata["Name"], metadata["Version"])


def _door(name: str, value: str, distribution: str, version: str) -> Door:
    return Door(name, value, f"{distribution} {version}", distribution == _OWN)


def _is_folder(entry: str) -> bool:
    return not entry.endswith(".egg") and not os.path.isfile(entry)  # noqa: PTH113 - pathlib takes longer


def _finds_more(finder: Any) -> bool:
    return finder is not PathFinder and hasattr(finder, "find_distributions")


def _in_folders(group: str) -> Iterator[Door]:
    seen: set[str] = set()
    for folder in sys.path:
        for place in _distributions(folder or os.curdir):
            name = _SEPARATORS.sub("-", os.path.basename(place).rpartition(".")[0].partition("-")[0]).lower()  # noqa: PTH119
            if name not in seen:
                seen.add(name)
                yield from _of_distribution(place, group)


def _distributions(folder: str) -> list[str]:
    """The folders with the metadata of distributions, those of wheels first."""
    try:
        names = os.listdir(folder)  # noqa: PTH208
    except OSError:
        return []
    return [f"{folder}/{name}" for kind in _METADATA for name in sorted(names) if name.lower().endswith(kind)]


def _of_distribution(place: str, group: str) -> Iterator[Door]:
    text = _read(f"{place}/entry_points.txt")
    if f"[{group}]" not in text:
        return
    told = dict(_headers(_read(f"{place}/METADATA") or _read(f"{place}/PKG-INFO")))
    section = ""
    for line in map(str.strip, text.splitlines()):
        if line.startswith("[") and line.endswith("]"):
            section = line[1:-1]
        elif section == group and "=" in line and not line.startswith("#"):
            name, _, value = line.partition("=")
            yield _door(name.strip(), value.strip(), told.get("name", ""), told.get("version", ""))


def _headers(text: str) -> Iterator[tuple[str, str]]:
    for line in text.splitlines():
        if not line.strip():
            return
        name, _, value = line.partition(":")
        yield name.strip().lower(), value.strip()


def _read(path: str) -> str:
    try:
        with open(path, encoding="utf-8", errors="replace") as file:  # noqa: PTH123
            return file.read()
    except OSError:
        return ""
