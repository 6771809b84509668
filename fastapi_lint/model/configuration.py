"""What a configuration comes to, as it is shown."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple


class Origin(NamedTuple):
    """Where a value was said: `default`, `profile strict`, `command line`, a variable of the environment; or a file and
    the line of it."""

    name: str
    line: int | None = None

    def __str__(self) -> str:
        return self.name if self.line is None else f"{self.name}:{self.line}"


class Effective(NamedTuple):
    """The value of a key as TOML has it, and all that it comes from. None if it is not set; `instead` says what then
    happens."""

    key: str
    value: object
    origins: tuple[Origin, ...]
    instead: str = ""


class VersionInUse(NamedTuple):
    """The version of a package that the project is written for: exactly that one, or the lowest that is allowed (empty
    for any), with the one that all are below; and what names it."""

    package: str
    version: str
    is_exact: bool
    below: str | None
    origin: str


@dataclass(frozen=True, slots=True)
class EffectiveConfiguration:
    """All keys of a project's configuration and the versions in use. `source` is the file that it is read from.

    `versions` is None where nobody asked for them. `unread` are files that should tell of versions but cannot be read.
    """

    root: str
    source: str | None
    settings: tuple[Effective, ...]
    versions: tuple[VersionInUse, ...] | None = None
    unread: tuple[str, ...] = ()

    def only(self, key: str) -> EffectiveConfiguration:
        """One key, or all that begin with it and a dot."""
        chosen = tuple(each for each in self.settings if each.key == key or each.key.startswith(f"{key}."))
        return replace(self, settings=chosen, versions=None, unread=())
