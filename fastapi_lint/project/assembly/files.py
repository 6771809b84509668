"""Files: paths that set-up code works out to find modules, by `pathlib`, `os.path` and `glob`.

A path is an instance of `pathlib.Path` with one string, as the project names its files; no file is looked at.
"""

from __future__ import annotations

import posixpath
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from fastapi_lint.project.assembly.objects import Constant, Items, LibraryInstance, Value, forced

if TYPE_CHECKING:
    from fastapi_lint.project.assembly.machine import Machine

PATH = "pathlib.Path"
_PATHS = frozenset({PATH, "pathlib.PurePath", "pathlib.PosixPath"})
_SAME = frozenset({"resolve", "absolute", "expanduser", "as_posix"})


class Files:
    """Works out paths and which modules lie at them."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine

    def call(self, name: str, args: list[Value]) -> Value | None:
        """`Path(…)`, functions of `os.path`, `glob.glob` and `os.listdir`; None for others and for the unknown."""
        texts = [self.text(each) for each in args]
        if not texts or any(text is None for text in texts):
            return None
        whole = _joined([text for text in texts if text is not None])
        if name in _PATHS:
            return path_of(whole)
        if name in ("os.path.abspath", "os.path.realpath", "os.path.join"):
            return Constant(whole)
        if name == "os.path.dirname":
            return Constant(posixpath.dirname(whole))
        if name == "os.path.basename":
            return Constant(posixpath.basename(whole))
        if name == "os.path.splitext":
            return Items([Constant(part) for part in posixpath.splitext(whole)])
        if name == "os.listdir":
            return Items([Constant(posixpath.basename(each)) for each in self._below(whole, "*", deep=False)])
        if name == "glob.glob":
            return Items([Constant(each) for each in self._below(*posixpath.split(whole), deep=False)])
        return None

    def attribute(self, path: LibraryInstance, name: str) -> Value | None:
        """`path.parent`, `path.stem` …; None for methods."""
        text = self.text(path)
        if text is None or path.name not in _PATHS:
            return None
        if name == "parent":
            return path_of(posixpath.dirname(text))
        base = posixpath.basename(text)
        parts = {"name": base, "stem": posixpath.splitext(base)[0], "suffix": posixpath.splitext(base)[1]}
        return Constant(parts[name]) if name in parts else None

    def method(self, path: LibraryInstance, name: str, args: list[Value]) -> Value | None:
        """`path.glob("*.py")`, `path.iterdir()`, `path.joinpath("x")`; None for what is not known."""
        text = self.text(path)
        if text is None or path.name not in _PATHS:
            return None
        given = [self.text(each) for each in args]
        if name in _SAME:
            return path
        if name in ("glob", "rglob") and given and given[0] is not None:
            pattern = given[0].rpartition("/")[2]
            deep = name == "rglob" or given[0].startswith("**/")
            return Items([path_of(each) for each in self._below(text, pattern, deep)])
        if name == "iterdir":
            return Items([path_of(each) for each in self._below(text, "*", deep=False)])
        if name == "joinpath" and all(each is not None for each in given):
            return path_of(_joined([text, *(each for each in given if each is not None)]))
        return None

    @staticmethod
    def text(value: Value) -> str | None:
        """The path that a string or a path is, or None."""
        value = forced(value)
        if isinstance(value, LibraryInstance) and value.name in _PATHS and value.args:
            value = forced(value.args[0])
        return value.value if isinstance(value, Constant) and isinstance(value.value, str) else None

    def _below(self, folder: str, pattern: str, deep: bool) -> list[str]:
        """The modules in a folder whose file names match, by name; with `deep` also in those below."""
        found = []
        for path in sorted(self._machine.scopes):
            around, name = posixpath.split(path)
            inside = around == folder or (deep and around.startswith(f"{folder}/"))
            if inside and fnmatchcase(name, pattern):
                found.append(path)
        return found


def path_of(path: str) -> LibraryInstance:
    """A path as a value."""
    return LibraryInstance(PATH, [Constant(path)], {})


def _joined(parts: list[str]) -> str:
    """The parts as one path; `.` is the project's root, which is written as nothing."""
    whole = posixpath.normpath(posixpath.join(*parts))
    return "" if whole == "." else whole
