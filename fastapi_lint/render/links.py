"""Where parts of a report lead when they are clicked: files, and pages of rules."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from fastapi_lint.engine.hyperlinks import FILES, LINES, NONE


class Links(NamedTuple):
    """What is linked (one of the words of `engine.hyperlinks`), and the folder that paths are relative to."""

    level: str = NONE
    root: str = ""

    def file(self, path: str, line: int) -> str:
        """The address of a line of a file; empty if files are not linked."""
        if self.level not in (FILES, LINES):
            return ""
        try:
            address = Path(self.root, path).as_uri()
        except ValueError:  # not absolute: a report made in memory
            return ""
        return f"{address}#{line}" if self.level == LINES else address

    def page(self, url: str) -> str:
        """The address of a page; empty if nothing is linked."""
        return "" if self.level == NONE else url


NO_LINKS = Links()
