"""Places in SARIF: files relative to the repository, regions, and the functions around them."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from fastapi_lint.model.effect import Hop
from fastapi_lint.model.finding import Edit
from fastapi_lint.model.location import Location, Span
from fastapi_lint.render.context import Context
from fastapi_lint.render.sarif.text import message

BASE = "%SRCROOT%"
"""The name that readers know for the folder of the repository."""


class Places:
    """Makes places, and knows afterwards of which files they were."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._files: dict[str, int] = {}

    @property
    def bases(self) -> dict[str, Any]:
        """`originalUriBaseIds`; nothing if the repository's place is not known."""
        root = self._context.repository_root
        return {BASE: {"uri": f"{_file_uri(root).rstrip('/')}/"}} if root else {}

    @property
    def artifacts(self) -> list[dict[str, Any]]:
        """The files that places were made of, in the order of their numbers."""
        return [{"location": self._artifact(path), "sourceLanguage": "python"} for path in self._files]

    def location(self, location: Location, function: str = "", said: str = "") -> dict[str, Any]:
        """A span of a file, the function around it, and perhaps what is to be said of it."""
        return self._located(location.path, region(location.span), function, said)

    def hop(self, hop: Hop, said: str) -> dict[str, Any]:
        """The place at which a chain goes on."""
        return self._located(hop.path, {"startLine": hop.line, "startColumn": hop.column}, hop.function, said)

    def line(self, path: str, line: int, said: str) -> dict[str, Any]:
        """A line of a file."""
        return self._located(path, {"startLine": line}, "", said)

    def changes(self, edits: Iterable[Edit]) -> list[dict[str, Any]]:
        """Edits, file by file."""
        changes: dict[str, list[dict[str, Any]]] = {}
        for edit in edits:
            replacement = {"deletedRegion": region(edit.location.span), "insertedContent": {"text": edit.replacement}}
            changes.setdefault(edit.location.path, []).append(replacement)
        return [{"artifactLocation": self._indexed(path), "replacements": made} for path, made in changes.items()]

    def _located(self, path: str, where: dict[str, int], function: str, said: str) -> dict[str, Any]:
        place: dict[str, Any] = {"physicalLocation": {"artifactLocation": self._indexed(path), "region": where}}
        if function:
            place["logicalLocations"] = [{"fullyQualifiedName": function, "kind": "function"}]
        if said:
            place["message"] = message(said)
        return place

    def _indexed(self, path: str) -> dict[str, Any]:
        return self._artifact(path) | {"index": self._files.setdefault(path, len(self._files))}

    def _artifact(self, path: str) -> dict[str, Any]:
        seen = self._context.repository.path(path)
        if posixpath.isabs(seen) or PurePath(seen).is_absolute():
            return {"uri": _file_uri(seen)}
        uri = quote(seen, errors="surrogateescape")
        return {"uri": uri, "uriBaseId": BASE} if self.bases else {"uri": uri}


def region(span: Span) -> dict[str, int]:
    """A span; ends are exclusive in both worlds."""
    return {
        "startLine": span.line,
        "startColumn": span.column,
        "endLine": max(span.end_line, span.line),
        "endColumn": max(span.end_column, 1),
    }


def _file_uri(path: str) -> str:
    return PurePath(path).as_uri()
