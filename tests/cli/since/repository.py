"""A repository of git that knows nothing of whoever runs the tests."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

from ..conftest import write

WHO = {f"GIT_{role}_{what}": "x" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
ALONE = {**WHO, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}


class Repository:
    """Files in a folder, and their history."""

    def __init__(self, folder: Path, *options: str) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.git("init", "--quiet", "--initial-branch=main", *options)

    def git(self, *arguments: str, env: Mapping[str, str] | None = None) -> str:
        """What a command of git prints."""
        done = subprocess.run(
            ["git", "-c", "protocol.file.allow=always", *arguments],
            cwd=self.folder,
            env={**os.environ, **ALONE, **(env or {})},
            check=False,
            capture_output=True,
            text=True,
            errors="surrogateescape",
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def write(self, **files: str) -> Repository:
        """Write files; in their names `__` stands for a slash, and `.py` is added."""
        write(self.folder, {f"{name.replace('__', '/')}.py": text for name, text in files.items()})
        return self

    def commit(self, **files: str) -> str:
        """Write files and commit all there is; the new commit."""
        self.write(**files)
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message=x")
        return self.git("rev-parse", "HEAD")
