"""Cuts a site's own part out of its file, so that LibCST parses only what rules look at."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from fastapi_lint.model.dossier import Dossier
from fastapi_lint.model.facts import DefinitionKind

_LEADING = re.compile(r"[ \t\f]*")
LINE_END = re.compile(r"\r\n?|\n")


class Slice(NamedTuple):
    """A site's own part as text that LibCST accepts, or some statements of it.

    `numbers` has the line of the file for each line of `text`. Columns are those of the file, except that a form feed
    in a line's indentation is dropped with what stands before it (LibCST loses it): `shifts` says how many characters,
    by line of the slice.
    """

    text: str
    numbers: Sequence[int]
    wrapped: bool  # the text begins with `if 1:`, which the file does not have
    shifts: Mapping[int, int]
    kept: frozenset[int] | None = None  # the lines of the file that are left; None for the whole of its own part

    def line(self, number: int) -> int:
        """The line of the file that is this line of the slice; the end of the slice is on the line after its last."""
        known = len(self.numbers)
        return self.numbers[number - 1] if number <= known else self.line(known) + 1 if known else number


def split_lines(text: str) -> tuple[str, ...]:
    r"""The lines of a file, without their ends, as Python counts them: split at `\n`, `\r\n` and `\r` only."""
    lines = LINE_END.split(text) if "\r" in text else text.split("\n")
    return tuple(lines[:-1] if lines[-1] == "" else lines)


def cut(lines: Sequence[str], dossier: Dossier) -> Slice:
    """The own part of a site: its lines, with those of the definitions nested in it blanked.

    `lines` are the lines of the whole file as Python counts them, with or without their ends. The first line of a
    nested definition becomes `pass`, so that no suite loses its last statement.
    """
    first, last = _extent(lines, dossier)
    kept = [_content(line) for line in lines[first - 1 : last]]
    _blank(kept, first, dossier.cut_out)
    if first == 1 and kept:
        kept[0] = kept[0].removeprefix("\ufeff")
    shifts = _drop_form_feeds(kept)
    end = _line_end(lines)
    wrapped = dossier.kind is not DefinitionKind.MODULE and bool(kept) and kept[0][:1] in (" ", "\t")
    if wrapped:
        kept.insert(0, "if 1:")
    base = 1 if wrapped else 0
    text = "".join(line + end for line in kept)
    numbers = range(first - base, first - base + len(kept))
    return Slice(text, numbers, wrapped, {index + base + 1: width for index, width in shifts.items()})


def _extent(lines: Sequence[str], dossier: Dossier) -> tuple[int, int]:
    if dossier.kind is DefinitionKind.MODULE:
        return 1, len(lines)
    span = dossier.location.span
    return span.line, span.end_line


def _content(line: str) -> str:
    return line.rstrip("\r\n")


def _line_end(lines: Sequence[str]) -> str:
    r"""`\r\n` if the file uses it, so that code generated from the slice matches; a lone `\r` LibCST does not keep."""
    return "\r\n" if lines and lines[0].endswith("\r\n") else "\n"


def _blank(kept: list[str], first: int, cut_out: Iterable[tuple[int, int]]) -> None:
    done = 0
    for start, end in sorted(cut_out):
        if start <= done:  # a definition within one that is cut already needs no `pass` of its own
            continue
        indentation = _LEADING.match(kept[start - first])
        kept[start - first : end - first + 1] = [""] * (end - start + 1)
        kept[start - first] = (indentation.group() if indentation else "") + "pass"
        done = end


def _drop_form_feeds(kept: list[str]) -> dict[int, int]:
    """Python's tokenizer counts indentation anew after a form feed; LibCST loses those at the start of a line."""
    shifts = {}
    for index, line in enumerate(kept):
        if "\f" in line:
            leading = _LEADING.match(line)
            width = leading.group().rfind("\f") + 1 if leading else 0
            if width:
                shifts[index] = width
                kept[index] = line[width:]
    return shifts
