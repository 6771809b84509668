"""Which paths git and the user want left alone.

pathspec judges one pattern file at a time; here its verdicts are put in git's order: the file nearest to the path
first, then those above it up to the repository's top, then `.git/info/exclude`. The user's global excludes are not
read: the same tree must give the same report on every machine.
"""

from __future__ import annotations

import os
import re
import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from fastapi_lint.source import disk
from fastapi_lint.source.disk import GITIGNORE

if TYPE_CHECKING:
    from pathspec.patterns.gitignore.spec import GitIgnoreSpecPattern


@dataclass(frozen=True)
class Patterns:
    """The patterns of one file, which hold for what is below `base`, an absolute path."""

    base: str
    patterns: tuple[GitIgnoreSpecPattern, ...]

    @classmethod
    def of(cls, base: str, lines: Iterable[str]) -> Patterns:
        """Compiles lines of gitignore syntax; a line that git would not understand matches nothing, as in git."""
        from pathspec import GitIgnoreSpec  # noqa: PLC0415 - 18 ms that a project without patterns need not pay

        compiled: list[GitIgnoreSpecPattern] = []
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", FutureWarning)  # `[[` in a pattern: Python's re wonders, git does not
            for line in filter(None, lines):
                try:
                    compiled.extend(GitIgnoreSpec.from_lines([line]).patterns)
                except (ValueError, IndexError, re.error):
                    continue
        return cls(base, tuple(compiled))

    def verdict(self, path: str, *, is_folder: bool) -> bool | None:
        """True to leave the path alone, False to take it by `!`, None if no pattern speaks of it."""
        below = self._below(path)
        if below is None:
            return None
        name = f"{below}/" if is_folder else below
        for pattern in reversed(self.patterns):
            if _names(pattern, name):
                return pattern.include
        return None

    def waived_for(self, path: str, *, is_folder: bool) -> Patterns:
        """The patterns without those that hide the path itself."""
        below = self._below(path)
        if below is None:
            return self
        name = f"{below}/" if is_folder else below
        kept = tuple(each for each in self.patterns if not (each.include and each.match_file(name)))
        return replace(self, patterns=kept)

    def _below(self, path: str) -> str | None:
        top = self.base.rstrip(os.sep) + os.sep
        return path.removeprefix(top).replace(os.sep, "/") if path.startswith(top) else None


@dataclass(frozen=True)
class Ignores:
    """All patterns that hold in one folder, the most decisive last."""

    patterns: tuple[Patterns, ...] = ()

    def hide(self, path: str, *, is_folder: bool) -> bool | None:
        """The verdict on one entry of the folder: True to leave it alone, False or None to take it."""
        verdicts = (each.verdict(path, is_folder=is_folder) for each in reversed(self.patterns))
        return next((verdict for verdict in verdicts if verdict is not None), None)

    def entering(self, folder: str) -> Ignores:
        """The patterns that hold inside a folder: these, and those of its own `.gitignore`."""
        own = _patterns_in(Path(folder, GITIGNORE), folder)
        return self if own is None else Ignores((*self.patterns, own))

    def waived_for(self, path: str, *, is_folder: bool) -> Ignores:
        """The patterns without those that hide a path which was asked for by name."""
        return Ignores(tuple(each.waived_for(path, is_folder=is_folder) for each in self.patterns))


def ignores_above(root: str) -> Ignores:
    """The patterns that hold in the folder `root` from above it: `.git/info/exclude` and each `.gitignore` from the
    repository's top down to the parent of `root`. The root's own comes by `entering`."""
    path = Path(root)
    top = next((folder for folder in (path, *path.parents) if disk.exists(folder / ".git")), None)
    if top is None:
        return Ignores()
    exclude = _patterns_in(_git_folder(top) / "info" / "exclude", str(top))
    ignores = Ignores(() if exclude is None else (exclude,))
    between = [folder for folder in reversed(path.parents) if folder == top or top in folder.parents]
    for folder in between:
        ignores = ignores.entering(str(folder))
    return ignores


def user_excludes(root: str, lines: Sequence[str]) -> Ignores:
    """The excludes of the configuration, relative to the root."""
    return Ignores((Patterns.of(root, lines),)) if lines else Ignores()


def _names(pattern: GitIgnoreSpecPattern, path: str) -> bool:
    """True if the pattern speaks of the path itself. pathspec also lets it speak of all that is below what it names;
    git does so only by not entering an ignored folder, which is the walk's part, so that `!folder/` brings back the
    folder but not what other patterns hide in it."""
    if pattern.regex is None:
        return False
    if not pattern.regex.groups:  # `folder/**`, `**`: all that is below, but not the folder itself
        match = pattern.regex.search(path)
        return match is not None and not (match.group().endswith("/") and match.end() == len(path))
    return any(match.end() == len(path) for match in pattern.regex.finditer(path))


def _git_folder(top: Path) -> Path:
    """Where git keeps `info/`: for a work tree, `.git` is a file that leads there."""
    git = top / ".git"
    if disk.is_folder(git):
        return git
    try:
        linked = top / disk.read_text(git).strip().removeprefix("gitdir:").strip()
        common = linked / "commondir"
        return linked / disk.read_text(common).strip() if disk.exists(common) else linked
    except (OSError, UnicodeDecodeError):
        return git


def _patterns_in(file: Path, base: str) -> Patterns | None:
    try:
        # git compares bytes: decode as file names are decoded
        lines = os.fsdecode(disk.read(file)).removeprefix("\ufeff").split("\n")
    except OSError:
        return None
    return Patterns.of(base, (line.rstrip("\r") for line in lines))
