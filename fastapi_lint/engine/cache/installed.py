"""Which code makes the report: the tool, the rules of all distributions, and what else is installed beside them."""

from __future__ import annotations

import os
import sys

from fastapi_lint.source import disk

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

INSTALLED = "installed"
_METADATA = (".dist-info", ".egg-info", ".egg-link", ".pth")


def note_installed(trace: disk.Trace) -> None:
    """Note for each entry of `sys.path` which distributions it has."""
    for entry in sys.path:
        path = os.path.abspath(entry)  # noqa: PTH100
        trace.note(INSTALLED, path, f"{folder_stamp(path)}\t{distributions(path)}")


def digest_of_code(packages: Iterable[str]) -> str:
    """What identifies the sources of imported packages, wherever they lie."""
    told = [f"{name}\t{place}" for package in sorted(set(packages)) for name, place in _sources(package)]
    return disk.digest("\n".join(told).encode("utf-8", "surrogateescape"))


def folder_stamp(path: str) -> str:
    """What changes when something is added to a folder or taken out."""
    try:
        status = os.stat(path)  # noqa: PTH116
    except OSError as error:
        return f"!{error.errno}"
    return disk.stamp_of(status)


def distributions(path: str) -> str:
    """What identifies the distributions in a folder: their names and versions, and the rules that they bring."""
    told = []
    try:
        with os.scandir(path) as listing:
            names = sorted(entry.name for entry in listing if entry.name.endswith(_METADATA))
    except OSError as error:
        return f"!{error.errno}"
    for name in names:
        told.append(os.fsencode(name))
        try:
            with open(f"{path}/{name}/entry_points.txt", "rb") as file:  # noqa: PTH123
                told.append(file.read())
        except OSError:
            continue
    return disk.digest(b"\0".join(told))


def _sources(package: str) -> list[tuple[str, str]]:
    """The sources of an imported package, by their name in it, with what identifies their contents."""
    module = sys.modules.get(package)
    file = getattr(module, "__file__", None)
    if file is None:
        return []
    if os.path.basename(file) != "__init__.py":  # noqa: PTH119
        return [(package, disk.digest(disk.read(file)))]
    found: list[tuple[str, str]] = []
    top = os.path.dirname(file)  # noqa: PTH120
    waiting = [""]
    while waiting:
        folder = waiting.pop()
        for name, what in sorted(disk.scan(os.path.join(top, folder)).items()):  # noqa: PTH118
            place = f"{folder}/{name}" if folder else name
            if what == disk.FOLDER:
                waiting.append(place)
            elif what in (disk.FILE, disk.LINK) and name.endswith((".py", ".toml")):
                found.append((f"{package}/{place}", disk.digest(disk.read(os.path.join(top, place)))))  # noqa: PTH118
    return found
