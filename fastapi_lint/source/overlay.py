"""Files in memory that take precedence over the disk: standard input, tests, an editor's unsaved buffers."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from fastapi_lint.model.problem import Problem
from fastapi_lint.source import disk
from fastapi_lint.source.file import SourceFile
from fastapi_lint.source.naming import Layout
from fastapi_lint.source.reader import SourceText, decode, from_text, printable, read, reason, unreadable
from fastapi_lint.source.tree import Tree


class Files:
    """The files of one project. Paths are relative to its root, with forward slashes.

    `overlay` maps paths to their text, or to bytes where the encoding is still to be found out (standard input).
    """

    def __init__(self, root: Path | None, overlay: Mapping[str, str | bytes] | None = None) -> None:
        self._overlay = {_normal(path): text for path, text in (overlay or {}).items()}
        self.tree = Tree(None if root is None else disk.real(root), self._overlay)

    @classmethod
    def in_memory(cls, texts: Mapping[str, str]) -> Files:
        """A project that touches no disk."""
        return cls(None, texts)

    @property
    def overlay(self) -> tuple[str, ...]:
        """The paths of the files in memory, sorted."""
        return tuple(sorted(self._overlay))

    def with_changes(self, changes: Mapping[str, bytes]) -> Files:
        """The same files with other contents for some."""
        root = None if self.tree.root is None else Path(self.tree.root)
        return Files(root, {**self._overlay, **changes})

    def contents(self, path: str) -> bytes | Problem:
        """The bytes of a file, from memory if it is there."""
        if path in self._overlay:
            content = self._overlay[path]
            return content if isinstance(content, bytes) else content.encode()
        if self.tree.root is None:
            return unreadable(path, f"cannot read `{path}`: no such file in memory", "give its text")
        try:
            return disk.read(self.tree.absolute(path))
        except OSError as error:
            return unreadable(path, f"cannot read `{printable(path)}`: {reason(error)}", "check its permissions")

    def need(self, path: str) -> None:
        """Say that the result depends on what is in a file."""
        if path not in self._overlay and self.tree.root is not None:
            disk.need(self.tree.absolute(path))

    def read(self, path: str) -> SourceText | Problem:
        """The text of a file, from memory if it is there."""
        if path in self._overlay:
            content = self._overlay[path]
            return decode(content, path) if isinstance(content, bytes) else from_text(content, path)
        if self.tree.root is None:
            return unreadable(path, f"cannot read `{path}`: no such file in memory", "give its text")
        return read(Path(self.tree.absolute(path)), path)

    def sources(self, import_roots: Sequence[str] = ()) -> tuple[SourceFile, ...]:
        """The Python files in memory with their names, in order of path."""
        layout = Layout(self.tree.names, import_roots)
        return tuple(layout.source_file(path) for path in self.overlay if path.endswith(".py"))


def _normal(path: str) -> str:
    """`./app//main.py` and `app\\main.py` are `app/main.py`."""
    return os.path.normpath(path.replace("\\", "/")).replace(os.sep, "/")
