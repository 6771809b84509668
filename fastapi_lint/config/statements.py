"""Where the keys of a TOML file stand: tomllib tells what a file says, not on which line.

A file of TOML is a row of statements: headers of tables, and keys with a value. Each begins on a line of its own and
ends as soon as its lines are TOML by themselves.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

Key: TypeAlias = tuple[str | int, ...]
"""The way to a value: keys of tables, and the numbers of elements of lists."""


class Statement(NamedTuple):
    """A header or a key with its value. Lines count from 1; `key` leads to the table of the header, or to the value."""

    line: int
    end_line: int
    key: Key
    value: Any
    is_header: bool


def statements(text: str) -> Iterator[Statement]:
    """The statements of a valid file in order; empty lines and comments between them belong to none."""
    table: Key = ()
    counts: dict[Key, int] = {}
    for line, end_line, document, is_header in _pieces(text):
        keys, value = _descent(document, is_header=is_header)
        if not is_header:
            yield Statement(line, end_line, (*table, *keys), value, is_header=False)
            continue
        table = _numbered(keys, counts)
        if isinstance(value, list):
            counts[table] = counts.get(table, 0) + 1
            table = (*table, counts[table] - 1)
        yield Statement(line, end_line, table, {}, is_header=True)


def line_of(text: str, key: Sequence[str | int]) -> int | None:
    """The line on which a key is set, or else what it is part of; None if the file is not about it at all."""
    wanted = tuple(key)
    best: Statement | None = None
    for each in statements(text):
        common = _common(each.key, wanted)
        fits = common in (len(each.key), len(wanted))
        if fits and common and (best is None or common > _common(best.key, wanted)):
            best = each
    return None if best is None else best.line + _lines_into(text, best, wanted)


def _pieces(text: str) -> Iterator[tuple[int, int, Mapping[str, Any], bool]]:
    """First and last line of each statement, what it says by itself, and whether it is a header."""
    start, lines = 1, list[str]()
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), 1):
        bare = line.strip()
        if not lines and (not bare or bare.startswith("#")):
            continue
        start = start if lines else number
        lines.append(line)
        try:
            document = tomllib.loads("\n".join(lines))
        except tomllib.TOMLDecodeError:
            continue
        yield start, number, document, lines[0].lstrip().startswith("[")
        lines = []


def _descent(document: Mapping[str, Any], *, is_header: bool) -> tuple[Key, Any]:
    """The keys of a statement's only value. An inline table is a value; the dots of `a.b = 1` are not told from
    `a = { b = 1 }`, which means the same."""
    keys: list[str] = []
    value: Any = document
    while isinstance(value, dict) and len(value) == 1:
        key, value = next(iter(value.items()))
        keys.append(key)
        if is_header and isinstance(value, list):
            break
    return tuple(keys), value


def _numbered(keys: Key, counts: Mapping[Key, int]) -> Key:
    """The keys of a header, with the number of the element wherever one on the way is a list of tables."""
    found: Key = ()
    for index, key in enumerate(keys):
        found = (*found, key)
        if found in counts and index < len(keys) - 1:
            found = (*found, counts[found] - 1)
    return found


def _common(key: Key, wanted: Key) -> int:
    pairs = enumerate(zip(key, wanted, strict=False))
    return next((index for index, (one, other) in pairs if one != other), min(len(key), len(wanted)))


def _lines_into(text: str, statement: Statement, wanted: Key) -> int:
    """How far below the first line of a long list the element is: where it stands on a line of its own."""
    rest = wanted[len(statement.key) :]
    if statement.is_header or not rest or statement.end_line == statement.line or not isinstance(rest[0], int):
        return 0
    element = statement.value[rest[0]] if isinstance(statement.value, list) and len(statement.value) > rest[0] else None
    lines = text.split("\n")[statement.line : statement.end_line]
    shown = {f'"{element}"', f"'{element}'"}
    found = [index for index, line in enumerate(lines, 1) if line.split("#")[0].strip().rstrip(",").rstrip() in shown]
    return found[0] if found else 0
