"""`check --since` and `check --staged`: what the run is compared with."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from fastapi_lint.cli.check import CheckOptions
from fastapi_lint.cli.failure import Failure
from fastapi_lint.engine.gate.base_run import Snapshots
from fastapi_lint.engine.gate.before import Before, Snapshot
from fastapi_lint.engine.request import Request
from fastapi_lint.model.problem import Problem
from fastapi_lint.model.report import Comparison, Report
from fastapi_lint.source import disk
from fastapi_lint.source.committed import Committed
from fastapi_lint.source.git import Git, GitError
from fastapi_lint.source.overlay import Files
from fastapi_lint.source.reader import decode

_COMPARED_BY_PRE_COMMIT = "PRE_COMMIT_FROM_REF"
"""Set where pre-commit compares revisions (`--from-ref`) and nothing is staged."""


@dataclass(frozen=True, slots=True)
class Change:
    """A change: what there was before it, None if there was nothing, and what is staged, None for the working tree."""

    revision: str
    commit: str | None
    before: Committed
    staged: Committed | None

    def files(self, root: Path, given: Files) -> Files:
        """The files to be analysed: those that are staged, else as given. Raises Failure."""
        if self.staged is None:
            return given
        try:
            return self.staged.files(root)
        except GitError as error:
            raise _failure(error) from error


def change_of(options: CheckOptions, root: Path) -> Change:
    """The change that the run is about. Raises Failure."""
    if options.since is not None and options.staged:
        raise Failure("`--since` and `--staged` exclude each other", "`--staged` compares with the last commit")
    if options.staged and options.stdin_filename is not None:
        raise Failure("`--staged` and `--stdin-filename` exclude each other")
    since = options.since if options.since is not None else os.environ.get(_COMPARED_BY_PRE_COMMIT)
    try:
        git = Git(disk.real(root))
        if since is not None:
            commit = git.merge_base(since)
            return Change(since, commit, Committed(git, git.tree(commit)), None)
        last = git.commit("HEAD")
        before = Committed(git, {} if last is None else git.tree(last))
        return Change("HEAD", last, before, Committed(git, git.index()))
    except GitError as error:
        raise _failure(error) from error


Analyse = Callable[[Request], Report]


def compared(
    change: Change, request: Request, snapshots: Snapshots, analyse_before: Analyse, analyse: Analyse
) -> Report:
    """The report on a change, with what makes reports on what was there before and on what is there now. Raises
    Failure."""
    try:
        seen = _Seen()
        before = _before(change, snapshots.of(change.before, request, analyse_before), seen)
        with disk.Trace() as trace:
            report = analyse(replace(request, before=before))
        if change.staged is not None and seen.snapshot is not None and not request.only:
            snapshots.keep(change.staged, request, seen.snapshot, trace)
        return report
    except GitError as error:
        raise _failure(error) from error


@dataclass
class _Seen:
    """What the run finds, whether it was there before or not."""

    snapshot: Snapshot | None = None

    def note(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot


@dataclass
class _Texts:
    """Texts of before, got when they are needed."""

    committed: Committed
    known: dict[str, str | None] = field(default_factory=dict)

    def fetch(self, paths: Sequence[str]) -> None:
        wanted = [path for path in paths if path not in self.known and path in self.committed.listing]
        for path, data in self.committed.contents(wanted).items():
            text = decode(data, path)
            self.known[path] = "" if isinstance(text, Problem) else text.text

    def get(self, path: str) -> str | None:
        if path not in self.known:
            self.fetch([path])
        return self.known.get(path)


def _before(change: Change, snapshot: Snapshot, seen: _Seen) -> Before:
    texts = _Texts(change.before)
    comparison = Comparison(change.revision, change.commit, change.staged is not None, 0)
    paths = frozenset(path for path in change.before.listing if path.endswith(".py"))
    return Before(snapshot, texts.get, texts.fetch, paths, comparison, seen.note)


def _failure(error: GitError) -> Failure:
    return Failure(str(error), error.hint)
