"""Paths as the reader's working directory sees them, so that `path:line` can be clicked in a terminal."""

from __future__ import annotations

import os
from pathlib import Path


def shown_path(path: str, prefix: str) -> str:
    """A path of the report (relative to the root) with what leads from the working directory to the root before it."""
    return os.path.normpath(f"{prefix}/{path}").replace(os.sep, "/") if prefix else path


def prefix_to(root: str, working_directory: str) -> str:
    """What leads from the working directory to the root, with forward slashes; empty if they are the same.

    Absolute where neither contains the other.
    """
    here, there = Path(working_directory).resolve(), Path(root).resolve()
    if here == there:
        return ""
    if here in there.parents or there in here.parents:
        return os.path.relpath(there, here).replace(os.sep, "/")
    return there.as_posix()
