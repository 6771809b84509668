"""Which files have changes that git could not give back."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha1, sha256
from pathlib import Path

from fastapi_lint.source.git import Git, GitError


def staged(root: Path) -> Mapping[str, str] | None:
    """What git has in its index of the files below a folder: the names of their contents, by path relative to it.

    None without git or outside of a repository: then there is nothing to lose that could be kept. Files in conflict
    are not among them.
    """
    try:
        return {path: entry.object for path, entry in Git(str(root)).settled().items()}
    except GitError:
        return None


def is_staged(path: str, data: bytes, index: Mapping[str, str]) -> bool:
    """True if git has these contents of a file in its index, be it with other line ends.

    Then `git diff` shows what is done on top of them, and `git checkout` takes it back.
    """
    name = index.get(path)
    return name is not None and name in {_name(data, name), _name(data.replace(b"\r\n", b"\n"), name)}


def _name(data: bytes, like: str) -> str:
    """The name that git gives to contents, of the kind that another name has."""
    digest = sha1 if len(like) == 40 else sha256
    return digest(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()
