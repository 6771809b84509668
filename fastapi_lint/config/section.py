"""A section of a configuration file as text: made, put into a file that keeps all its other bytes, taken out again."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Sequence
from typing import Any

from fastapi_lint.config.proposals import Proposal
from fastapi_lint.config.statements import statements

HEADER = "[tool.fastapi-lint]"
_SECTION = ("tool", "fastapi-lint")
_COLUMN = 36
_MARK = "\ufeff"  # of byte order: no part of the text


class UnfitError(Exception):
    """The section cannot be put into a file; says why."""


def section_text(proposals: Sequence[Proposal], guide: str, *, pyproject: bool, knows_version: bool) -> str:
    """A commented section with what is proposed; everything that is not proposed is shown as a comment."""
    lines = [f"# What the keys mean: {guide}", "# What they come to: fastapi-lint config show", ""]
    lines += ["# Which findings are reported. `strict` is for all rules and for what is least sure."]
    lines += [
        _aside('profile = "default"', "default, strict or audit"),
        _aside('ignore = ["FAL104"]', "rules not to apply"),
    ]
    lines += [_aside('fail-on = "warning"', "error, warning, info or never"), ""]
    left_out = [each for each in proposals if not each.is_context]
    lines += ["# What is left alone, besides what git ignores. Code that others import is better known."]
    lines += _listed("extend-exclude", left_out) or [_aside('extend-exclude = ["scripts/"]', "as in .gitignore")]
    context = [each for each in proposals if each.is_context]
    if not knows_version:
        lines += ["", "# No file names the version of FastAPI: the newest is assumed."]
        lines += [_aside('target.fastapi = "0.115.6"', "the version in use")]
    table = "tool.fastapi-lint.per-path-ignores" if pyproject else "per-path-ignores"
    rows = _commented([(f'{json.dumps(each.pattern)} = ["ALL"]', each.reason) for each in context])
    lines += ["", "# What is analysed, but not reported on.", f"[{table}]", *rows] if rows else []
    return "\n".join([*([HEADER] if pyproject else []), *lines, ""])


def with_section(text: str, section: str) -> str:
    """A `pyproject.toml` with the section, in the place of one that it has, else at its end. Raises UnfitError if that
    cannot be without changing the meaning of the rest."""
    if text.startswith(_MARK):
        return _MARK + with_section(text.removeprefix(_MARK), section)
    newline = "\r\n" if "\r\n" in text else "\n"
    before, after = _around(text, newline)
    gap = "" if not before or before.endswith(newline * 2) else newline if before.endswith(newline) else newline * 2
    made = before + gap + section.replace("\n", newline) + (newline if after else "") + after
    if _rest(made) != _rest(text):
        raise UnfitError("its table `tool` is not written as one that can be added to")
    return made


def has_section(text: str) -> int | None:
    """The line on which the section begins, None if there is none."""
    return next((each.line for each in statements(text) if each.key[:2] == _SECTION), None)


def _around(text: str, newline: str) -> tuple[str, str]:
    """What stands before and after the section; all of it before, if there is none."""
    lines = text.split(newline)
    own, ours = set[int](), False
    marks = list(statements(text))
    for index, each in enumerate(marks):
        ours = each.key[:2] == _SECTION if each.is_header else ours
        if ours or each.key[:2] == _SECTION:
            following = marks[index + 1].line if index + 1 < len(marks) else len(lines) + 1
            ends_here = index + 1 < len(marks) and marks[index + 1].is_header and marks[index + 1].key[:2] != _SECTION
            end = _above(lines, following) if ends_here else following if ours else each.end_line + 1
            own.update(range(each.line, end))
    if not own:
        return text, ""
    kept = [(number, line) for number, line in enumerate(lines, 1) if number not in own]
    if not any(each.is_header and each.key[:2] == _SECTION for each in marks):  # keys of the table `tool`
        return newline.join(line for _, line in kept), ""
    first = min(own)
    before = newline.join([line for number, line in kept if number < first])
    after = newline.join([line for number, line in kept if number > first])
    return (f"{before}{newline}" if before else ""), after.lstrip("\r\n")


def _above(lines: Sequence[str], line: int) -> int:
    """The first of the comments that stand right above a line."""
    while line > 1 and lines[line - 2].lstrip().startswith("#"):
        line -= 1
    return line


def _rest(text: str) -> dict[str, Any] | None:
    """What a file says besides the section; None if it is no TOML."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return None
    tools = document.get("tool")
    if isinstance(tools, dict):
        tools.pop(_SECTION[1], None)
        if not tools:
            del document["tool"]
    return document


def _listed(key: str, proposed: Sequence[Proposal]) -> list[str]:
    rows = [(f"    {json.dumps(each.pattern)},", each.reason) for each in proposed]
    return [f"{key} = [", *_commented(rows), "]"] if proposed else []


def _commented(rows: Sequence[tuple[str, str]]) -> list[str]:
    """Lines with comments that stand below one another."""
    width = max([_COLUMN, *(len(said) + 2 for said, _ in rows)])
    return [f"{said.ljust(width)}# {told}" for said, told in rows]


def _aside(said: str, told: str) -> str:
    return f"# {said}".ljust(_COLUMN) + f"# {told}"
