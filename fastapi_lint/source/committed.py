"""The files of a commit, or of the index, in the place of those on disk."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

from fastapi_lint.source import disk
from fastapi_lint.source.disk import ENVIRONMENT_MARKS, GITIGNORE, ROOT_MARKERS
from fastapi_lint.source.git import LINK, SUBMODULE, Git, Listing
from fastapi_lint.source.overlay import Files
from fastapi_lint.source.reader import is_encodable
from fastapi_lint.source.tree import Entry, Kind, Tree

_TELLING = ROOT_MARKERS | ENVIRONMENT_MARKS | {GITIGNORE}
_MOST_LINKS = 40


class Committed:
    """What git has below a folder, as far as it can mean something for a project of Python.

    Two with the same `state` have the same sources under the same names.
    """

    def __init__(self, git: Git, listing: Listing) -> None:
        self._git = git
        self.listing = {path: entry for path, entry in listing.items() if _matters(path, entry.mode)}

    @property
    def state(self) -> str:
        """What tells this state of the sources from others."""
        told = (
            f"{path}\0{entry.mode}\0{entry.object if path.endswith('.py') or entry.mode in (LINK, SUBMODULE) else ''}"
            for path, entry in sorted(self.listing.items())
        )
        return disk.digest("\0\0".join(told).encode("utf-8", "surrogateescape"))

    def contents(self, paths: list[str]) -> dict[str, bytes]:
        """The contents of files, by path; of those that there are. Raises GitError."""
        names = {path: self.listing[path].object for path in paths if path in self.listing}
        found = self._git.contents(names.values())
        return {path: found[name] for path, name in names.items()}

    @cached_property
    def submodules(self) -> tuple[str, ...]:
        """Folders that are repositories of their own; their files are taken as they are on disk."""
        return tuple(path for path, entry in self.listing.items() if entry.mode == SUBMODULE)

    def files(self, root: Path) -> Files:
        """The files in the place of those on disk. Raises GitError."""
        links = [path for path, entry in self.listing.items() if entry.mode == LINK]
        sources = [
            path for path, entry in self.listing.items() if path.endswith(".py") and entry.mode not in (LINK, SUBMODULE)
        ]
        contents = self.contents([*sources, *links])
        targets = {path: os.fsdecode(contents.pop(path)) for path in links}
        others = [path for path in self.listing if path not in contents and path not in targets]
        return _CommittedFiles(root, contents, targets, others, self.submodules)


class _CommittedFiles(Files):
    def __init__(
        self,
        root: Path,
        contents: Mapping[str, bytes],
        links: Mapping[str, str],
        others: list[str],
        submodules: tuple[str, ...],
    ) -> None:
        super().__init__(root, contents)
        self._overlay = dict(contents)  # as git has the names
        self.tree = _CommittedTree(disk.real(root), [*contents, *others], links, submodules)


class _CommittedTree(Tree):
    """Lists what git has. The disk is asked for submodules alone, and for the patterns of what is to be ignored, which
    are those of today."""

    def __init__(self, root: str, files: list[str], links: Mapping[str, str], submodules: tuple[str, ...]) -> None:
        super().__init__(root, (path for path in files if path not in submodules))
        self._links = links
        self._submodules = submodules
        for path, kind in ((path, Kind.LINK) for path in links):
            self._add(path, kind)
        for path in submodules:
            self._add(path, Kind.FOLDER)

    def entries(self, folder: str) -> tuple[Entry, ...]:
        """What git has in the folder, or the disk in that of a submodule."""
        if self._is_foreign(folder):
            return super().entries(folder)
        if folder not in self._over and folder:
            raise FileNotFoundError(2, "no such folder in the commit", folder)
        over = dict(self._over.get(folder, {}))
        if disk.exists(self.absolute(f"{folder}/{GITIGNORE}" if folder else GITIGNORE)):
            over[GITIGNORE] = Kind.FILE
        return tuple(Entry(name, kind) for name, kind in sorted(over.items(), key=_by_name))

    def kind(self, path: str) -> Kind:
        """What git has at a path, links followed."""
        place = self.real(path)
        if place is None:
            raise FileNotFoundError(2, "the link leads out of the commit", path)
        if self._is_foreign(place) and place not in self._submodules:
            return super().kind(place)
        if place in self.overlay:
            return Kind.FILE
        if not place or place in self._over or place in self._submodules:
            return Kind.FOLDER
        raise FileNotFoundError(2, "no such file in the commit", path)

    def real(self, path: str) -> str | None:
        """The path with the links resolved that git has."""
        for _ in range(_MOST_LINKS):
            steps = path.split("/")
            heads = ("/".join(steps[:end]) for end in range(1, len(steps) + 1))
            link = next((head for head in heads if head in self._links), None)
            if link is None:
                return path
            target = os.path.normpath(f"{os.path.dirname(link)}/{self._links[link]}".lstrip("/"))  # noqa: PTH120
            if self._links[link].startswith("/") or target.startswith(".."):
                return None
            path = ("" if target == "." else target.replace(os.sep, "/")) + path[len(link) :]
            path = path.strip("/")
        return None

    def _is_foreign(self, path: str) -> bool:
        return any(path == each or path.startswith(f"{each}/") for each in self._submodules)

    def _add(self, path: str, kind: Kind) -> None:
        rest = path
        while rest:
            folder, _, name = rest.rpartition("/")
            self._over.setdefault(folder, {}).setdefault(name, kind)
            kind, rest = Kind.FOLDER, folder


def _matters(path: str, mode: str) -> bool:
    name = path.rpartition("/")[2]
    return mode in (LINK, SUBMODULE) or name.endswith((".py", ".toml")) or name in _TELLING


def _by_name(item: tuple[str, Kind]) -> tuple[bool, str]:
    return (not is_encodable(item[0]), item[0])
