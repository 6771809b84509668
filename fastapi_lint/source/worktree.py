"""Which files have changes that git could not give back."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path


def unsaved(root: Path) -> frozenset[str]:
    """The files below a folder, relative to it, that differ from what git has in its index, or that it does not have.

    None without git or outside of a repository, and of what git ignores: then there is nothing to lose that could be
    kept. Staged changes are safe: `git diff` shows what is done on top of them, and `git checkout` takes it back.
    """
    git = shutil.which("git")
    if git is None:
        return frozenset()
    command = [
        git,
        "-C",
        str(root),
        "status",
        "--porcelain=v1",
        "-z",
        "--untracked-files=all",
        "--no-renames",
        "--",
        ".",
    ]
    environment = {**os.environ, "GIT_OPTIONAL_LOCKS": "0"}
    try:
        status = subprocess.run(command, capture_output=True, check=False, env=environment)
        top = subprocess.run([*command[:3], "rev-parse", "--show-prefix"], capture_output=True, check=False)
    except OSError:
        return frozenset()
    if status.returncode or top.returncode:
        return frozenset()
    prefix = os.fsdecode(top.stdout).rstrip("\n")
    return frozenset(
        os.fsdecode(entry[3:]).removeprefix(prefix)
        for entry in status.stdout.split(b"\0")
        if entry[1:2] not in (b"", b" ")  # the second letter is about the working tree
    )
