"""Where the project begins."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from fastapi_lint.source import disk

ROOT_MARKS = ("fastapi-lint.toml", "pyproject.toml", ".git")
"""What stands in the top folder of a project."""

WORKSPACE_VARIABLES = ("GITHUB_WORKSPACE", "CI_PROJECT_DIR")
"""Variables in which GitHub and GitLab say where they have checked out the repository."""


def find_root(paths: Sequence[Path] = (), working_directory: Path | None = None) -> Path:
    """The nearest folder with a root's mark, at or above the folder that holds all `paths` (by default, the working
    directory). Without any mark, that common folder itself. The paths need not exist."""
    here = Path.cwd() if working_directory is None else working_directory
    folders = [_folder_of(here / path) for path in paths] or [Path(os.path.normpath(here.absolute()))]
    try:
        common = Path(os.path.commonpath(folders))
    except ValueError:  # several drives
        common = folders[0]
    marked = (folder for folder in (common, *common.parents) if any(disk.exists(folder / mark) for mark in ROOT_MARKS))
    return next(marked, common)


def repository_of(root: Path) -> Path:
    """The folder of which servers know the files of a project: the work tree of git that holds it, else what the server
    says that it has checked out, else the root."""
    for folder in (root, *root.parents):
        if disk.exists(folder / ".git"):
            return folder
    told = (os.environ.get(variable) for variable in WORKSPACE_VARIABLES)
    return next((Path(each) for each in told if each and root.is_relative_to(each)), root)


def _folder_of(path: Path) -> Path:
    absolute = Path(os.path.normpath(path.absolute()))
    return (
        absolute
        if disk.is_folder(absolute) or (absolute.suffix != ".py" and not disk.exists(absolute))
        else absolute.parent
    )
