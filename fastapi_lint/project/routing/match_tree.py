"""The match tree: which templates match a path, without trying each of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from fastapi_lint.project.routing.templates import Template

_Entry = TypeVar("_Entry")


@dataclass(slots=True)
class _Node(Generic[_Entry]):
    texts: dict[str, _Node[_Entry]] = field(default_factory=dict)
    patterns: dict[str, tuple[re.Pattern[str], _Node[_Entry]]] = field(default_factory=dict)
    ends: list[_Entry] = field(default_factory=list)
    rests: list[tuple[re.Pattern[str], _Entry]] = field(default_factory=list)  # what may hold slashes


class MatchTree(Generic[_Entry]):
    """Templates by their segments; a look-up follows the segments of a path."""

    def __init__(self) -> None:
        self._root: _Node[_Entry] = _Node()

    def add(self, template: Template, entry: _Entry) -> None:
        """Add a template, and what is known by it."""
        node = self._root
        for segment in template.segments:
            if ".*" in segment:
                node.rests.append((re.compile(segment), entry))
                return
            if "(" not in segment.replace("\\(", ""):
                node = node.texts.setdefault(segment, _Node())
            else:
                if segment not in node.patterns:
                    node.patterns[segment] = (re.compile(segment), _Node())
                node = node.patterns[segment][1]
        node.ends.append(entry)

    def matching(self, path: str) -> Iterator[_Entry]:
        """What is known by the templates that match a path, in no particular order."""
        parts = path.split("/")
        waiting = [(self._root, 0)]
        while waiting:
            node, index = waiting.pop()
            rest = "/".join(parts[index:]) if node.rests and index < len(parts) else None
            if rest is not None:
                yield from (entry for pattern, entry in node.rests if pattern.fullmatch(rest))
            if index == len(parts):
                yield from node.ends
                continue
            part = parts[index]
            known = node.texts.get(re.escape(part))
            if known is not None:
                waiting.append((known, index + 1))
            waiting += [(below, index + 1) for pattern, below in node.patterns.values() if pattern.fullmatch(part)]
