"""The folders of a project: what is on disk, with the in-memory files laid over it."""

from __future__ import annotations

import os
from collections.abc import Iterable
from enum import Enum
from typing import NamedTuple

from fastapi_lint.source import disk
from fastapi_lint.source.reader import is_encodable


class Kind(Enum):
    """What an entry of a folder is."""

    FILE = disk.FILE
    FOLDER = disk.FOLDER
    LINK = disk.LINK
    OTHER = disk.OTHER  # a pipe, a socket, a device


class Entry(NamedTuple):
    """One name in a folder."""

    name: str
    kind: Kind


class Tree:
    """Lists folders by their path relative to the root; the root itself is the empty path.

    `root` is an absolute path without symbolic links, or None for a project that is in memory only.
    """

    def __init__(self, root: str | None, overlay: Iterable[str] = ()) -> None:
        self.root = root
        self.overlay = frozenset(overlay)
        self._over = _folders_of(self.overlay)
        self._listed: dict[str, tuple[Entry, ...]] = {}
        self._named: dict[str, frozenset[str]] = {}

    def entries(self, folder: str) -> tuple[Entry, ...]:
        """What the folder holds that can mean something, in order of name. Raises OSError if neither the disk nor
        memory can tell."""
        if folder not in self._listed:
            over = self._over.get(folder, {})
            on_disk = self._on_disk(folder, may_be_missing=bool(over))
            merged = sorted({**on_disk, **over}.items(), key=_by_name)
            self._listed[folder] = tuple(Entry(name, kind) for name, kind in merged)
        return self._listed[folder]

    def names(self, folder: str) -> frozenset[str]:
        """The names in a folder, none if it cannot be listed."""
        if folder not in self._named:
            try:
                self._named[folder] = frozenset([entry.name for entry in self.entries(folder)])
            except OSError:
                self._named[folder] = frozenset()
        return self._named[folder]

    def kind(self, path: str) -> Kind:
        """What is at a path, links followed. Raises OSError if nothing is there."""
        if path in self.overlay:
            return Kind.FILE
        if path in self._over or (not path and self.root is None):
            return Kind.FOLDER
        return Kind(disk.kind(self.absolute(path)))

    def absolute(self, path: str) -> str:
        """Where a path is on disk. Raises FileNotFoundError for a project that is in memory only."""
        if self.root is None:
            raise FileNotFoundError(2, "no such file in memory", path)
        return f"{self.root.rstrip('/')}/{path}" if path else self.root

    def real(self, path: str) -> str | None:
        """The path with its symbolic links resolved, None if it leads out of the root."""
        if self.root is None or path in self.overlay:
            return path
        return relative(disk.real(self.absolute(path)), self.root)

    def _on_disk(self, folder: str, *, may_be_missing: bool) -> dict[str, Kind]:
        try:
            return {name: Kind(what) for name, what in disk.scan(self.absolute(folder)).items()}
        except (FileNotFoundError, NotADirectoryError):
            if may_be_missing:
                return {}
            raise


def relative(path: str, root: str) -> str | None:
    """An absolute path as seen from the root (empty for the root itself), with forward slashes; None if outside."""
    if path == root:
        return ""
    top = root.rstrip(os.sep) + os.sep
    return path.removeprefix(top).replace(os.sep, "/") if path.startswith(top) else None


def _folders_of(paths: Iterable[str]) -> dict[str, dict[str, Kind]]:
    """For each folder on the way to a file in memory, what it holds of them."""
    folders: dict[str, dict[str, Kind]] = {}
    for path in paths:
        kind, rest = Kind.FILE, path
        while rest:
            folder, _, name = rest.rpartition("/")
            folders.setdefault(folder, {}).setdefault(name, kind)
            kind, rest = Kind.FOLDER, folder
    return folders


def _by_name(item: tuple[str, Kind]) -> tuple[bool, str]:
    """Names that are no UTF-8 last: the order must not hang on how the host sorts surrogates."""
    return (not is_encodable(item[0]), item[0])
