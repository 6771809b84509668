"""Which files have changes that git could not give back."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from hashlib import sha1, sha256
from pathlib import Path

_REFUSING = ("--no-optional-locks", "-c", "core.fsmonitor=false", "-c", f"core.hooksPath={os.devnull}")


def staged(root: Path) -> Mapping[str, str] | None:
    """What git has in its index of the files below a folder: the names of their contents, by path relative to it.

    None without git or outside of a repository: then there is nothing to lose that could be kept. Only the index is
    read, so that no filter, hook or monitor of the repository's configuration is started.
    """
    command = ["git", "-C", str(root), *_REFUSING, "ls-files", "--stage", "-z"]
    try:
        done = subprocess.run(command, capture_output=True, check=False)
    except OSError:
        return None
    if done.returncode:
        return None
    parted = (line.partition(b"\t") for line in done.stdout.split(b"\0") if line)
    entries = ((head.decode().split(), os.fsdecode(path)) for head, _, path in parted)
    return {path: name for (_, name, stage), path in entries if stage == "0"}  # others are in conflict


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
