"""Requirements as pip and Poetry write them: `name==1.2.3`, `name>=1,<2`, `^1.2`; and files of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from fastapi_lint.source import disk

_REQUIREMENT = re.compile(r"^\s*([A-Za-z0-9][A-Za-z0-9._-]*)\s*(?:\[[^\]]*\])?\s*\(?([^;@)]*)")
_CLAUSE = re.compile(r"^(===|==|~=|>=|>|\^|~|=)?\s*v?(\d[0-9A-Za-z.+!-]*?)(\.\*)?$")
_INCLUDE = re.compile(r"^(?:-r|-c|--requirement|--constraint)[\s=]*(\S.*)$")


class Constraint(NamedTuple):
    """A version that a requirement names: the only one if `is_exact`, else the lowest that it allows."""

    version: str
    is_exact: bool


class Requirement(NamedTuple):
    """A package by its normalised name and the version required of it; `file` is where it stands."""

    name: str
    constraint: Constraint
    file: Path


def constraint_of(specifier: str) -> Constraint | None:
    """What a specifier such as `>=0.100,<1`, `==0.115.*` or `^0.115` says of the lowest version; None if nothing."""
    lowest: Constraint | None = None
    for clause in re.split(r"\|\|?|,", specifier.strip())[:16]:
        match = _CLAUSE.match(clause.strip().strip("\"'"))
        if match is None:
            continue
        operator, version, wildcard = match.groups()
        if operator in (None, "=", "==", "===") and not wildcard:
            return Constraint(version, True)
        lowest = lowest or Constraint(version, False)
    return lowest


def requirement_of(line: str, file: Path) -> Requirement | None:
    """The requirement in one line, None if it names no version (a URL, a bare name, an option)."""
    match = _REQUIREMENT.match(line)
    if match is None:
        return None
    constraint = constraint_of(match[2])
    return None if constraint is None else Requirement(normalised(match[1]), constraint, file)


def requirements_in(file: Path, seen: set[Path]) -> Iterator[Requirement]:
    """The requirements of a file and of those it includes by `-r` and `-c`, each file once.

    Raises OSError or UnicodeDecodeError if `file` itself cannot be read; an included file that cannot is passed over.
    """
    place = Path(disk.real(file))
    if place in seen:
        return
    seen.add(place)
    text = disk.read_text(file, "utf-8-sig").replace("\\\n", " ")
    for line in text.splitlines():
        bare = re.sub(r"(^|\s)#.*", "", line).split(" --")[0].strip() if not line.startswith("--") else line.strip()
        include = _INCLUDE.match(bare)
        if include is None:
            requirement = requirement_of(bare, file)
            yield from () if requirement is None else (requirement,)
            continue
        try:
            yield from requirements_in(file.parent / include[1].strip(), seen)
        except (OSError, UnicodeDecodeError, ValueError):
            continue


def normalised(name: str) -> str:
    """A package's name as the index compares names."""
    return re.sub(r"[-_.]+", "-", name).lower()
