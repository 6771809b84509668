"""From a path to the module names that Python could give it.

Python names a module by its way down from an entry of `sys.path`, and nothing in a file says which folder that was.
So the likeliest import root is chosen from signs on disk, and every other folder above the file yields an alternate
name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from fastapi_lint.source.disk import ROOT_MARKERS
from fastapi_lint.source.file import NameClash, SourceFile

_INIT = "__init__.py"


class _Step(NamedTuple):
    """A folder on the way down to a file. `path` is relative to the project root, which is `.`."""

    path: str
    name: str
    is_package: bool
    is_root: bool


class _Name(NamedTuple):
    """A folder's dotted name (empty for the import root itself) as imported from `root`."""

    prefix: str
    root: str


class Layout:
    """Names the modules of one project.

    `names_in(folder)` gives the names of a folder's entries, `import_roots` are the roots that the user has
    configured, and `above` are the names of the regular packages around and including the project root, outermost
    first.
    """

    def __init__(
        self,
        names_in: Callable[[str], frozenset[str]],
        import_roots: Sequence[str] = (),
        above: Sequence[str] = (),
    ) -> None:
        self._names_in = names_in
        self._import_roots = frozenset(root.strip("/").removeprefix("./") or "." for root in import_roots)
        self._above = tuple(above)
        self._named: dict[str, tuple[_Name, ...]] = {}

    def module_names(self, path: str) -> tuple[str, ...]:
        """The dotted names of a file, likeliest first, never empty."""
        return tuple(dict.fromkeys(name for name, _ in self._candidates(path)))

    def source_file(self, path: str, links: Iterable[str] = ()) -> SourceFile:
        """The file with its names; `links` are further paths that lead to it through symbolic links."""
        candidates = self._candidates(path)
        module, root = candidates[0]
        names = dict.fromkeys(name for name, _ in candidates)
        for link in links:
            names.update(dict.fromkeys(self.module_names(link)))
        return SourceFile(path, module, path.rpartition("/")[2] == _INIT, root, tuple(names)[1:])

    def _candidates(self, path: str) -> list[tuple[str, str]]:
        folder, _, file = path.rpartition("/")
        stem = _stem(file)
        named = [
            (".".join(part for part in (name.prefix, stem) if part), name.root) for name in self._folder_names(folder)
        ]
        return [each for each in named if each[0]] or [("__init__", ".")]

    def _folder_names(self, folder: str) -> tuple[_Name, ...]:
        if folder not in self._named:
            steps = self._steps(folder)
            best = _best_root(steps, self._import_roots)
            others = sorted(
                (index for index in range(len(steps)) if index != best),
                key=lambda index: (steps[index].is_package, not steps[index].is_root, index),
            )
            self._named[folder] = tuple(
                _Name(".".join(step.name for step in steps[index + 1 :]), steps[index].path)
                for index in (best, *others)
            )
        return self._named[folder]

    def _steps(self, folder: str) -> list[_Step]:
        depth = len(self._above)
        steps = [
            _Step("/".join([".."] * (depth - index)) or ".", name, index > 0, False)
            for index, name in enumerate(("", *self._above))
        ]
        parts = folder.split("/") if folder else []
        if not self._above:
            steps = [self._step(".", "")]
        return steps + [self._step("/".join(parts[: end + 1]), part) for end, part in enumerate(parts)]

    def _step(self, path: str, name: str) -> _Step:
        names = self._names_in("" if path == "." else path)
        is_package = _INIT in names
        is_root = not is_package and (path == "." or name == "src" or not ROOT_MARKERS.isdisjoint(names))
        return _Step(path, name, is_package, is_root)


def _best_root(steps: Sequence[_Step], configured: frozenset[str]) -> int:
    """The index of the likeliest import root: a configured one, else the folder above the outermost package that is
    nearest below a folder with a root's marks. A folder `src` is a root even if namespace packages come between."""
    chosen = [index for index, step in enumerate(steps) if step.path in configured]
    if chosen:
        return chosen[-1]
    marked = max((index for index, step in enumerate(steps) if step.is_root), default=0)
    if steps[marked].name == "src":
        return marked
    packages = (index for index in range(marked + 1, len(steps)) if steps[index].is_package)
    return next(packages, marked + 1) - 1


def _stem(file: str) -> str:
    """The last part of the module's name, empty for a package. A dot inside a file's name is no module boundary, and
    such a file cannot be imported: it becomes a hyphen, which no importable name has."""
    return "" if file == _INIT else file.removesuffix(".py").strip(".").replace(".", "-")


def clashes_of(files: Iterable[SourceFile]) -> tuple[NameClash, ...]:
    """The likeliest names that more than one file has, in order of name."""
    paths: dict[str, list[str]] = {}
    for file in files:
        paths.setdefault(file.module, []).append(file.path)
    return tuple(NameClash(name, tuple(sorted(same))) for name, same in sorted(paths.items()) if len(same) > 1)
