"""Which files are to be analysed, and what Python calls them."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from fastapi_lint.model.problem import Problem
from fastapi_lint.source import disk
from fastapi_lint.source.file import NameClash, SourceFile
from fastapi_lint.source.ignoring import Ignores, ignores_above, user_excludes
from fastapi_lint.source.naming import Layout, clashes_of
from fastapi_lint.source.overlay import Files
from fastapi_lint.source.reader import printable, reason, unreadable
from fastapi_lint.source.tree import Kind, relative
from fastapi_lint.source.walking import DEFAULT_EXCLUDE, Walk, by_path, names_by_links


@dataclass(frozen=True, slots=True)
class Discovery:
    """The files of a project in order of path, what could not be reached, names that several files claim, and what the
    user's own patterns leave out."""

    files: tuple[SourceFile, ...]
    problems: tuple[Problem, ...] = ()
    clashes: tuple[NameClash, ...] = ()
    excluded: tuple[str, ...] = ()


def discover(
    paths: Sequence[Path],
    root: Path,
    *,
    exclude: Sequence[str] = DEFAULT_EXCLUDE,
    extend_exclude: Sequence[str] = (),
    respect_gitignore: bool = True,
    force_exclude: bool = False,
    import_roots: Sequence[str] = (),
    files: Files | None = None,
) -> Discovery:
    """The Python files at and below `paths`.

    `exclude` and `extend_exclude` are patterns in gitignore syntax relative to `root`; the second adds to the first.
    What is named in `paths` is taken although it is ignored or excluded, unless `force_exclude` holds (for hooks that
    name every changed file). `import_roots` are folders, relative to `root`, that are known to be on `sys.path`.
    `files` brings files in memory; those below `paths` are taken like files on disk. Stub files (`.pyi`) are left
    out.
    """
    files = Files(root) if files is None else files
    top = disk.real(root)
    on_disk = files.tree.root is not None
    base = top if on_disk else "/"
    walk = Walk(
        files.tree,
        ignores_above(top) if respect_gitignore and on_disk else Ignores(),
        user_excludes(base, [*exclude, *extend_exclude]),
        respect_gitignore,
        user_excludes(base, [each for each in (*exclude, *extend_exclude) if each not in DEFAULT_EXCLUDE]),
    )
    _take(walk, sorted(set(paths)), root, top, force_exclude=force_exclude)
    links = names_by_links(walk.links, walk.files)
    layout = Layout(files.tree.names, import_roots, _packages_around(Path(top)) if on_disk else ())
    found = tuple(layout.source_file(path, links.get(path, ())) for path in sorted(walk.files, key=by_path))
    problems = sorted(set(walk.problems), key=lambda problem: (problem.path or "", problem.message))
    excluded = tuple(sorted(walk.excluded, key=by_path))
    return Discovery(found, tuple(problems), clashes_of(found), excluded)


def _take(walk: Walk, paths: Sequence[Path], root: Path, top: str, *, force_exclude: bool) -> None:
    """Sorts what was asked for into files, folders and problems, and takes it."""
    folders: list[str] = []
    for path in paths:
        place = _inside(path, root, top)
        try:
            kind = None if place is None else walk.tree.kind(place)
            target = None if place is None else walk.tree.real(place)
        except OSError as error:
            walk.problems.append(_missing(path, place, error))
            continue
        if place is None or target is None:
            walk.problems.append(_outside(path))
            continue
        if target != place:
            walk.links[place] = target
        if force_exclude and walk.is_hidden(place, is_folder=kind is Kind.FOLDER):
            continue
        if kind is Kind.FOLDER:
            folders.append(target)
        elif kind is Kind.OTHER:
            walk.problems.append(_irregular(place))
        elif not target.endswith(".pyi"):
            walk.take_file(target)
    walk.take_folders(folders)


def _inside(path: Path, root: Path, top: str) -> str | None:
    """The path relative to the root. It may be written by way of links that lead to the root."""
    absolute = os.path.normpath(path.absolute())
    for base in (os.path.normpath(root.absolute()), top):
        place = relative(absolute, base)
        if place is not None:
            return place
    return relative(disk.real(path), top)


def _packages_around(root: Path) -> tuple[str, ...]:
    """The names of the regular packages around and including the root, outermost first."""
    names: list[str] = []
    folder = root
    while disk.is_file(folder / "__init__.py") and folder.name:
        names.append(folder.name)
        folder = folder.parent
    return tuple(reversed(names))


def _missing(path: Path, place: str | None, error: OSError) -> Problem:
    message = f"cannot read `{printable(str(path))}`: {reason(error)}"
    return unreadable(place or path.as_posix(), message, "check the path and its permissions")


def _outside(path: Path) -> Problem:
    message = f"`{printable(str(path))}` lies outside the project root"
    return unreadable(path.as_posix(), message, "name a root that holds it")


def _irregular(place: str) -> Problem:
    message = f"cannot read `{printable(place)}`: it is neither a file nor a folder"
    return unreadable(place, message, "give Python files and folders")
