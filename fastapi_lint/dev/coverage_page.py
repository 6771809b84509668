"""The page that says what goes wrong in FastAPI applications, which tools find it, and which of our rules does."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from importlib.resources import files
from typing import NamedTuple

RECORD = "coverage.toml"
PAGE = "coverage.md"
_CODE = re.compile(r"\bFAL\d{3}\b")


class Row(NamedTuple):
    """One anti-pattern: whose rules are about it, and why none of ours is if there is none."""

    what: str
    ours: Sequence[str] = ()
    others: Sequence[str] = ()
    note: str = ""


class Group(NamedTuple):
    """Rows that belong together."""

    title: str
    rows: tuple[Row, ...]


class Coverage(NamedTuple):
    """All of the record."""

    groups: tuple[Group, ...]

    @property
    def rows(self) -> Iterator[Row]:
        """The rows of all groups, in their order."""
        return (row for group in self.groups for row in group.rows)


def read_coverage(text: str) -> Coverage:
    """The record as it is written; what has no place in it is a TypeError."""
    groups = tomllib.loads(text)["group"]
    return Coverage(tuple(Group(group["title"], tuple(Row(**row) for row in group["row"])) for group in groups))


def coverage_page(coverage: Coverage) -> str:
    """The record as a page: a table for each group, with rows that are numbered throughout."""
    numbers = iter(range(1, sum(1 for _ in coverage.rows) + 1))
    parts = [files("fastapi_lint.dev").joinpath("templates", PAGE).read_text(encoding="utf-8")]
    for group in coverage.groups:
        head = ["| | what goes wrong | other tools | fastapi-lint | |", "|---|---|---|---|---|"]
        rows = (_cells(next(numbers), row) for row in group.rows)
        parts.append("\n".join([f"## {group.title}", "", *head, *rows, ""]))
    return "\n".join(parts)


def _cells(number: int, row: Row) -> str:
    ours = _linked(", ".join(row.ours)) or "none"
    cells = [str(number), row.what, ", ".join(row.others), ours, _linked(row.note)]
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def _linked(text: str) -> str:
    return _CODE.sub(r"[\g<0>](rules/\g<0>.md)", text)
