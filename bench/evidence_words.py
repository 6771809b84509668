"""What was measured of a rule's examples, in words: `bench/evidence.py` puts them above its table.

    python bench/evidence_words.py

writes the words of all tables that are kept anew, without measuring again.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

NOTHING = "No difference that could be felt was measured."
_FOLD, _LEAST = 3, 0.05
"""A time counts if it is so many times the other's, and so many seconds longer: a busy machine makes smaller ones."""
_POINTS, _RATE = 10, 1.5
_STANDSTILL, _LOOP, _POOL = "event loop at a standstill", "an unrelated `async def` route", "an unrelated `def` route"
_ANSWERS, _STATUS, _SAID = "answers a second", "status of the answers", "on standard error"
_NONE = "no answer"
_TOLD = ("event loop late by", _STANDSTILL, _LOOP, _POOL, _ANSWERS, _STATUS, _SAID)

Rows = Mapping[str, Sequence[str]]


def in_words(rows: Rows) -> list[str]:
    """One sentence for each row in which the example did worse than what stands under *Use instead*."""
    compared = {title: (cells[0], cells[1]) for title, cells in rows.items() if len(cells) > 1}
    return list(_sentences(compared)) or [NOTHING]


def _sentences(rows: Mapping[str, tuple[str, str]]) -> Iterator[str]:
    standstill = [int(cell.partition("%")[0]) for cell in rows[_STANDSTILL]]
    if standstill[0] - standstill[1] >= _POINTS:
        yield f"The event loop stood still for {standstill[0]} % of the time instead of {standstill[1]} %."
    yield from _slower(rows, (_LOOP, _POOL))
    rates = [int(cell) for cell in rows[_ANSWERS]]
    if rates[1] >= rates[0] * _RATE and rates[1] - rates[0] >= 5:
        yield f"It gave {rates[0]} answer{'' if rates[0] == 1 else 's'} a second instead of {rates[1]}."
    bad, good = rows[_STATUS]
    if bad != good:
        yield f"Requests {'got' if bad == _NONE else 'were answered'} {bad} instead of {good}."
    for title, (here, there) in rows.items():
        if not title.startswith(_TOLD) and here != there:
            yield f"{_capital(title)}: {here} instead of {there}."
    if said := rows.get(_SAID, ("", ""))[0]:
        yield f"Standard error had {said.replace('` `', '`, `')}."


def _slower(rows: Mapping[str, tuple[str, str]], routes: Sequence[str]) -> Iterator[str]:
    """The first of these routes that was slower; the pool is slow where the loop is, so that one of them is enough."""
    for route in routes:
        title = next(title for title in rows if title.startswith(route))
        bad, good = (_times(cell) for cell in rows[title])
        for which, slow, fast in zip(("median", "99th percentile"), bad, good, strict=True):
            if slow >= fast * _FOLD and slow - fast >= _LEAST:
                yield f"{_capital(route)} took {_duration(slow)} at the {which} instead of {_duration(fast)}."
                return


def _times(cell: str) -> list[float]:
    return [int(number.replace(",", "")) / 1000 for number in re.findall(r"[\d,]+", cell)]


def _duration(seconds: float) -> str:
    return f"{seconds:.1f} s" if seconds >= 1 else f"{seconds * 1000:.0f} ms"


def _capital(title: str) -> str:
    return title[:1].upper() + title[1:]


def rows_of(section: str) -> dict[str, list[str]]:
    """The rows of the table in a section; none if it has no table."""
    lines = [line.strip()[1:-1].split("|") for line in section.splitlines() if line.startswith("|")]
    return {cells[0].strip(): [cell.strip() for cell in cells[1:]] for cells in lines[2:]}


def with_words(section: str) -> str:
    """A section with the words that its table has now; one that compares nothing has none."""
    rows = rows_of(section)
    if not any(len(cells) > 1 for cells in rows.values()):
        return section
    start = section.index("Measured on")
    words = [textwrap.fill(f"- {sentence}", 118, subsequent_indent="  ") for sentence in in_words(rows)]
    return "\n".join([*words, "", section[start:]])


def main() -> int:
    """Write all words anew."""
    for file in sorted(Path(__file__).parents[1].glob("rules/*/evidence/*.md")):
        file.write_text(with_words(file.read_text(encoding="utf-8")), encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
