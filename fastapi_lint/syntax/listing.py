"""Which stretch of code goes with an item of a list: an argument, an element, a parameter."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeAlias

from fastapi_lint.syntax.lazy import cst

if TYPE_CHECKING:
    from fastapi_lint.syntax.positions import Positions
    from fastapi_lint.syntax.printing import Printer

Item: TypeAlias = "cst.Arg | cst.Element | cst.Param | cst.SubscriptElement | cst.DictElement"


def stretch_of(items: Sequence[Item], index: int, positions: Positions, printer: Printer) -> tuple[int, int]:
    """The item with its comma and its line, from where to where in the code of the slice. Comments stay."""
    start, end = positions.offsets(items[index])
    behind = _behind_comma(items[index], end, printer)
    code = printer.code
    if index + 1 < len(items):
        following = positions.offsets(items[index + 1])[0]
        gap, comment, _ = code[behind:following].partition("#")
        if not comment:
            return start, following
        if "\n" not in gap:
            return start, behind + len(gap)
        indented = code[:start].rpartition("\n")[2]
        is_line = not indented.strip() and not gap.partition("\n")[0].strip()
        return (start - len(indented), behind + gap.index("\n") + 1) if is_line else (start, behind)
    if not index:
        return _alone(code, start, behind)
    previous = positions.offsets(items[index - 1])[1]
    previous_behind = _behind_comma(items[index - 1], previous, printer)
    gap = code[previous_behind:start]
    if "#" in gap:
        return previous_behind + gap.rindex("\n"), behind
    return previous_behind if behind > end else previous, behind


def _alone(code: str, start: int, end: int) -> tuple[int, int]:
    """With the space up to the brackets, unless a comment stands there."""
    before, after = code[:start].rstrip(), code[end:].lstrip()
    line = before.rpartition("\n")[2]
    if after.startswith("#") or "#" in line:
        return start, end
    return len(before), len(code) - len(after)


def _behind_comma(item: Item, end: int, printer: Printer) -> int:
    if not isinstance(item.comma, cst.Comma):
        return end
    return printer.offsets(item.comma.whitespace_before)[1] + 1
