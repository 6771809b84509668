"""Asks git what is in a repository, and lets it do nothing else.

Only objects, names of revisions and the index are read: nothing is checked out or compared by git, so that no filter,
hook, text conversion or file system monitor of the repository's configuration is started, and nothing is fetched.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

_REFUSING = (
    "--no-optional-locks",
    *("-c", "core.fsmonitor=false"),
    *("-c", f"core.hooksPath={os.devnull}"),
    *(
        "-c",
        "protocol.allow=never",
    ),  # what a partial clone lacks is not fetched; newer versions heed the variable below
)
_ENVIRONMENT = {"GIT_NO_LAZY_FETCH": "1", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C", "LANGUAGE": "C"}
_PLACES = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_COMMON_DIR")

LINK, SUBMODULE = "120000", "160000"
"""Modes of entries that are no files."""


class GitError(Exception):
    """Why git cannot tell, in a sentence, and the way out."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


class Entry(NamedTuple):
    """A file of a tree or of the index: its mode and the name of its contents."""

    mode: str
    object: str


Listing = Mapping[str, Entry]
"""Entries by their path, relative to the folder that was listed, decoded as Python decodes paths."""


class Git:
    """The repository around a folder. Raises GitError if there is none, or none with a working tree."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._environment = _environment(os.environ, os.getcwd())  # noqa: PTH109
        asked = ("--is-bare-repository", "--is-inside-work-tree", "--is-shallow-repository", "--show-prefix")
        bare, inside, shallow, prefix = self._ask("rev-parse", *asked).split(b"\n", 3)
        if bare == b"true" or inside != b"true":
            raise GitError("the git repository has no working tree here", "run it where the files are checked out")
        self._is_shallow = shallow == b"true"
        self._prefix = os.fsdecode(prefix.removesuffix(b"\n"))

    def commit(self, revision: str) -> str | None:
        """The commit that a revision names, None if it names none."""
        if not revision or revision.startswith("-") or "\0" in revision:
            return None
        done = self._run("rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}")
        return done.stdout.decode().strip() if done.returncode == 0 else None

    def merge_base(self, revision: str) -> str:
        """The commit at which the present one and a revision parted. Raises GitError."""
        commit = self.commit(revision)
        if commit is None:
            raise self._unknown(revision)
        if self.commit("HEAD") is None:
            raise GitError("there is no commit yet to compare with", "`--staged` takes all that is staged for new")
        done = self._run("merge-base", commit, "HEAD")
        if done.returncode != 0:
            raise self._unrelated(revision)
        return done.stdout.decode().split()[0]

    def tree(self, commit: str) -> Listing:
        """The files of a commit below the folder; none if it has no such folder."""
        name = f"{commit}:{self._prefix.rstrip('/')}" if self._prefix else f"{commit}^{{tree}}"
        found = self._run("rev-parse", "--verify", "--quiet", name)
        if found.returncode != 0:
            return {}
        lines = self._ask("ls-tree", "-r", "-z", "--full-tree", found.stdout.decode().strip()).split(b"\0")
        parted = (line.partition(b"\t") for line in lines if line)
        return {os.fsdecode(path): Entry(*head.decode().split()[::2]) for head, _, path in parted}

    def index(self) -> Listing:
        """What is staged, below the folder. Raises GitError if there are conflicts."""
        found: dict[str, Entry] = {}
        for path, stage, entry in self._staged():
            if stage != "0":
                raise GitError("there are merge conflicts", "resolve them and stage the files")
            found[path] = entry
        return found

    def settled(self) -> Listing:
        """What is staged, below the folder, without files that are in conflict."""
        return {path: entry for path, stage, entry in self._staged() if stage == "0"}

    def _staged(self) -> Iterator[tuple[str, str, Entry]]:
        """Path, stage and entry of what the index has; a file in conflict has several."""
        for line in self._ask("ls-files", "--stage", "-z").split(b"\0"):
            head, _, path = line.partition(b"\t")
            if line:
                mode, name, stage = head.decode().split()
                yield os.fsdecode(path), stage, Entry(mode, name)

    def contents(self, names: Iterable[str]) -> dict[str, bytes]:
        """The contents of files, by name. Raises GitError if one is not there."""
        wanted = list(dict.fromkeys(names))
        if not wanted:
            return {}
        answer = self._ask("cat-file", "--batch", given="".join(f"{name}\n" for name in wanted).encode())
        found = dict(_contents(answer))
        if len(found) < len(wanted):
            raise _incomplete()
        return found

    def _unknown(self, revision: str) -> GitError:
        if self.commit(f"origin/{revision}") is not None:
            return GitError(f"git knows no commit `{revision}`", f"did you mean `origin/{revision}`?")
        is_name = not any(sign in revision for sign in "~^@: ")
        hint = f"`git fetch origin {revision}` gets a branch or tag of that name" if is_name else "`git log` lists them"
        if self._is_shallow:
            hint = "the clone is shallow: `git fetch --unshallow` completes it (`fetch-depth: 0` of actions/checkout)"
        return GitError(f"git knows no commit `{revision}`", hint)

    def _unrelated(self, revision: str) -> GitError:
        message = f"`{revision}` and the present commit have no commit in common"
        if self._is_shallow:
            hint = "the clone is shallow: `git fetch --unshallow` completes it (`fetch-depth: 0` of actions/checkout)"
            return GitError(f"{message} in this clone", hint)
        return GitError(message, "give a commit of the same history")

    def _ask(self, *arguments: str, given: bytes = b"") -> bytes:
        done = self._run(*arguments, given=given)
        if done.returncode != 0:
            raise _refusal(done.stderr.decode("utf-8", "replace"), self._folder)
        return done.stdout

    def _run(self, *arguments: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        command = ["git", "-C", self._folder, *_REFUSING, *arguments]
        try:
            return subprocess.run(command, input=given, env=self._environment, capture_output=True, check=False)
        except FileNotFoundError as error:
            raise GitError("git is not installed, or not on the `PATH`", "comparisons with commits need it") from error
        except OSError as error:
            raise GitError(f"git cannot be started: {(error.strerror or type(error).__name__).lower()}") from error


def _environment(given: Mapping[str, str], here: str) -> dict[str, str]:
    """The environment for git. Places that are relative to the working directory, as hooks are given them, are made
    absolute; and where the repository is named alone, its working tree is here."""
    environment = {name: value for name, value in given.items() if not name.startswith("GIT_TRACE")}
    for name in _PLACES:
        if name in environment:
            environment[name] = os.path.join(here, environment[name])  # noqa: PTH118
    if "GIT_DIR" in environment:
        environment.setdefault("GIT_WORK_TREE", here)
    return environment | _ENVIRONMENT


def _refusal(said: str, folder: str) -> GitError:
    if "not a git repository" in said:
        return GitError(f"`{folder}` is in no git repository", "comparisons with commits need one")
    if "dubious ownership" in said:
        return GitError(
            "git refuses to read the repository, which belongs to somebody else",
            f"`git config --global --add safe.directory {folder}` trusts it",
        )
    if any(words in said for words in ("lazy fetching disabled", "promisor remote", "not allowed")):
        return _incomplete()
    lines = [line.removeprefix("fatal: ").removeprefix("error: ") for line in said.splitlines() if line.strip()]
    return GitError(f"git cannot tell: {lines[0] if lines else 'it failed without a word'}")


def _incomplete() -> GitError:
    return GitError(
        "the repository lacks contents of files of the commit to compare with",
        "if it is a partial clone, `git fetch --refetch --no-filter` completes it",
    )


def _contents(answer: bytes) -> Iterator[tuple[str, bytes]]:
    """Name and contents of each object that `cat-file --batch` found."""
    start = 0
    while start < len(answer):
        end = answer.index(b"\n", start)
        name, *rest = answer[start:end].decode().split()
        start = end + 1
        if len(rest) == 2:
            size = int(rest[1])
            yield name, answer[start : start + size]
            start += size + 1
