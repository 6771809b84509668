"""Requirements as pip, Poetry and conda write them (`name==1.2.3`, `>=1,<2`, `^1.2`, `name=1.2`), and files of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from fastapi_lint.model.versions import numbers_of
from fastapi_lint.source import disk

_REQUIREMENT = re.compile(r"^\s*([A-Za-z0-9][A-Za-z0-9._-]*)\s*(?:\[[^\]]*\])?\s*\(?([^;@)]*)")
_CLAUSE = re.compile(r"^(===|==|~=|!=|<=|>=|<|>|\^|~|=)?\s*v?(\d[0-9A-Za-z.+!-]*?)(\.\*)?$")
_INCLUDE = re.compile(r"^(?:-r|-c|--requirement|--constraint)[\s=]*(\S.*)$")
_CONDA = re.compile(r"^\s*-\s*[\"']?(?:[\w-]+::)?([A-Za-z][\w.-]*)\s*([=<>!~][^#\"']*)")


class Constraint(NamedTuple):
    """What a requirement says of the version: the only one if `is_exact`, else the lowest that it allows (empty if it
    allows any), and the one that all allowed ones are below."""

    version: str
    is_exact: bool
    below: str | None = None


class Requirement(NamedTuple):
    """A package by its normalised name and the version required of it; `file` is where it stands."""

    name: str
    constraint: Constraint
    file: Path


def constraint_of(specifier: str) -> Constraint | None:
    """What a specifier such as `>=0.100,<1`, `==0.115.*` or `^0.115` says of the version; None if nothing.

    Of alternatives (`^1 || ^2`) the lowest counts, and the highest end.
    """
    found = [each for part in re.split(r"\|\|?", specifier)[:4] if (each := _all_of(part)) is not None]
    if len(found) < 2:
        return found[0] if found else None
    ends = [each.below for each in found if each.below is not None]
    return Constraint(found[0].version, False, max(ends, key=numbers_of) if len(ends) == len(found) else None)


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


def conda_requirements_in(file: Path) -> Iterator[Requirement]:
    """The requirements of an `environment.yml`: those of conda (`fastapi=0.115`) and those below `pip:`."""
    for line in disk.read_text(file, "utf-8-sig").splitlines():
        match = _CONDA.match(line)
        if match is None:
            continue
        specifier = match[2].strip()
        if specifier[0] == "=" and specifier[1:2] != "=":  # `=0.115` is any 0.115.x, `=0.115.6=build` is that one
            version, _, build = specifier[1:].partition("=")
            specifier = f"=={version}" if build else f"=={version}.*"
        constraint = constraint_of(specifier)
        yield from () if constraint is None else (Requirement(normalised(match[1]), constraint, file),)


def requirements_of_table(table: Mapping[str, object], file: Path) -> Iterator[Requirement]:
    """Of a table from names to specifiers, or to tables with a `version`, or to lists of such tables."""
    for name, given in table.items():
        for value in given if isinstance(given, list) else (given,):
            specifier = value.get("version") if isinstance(value, dict) else value
            constraint = constraint_of(specifier) if isinstance(specifier, str) else None
            yield from () if constraint is None else (Requirement(normalised(name), constraint, file),)


def normalised(name: str) -> str:
    """A package's name as the index compares names."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _all_of(specifier: str) -> Constraint | None:
    """What clauses that must all hold say together."""
    lowest, below = "", None
    for clause in re.split(r",|\s+(?=[<>=!~^])", specifier.strip())[:16]:
        match = _CLAUSE.match(clause.strip().strip("\"'"))
        if match is None:
            continue
        operator, version, wildcard = match.groups()
        if operator in (None, "=", "==", "===") and not wildcard:
            return Constraint(version, True)
        if operator not in ("<", "<=", "!="):
            lowest = lowest or version
        end = _end(operator or "", version)
        below = end if below is None or (end is not None and numbers_of(end) < numbers_of(below)) else below
    return Constraint(lowest, False, below) if lowest or below else None


def _end(operator: str, version: str) -> str | None:
    """The first version that a clause no longer allows."""
    numbers = [int(number) for number in re.findall(r"\d+", version.partition("+")[0])]
    if operator == "<":
        return version
    if operator == "<=":
        numbers = [*numbers, 0, 0][:3]
    if operator == "~":  # Poetry's: `~1` is any 1.x, `~1.2` and `~1.2.3` are any 1.2.x
        numbers = numbers[:2]
    elif operator == "~=":
        numbers = numbers[:-1]
    elif operator == "^":  # the first number that is not zero stays
        numbers = numbers[: next((index for index, number in enumerate(numbers) if number), len(numbers) - 1) + 1]
    elif operator not in ("<=", "", "=", "=="):
        return None
    return ".".join(map(str, [*numbers[:-1], numbers[-1] + 1])) if numbers else None
