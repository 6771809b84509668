"""Down the folders of a project to its Python files.

Every real folder is visited once and every real file taken once, under its path without symbolic links. A link gives
its target a second name; it leads to nothing outside the root and brings in nothing that is hidden in its own place.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from fastapi_lint.model.problem import Problem
from fastapi_lint.source.disk import ENVIRONMENT_MARKS, GITIGNORE
from fastapi_lint.source.ignoring import Ignores
from fastapi_lint.source.reader import is_encodable, printable, reason, unreadable
from fastapi_lint.source.tree import Entry, Kind, Tree

DEFAULT_EXCLUDE = (".*/", "node_modules/", "__pycache__/", "site-packages/", "*.egg-info/")
"""What `exclude` is if the user does not set it."""

_BUILD_OUTPUT = frozenset({"build", "dist", "_build"})


@dataclass
class Walk:
    """What has been found so far: `files` by real path, `links` from a link's path to the real path it stands for.

    `excluded` are the files and folders (with a slash at the end) that the patterns `told_of` leave out: those of the
    excludes that the user wrote.
    """

    tree: Tree
    above: Ignores
    excludes: Ignores
    respect_gitignore: bool = True
    told_of: Ignores = field(default_factory=Ignores)
    files: set[str] = field(default_factory=set)
    links: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    excluded: set[str] = field(default_factory=set)
    _visited: set[str] = field(default_factory=set)
    _pending: list[str] = field(default_factory=list)

    def take_folders(self, folders: Sequence[str]) -> None:
        """Visits folders that were asked for by name, then what links in them lead to."""
        for folder in sorted(folders, key=by_path):
            if folder not in self._visited:
                self._visit(folder, *self._asked_for(folder))
        while self._pending:
            self._pending.sort(key=by_path, reverse=True)
            target = self._pending.pop()
            if target not in self._visited and not self.is_hidden(target, is_folder=True):
                self._visit(target, self._git_rules(target), self.excludes)

    def take_file(self, path: str) -> None:
        """Takes one file, unless its name is none that a report could show or Python could import."""
        if is_encodable(path):
            self.files.add(path)
            return
        message = f"cannot read `{printable(path)}`: its name is not valid UTF-8"
        self.problems.append(unreadable(path, message, "rename it, or exclude its folder"))

    def is_hidden(self, path: str, *, is_folder: bool) -> bool:
        """True if the path, or a folder above it, is ignored or excluded."""
        steps = path.split("/") if path else []
        folders = ["/".join(steps[:end]) for end in range(len(steps))]
        git = self.above
        for index, folder in enumerate(folders):
            git = self._entering(git, folder)
            last = index == len(steps) - 1
            entry = Entry(steps[index], Kind.FOLDER if is_folder or not last else Kind.FILE)
            if self._leaves(folder, entry, git, self.excludes):
                return True
        return False

    def _visit(self, start: str, git: Ignores, excludes: Ignores) -> None:
        stack = [(start, git)]
        while stack:
            folder, above = stack.pop()
            if folder in self._visited:
                continue
            self._visited.add(folder)
            rules = self._entering(above, folder)
            try:
                entries = self.tree.entries(folder)
            except OSError as error:
                self._cannot_list(folder, error)
                continue
            for entry in entries:
                if entry.kind is Kind.LINK:
                    self._follow(folder, entry, rules, excludes)
                elif entry.kind is not Kind.FOLDER and not _is_python(entry):
                    continue
                elif self._leaves(folder, entry, rules, excludes):
                    self._note_excluded(folder, entry)
                elif entry.kind is Kind.FOLDER:
                    stack.append((_join(folder, entry.name), rules))
                else:
                    self.take_file(_join(folder, entry.name))

    def _follow(self, folder: str, link: Entry, git: Ignores, excludes: Ignores) -> None:
        path = _join(folder, link.name)
        try:
            kind = self.tree.kind(path)
        except OSError as error:
            if link.name.endswith(".py") and not self._leaves(folder, link._replace(kind=Kind.FILE), git, excludes):
                message = f"cannot read `{printable(path)}`: the symbolic link leads nowhere ({reason(error)})"
                self.problems.append(unreadable(path, message, "mend or remove the link"))
            return
        target = self.tree.real(path)
        is_loop = target is not None and (target == "" or f"{folder}/".startswith(f"{target}/"))
        if target is None or is_loop or self._leaves(folder, link._replace(kind=kind), git, excludes):
            return
        if kind is Kind.FOLDER:
            self.links[path] = target
            self._pending.append(target)
        elif kind is Kind.FILE and target.endswith(".py") and not self.is_hidden(target, is_folder=False):
            self.links[path] = target
            self.take_file(target)

    def _leaves(self, folder: str, entry: Entry, git: Ignores, excludes: Ignores) -> bool:
        """True if an entry is not to be taken: by the user's patterns, by git's, or as foreign code."""
        is_folder = entry.kind is Kind.FOLDER
        if is_folder and entry.name == ".git":
            return True
        path = self._absolute(_join(folder, entry.name))
        by_user = excludes.hide(path, is_folder=is_folder)
        if by_user or git.hide(path, is_folder=is_folder):
            return True
        return by_user is None and is_folder and self._is_foreign(_join(folder, entry.name), entry.name)

    def _note_excluded(self, folder: str, entry: Entry) -> None:
        path, is_folder = _join(folder, entry.name), entry.kind is Kind.FOLDER
        if self.told_of.patterns and self.told_of.hide(self._absolute(path), is_folder=is_folder):
            self.excluded.add(f"{path}/" if is_folder else path)

    def _is_foreign(self, path: str, name: str) -> bool:
        """True for virtual environments, and for build output unless it is a package that only bears such a name.

        Build output lies beside what describes the project, never within a package.
        """
        names = self.tree.names(path)
        if name in _BUILD_OUTPUT and "__init__.py" not in names:
            return "__init__.py" not in self.tree.names(path.rpartition("/")[0])
        return not names.isdisjoint(ENVIRONMENT_MARKS)

    def _asked_for(self, folder: str) -> tuple[Ignores, Ignores]:
        """Patterns for a folder that was named: those that hide it are waived, for it was named none the less."""
        git, excludes = self._git_rules(folder), self.excludes
        if folder == "" or self.is_hidden(folder, is_folder=True):
            path = self._absolute(folder)
            return git.waived_for(path, is_folder=True), excludes.waived_for(path, is_folder=True)
        return git, excludes

    def _git_rules(self, folder: str) -> Ignores:
        """The patterns that hold in a folder from above it."""
        git = self.above
        steps = folder.split("/") if folder else []
        for end in range(len(steps)):
            git = self._entering(git, "/".join(steps[:end]))
        return git

    def _entering(self, git: Ignores, folder: str) -> Ignores:
        if not self.respect_gitignore or self.tree.root is None or GITIGNORE not in self.tree.names(folder):
            return git
        return git.entering(self._absolute(folder))

    def _absolute(self, path: str) -> str:
        return f"/{path}" if self.tree.root is None else self.tree.absolute(path)

    def _cannot_list(self, folder: str, error: OSError) -> None:
        message = f"cannot list `{printable(folder) or '.'}`: {reason(error)}"
        self.problems.append(unreadable(folder or ".", message, "check its permissions, or exclude it"))


def by_path(path: str) -> tuple[bool, str]:
    """Sorts paths; those that are no UTF-8 come last."""
    return (not is_encodable(path), path)


def names_by_links(links: dict[str, str], files: Iterable[str]) -> dict[str, list[str]]:
    """For each file that a link leads to, the paths by which it does."""
    found: dict[str, list[str]] = {}
    if links:
        for file in files:
            for link, target in sorted(links.items()):
                if file == target:
                    found.setdefault(file, []).append(link)
                elif file.startswith(f"{target}/"):
                    found.setdefault(file, []).append(link + file.removeprefix(target))
    return found


def _is_python(entry: Entry) -> bool:
    return entry.kind is Kind.FILE and entry.name.endswith(".py")


def _join(folder: str, name: str) -> str:
    return f"{folder}/{name}" if folder else name
