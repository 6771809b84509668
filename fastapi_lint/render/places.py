"""Paths as the reader's working directory sees them, so that `path:line` can be clicked in a terminal."""

from __future__ import annotations

import posixpath
from pathlib import Path
from typing import NamedTuple


class Standpoint(NamedTuple):
    """Where the reader stands: in the folder `inside` of the root, or outside, and then `prefix` leads to the root."""

    inside: str = ""
    prefix: str = ""

    def path(self, path: str) -> str:
        """A path of the report (relative to the root) as seen from here."""
        if posixpath.isabs(path):
            return path
        return posixpath.relpath(path, self.inside) if self.inside else posixpath.join(self.prefix, path)


AT_THE_ROOT = Standpoint()


def standpoint(root: str, working_directory: str) -> Standpoint:
    """Where the working directory lies. Paths are shown in full if neither it nor the root contains the other."""
    here, there = Path(working_directory).resolve(), Path(root).resolve()
    if here == there:
        return AT_THE_ROOT
    if here.is_relative_to(there):
        return Standpoint(inside=here.relative_to(there).as_posix())
    return Standpoint(prefix=(there.relative_to(here) if there.is_relative_to(here) else there).as_posix())
