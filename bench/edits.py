"""One-line edits of a project, each never made before: what a run has to do depends on what was edited.

A comment changes no fact but the places below it, and no slice. A constant in a function that nothing reaches changes
facts that no site rests on. For a blocking call in a handler, which must be found, a slice has to be opened.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from applications import Project

KINDS = ("comment", "constant", "blocking")
TITLES = {
    "comment": "a comment above a handler",
    "constant": "a constant in a function that nothing calls",
    "blocking": "a blocking call in a handler",
}
_ROUTE = re.compile(r"\w*router\.(get|post|put|delete)")
_UNREACHED = "\n\ndef _nobody_calls_this():\n    limit = 0\n    return limit\n"


class Place(NamedTuple):
    """A file with a handler: its text as measured, the handler's first line and the last of its statements."""

    path: Path
    text: str
    first: int
    line: int
    indent: str


def prepared(project: Project) -> Place:
    """The file that is edited: of those with an asynchronous handler the middle one in size.

    It gets a function that nothing calls. Its text is kept beside it, for a run that is broken off while it is edited.
    """
    found = []
    for name in project.files:
        path = project.folder / name
        kept = _kept(path)
        text = (kept if kept.exists() else path).read_text(encoding="utf-8", errors="surrogateescape")
        place = next(_handlers(path, text), None)
        if place is not None:
            found.append(place)
    if not found:
        raise LookupError(f"{project.name} has no asynchronous handler")
    place = sorted(found, key=lambda one: (len(one.text), one.path))[len(found) // 2]
    if _UNREACHED not in place.text:
        place = place._replace(text=place.text + _UNREACHED)
    _write(_kept(place.path), place.text)
    restore(place)
    return place


def edit(place: Place, kind: str, number: int) -> None:
    """Write the file with one line changed or added; the number makes the edit one that was not made before."""
    lines = place.text.splitlines(keepends=True)
    if kind == "constant":
        text = place.text.replace(_UNREACHED, _UNREACHED.replace("limit = 0", f"limit = {number}"))
    else:
        line, added = place.first, f"# note {number}"
        if kind == "blocking":
            line, added = place.line, f"{place.indent}import time; time.sleep({number})"
        lines.insert(line - 1, f"{added}\n")
        text = "".join(lines)
    _write(place.path, text)


def restore(place: Place) -> None:
    """Write the file as it was."""
    _write(place.path, place.text)


def _kept(path: Path) -> Path:
    return path.with_name(f"{path.name}.measured")


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", errors="surrogateescape")


def _handlers(path: Path, text: str) -> Iterator[Place]:
    if "async def" not in text or not _ROUTE.search(text):
        return
    try:
        tree = ast.parse(text)
    except SyntaxError:
        return
    for node in tree.body:
        if isinstance(node, ast.AsyncFunctionDef) and any(map(_is_route, node.decorator_list)):
            last = node.body[-1]
            if last.lineno > node.lineno:
                yield Place(path, text, node.decorator_list[0].lineno, last.lineno, " " * last.col_offset)
                return


def _is_route(decorator: ast.expr) -> bool:
    return isinstance(decorator, ast.Call) and bool(_ROUTE.fullmatch(ast.unparse(decorator.func)))
