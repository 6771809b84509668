"""What is known of a source file before it is read."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file to analyse and the names under which Python could import it.

    `path` is relative to the project root, with forward slashes, and identifies the file. `module` is the likeliest
    dotted name, imported from the folder `root` (relative as well: `.` is the project root, `..` the folder above
    it). `alternates` are the names that other import roots or symbolic links give, likeliest first. `is_package`
    holds for `__init__.py`.
    """

    path: str
    module: str
    is_package: bool
    root: str
    alternates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NameClash:
    """Several files with one likeliest module name: from different import roots, or `a.py` beside `a/__init__.py`."""

    module: str
    paths: tuple[str, ...]
