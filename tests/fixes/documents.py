"""Documents of fixes: code, and what becomes of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

_HEADING = re.compile(r"^(?P<level>##+) (?P<title>.+)$", re.MULTILINE)
_BLOCK = re.compile(r"^```py(?P<stays> stays)?\n(?P<code>.*?)^```$", re.MULTILINE | re.DOTALL)


class Case(NamedTuple):
    """Code before and after its fixes, and under which headings it stands."""

    document: str
    section: str
    title: str
    before: str
    after: str
    is_same: bool  # to those who call the application


def read_cases(folder: Path) -> Iterator[Case]:
    """The cases of all documents of a folder; each is about the rule that it has its name of."""
    for path in sorted(folder.glob("*.md")):
        yield from _cases(path.stem, path.read_text(encoding="utf-8"))


def _cases(document: str, text: str) -> Iterator[Case]:
    headings = list(_HEADING.finditer(text))
    section = ""
    for heading, end in zip(headings, [*(each.start() for each in headings[1:]), len(text)], strict=True):
        if len(heading["level"]) == 2:
            section = heading["title"]
        blocks = list(_BLOCK.finditer(text, heading.end(), end))
        if not blocks:
            continue
        before = blocks[0]["code"]
        assert len(blocks) == (1 if blocks[0]["stays"] else 2), f"{document}: {heading['title']}"
        after = before if blocks[0]["stays"] else blocks[1]["code"]
        is_same = "\nbecomes other" not in text[heading.end() : end]
        yield Case(document, section, heading["title"], before, after, is_same)
