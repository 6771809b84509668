"""The outline of a module: what stands at its top, of definitions there no more than the name.

Who asks what a name means at the top of a module need not read what is within its functions and classes, which is
nearly all of it.
"""

from __future__ import annotations

import ast
import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import takewhile
from typing import TypeAlias

from fastapi_lint.syntax.imports.parsing import parsed, parsed_as_it_is

Definition: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef

_HEAD = re.compile(r"(?:async[ \t]+)?def[ \t]+(?P<function>\w+)|class[ \t]+(?P<class>\w+)")
_GOES_ON = frozenset(("", " ", "\t", "#", ")", "]", "}"))
"""How lines begin that may belong to the definition above; one that stands at the margin otherwise does not."""
_QUOTED = re.compile(
    r"#[^\n]*"
    r'|"""[^"\\]*(?:(?:\\.|"(?!""))[^"\\]*)*"""'
    r"|'''[^'\\]*(?:(?:\\.|'(?!''))[^'\\]*)*'''"
    r'|"[^"\\\n]*(?:\\.[^"\\\n]*)*"'
    r"|'[^'\\\n]*(?:\\.[^'\\\n]*)*'"
    r"|(?P<alone>[\"'])",
    re.DOTALL,
)


class Outline:
    """The statements at the top of a module; those within its definitions are read for who asks."""

    def __init__(self, text: str) -> None:
        self._lines = text.split("\n")
        self._ends = dict(_stretches(self._lines, _quoted_lines(text))) if "\r" not in text else {}
        tree = parsed_as_it_is(_without_bodies(self._lines, self._ends)) if self._ends else None
        if tree is None:  # also if a line at the margin belongs to what was left out: then a bracket has no partner
            self._ends = {}
            tree = parsed(text)
        self.tree = tree
        self._found: dict[int, Sequence[ast.stmt]] = {}  # the statements at the top, by a line that was asked for

    @property
    def top(self) -> list[ast.stmt]:
        """The statements of the module itself."""
        return [] if self.tree is None else self.tree.body

    def around(self, line: int) -> Sequence[ast.stmt]:
        """The statements at the top that this line may be within, as a whole."""
        return [whole for one in self._at(line) for whole in self._whole(one)]

    def may_mention(self, name: str, line: int) -> bool:
        """False if a name does not occur in what this line is within at the top."""
        return any(one.lineno not in self._ends or _may_mention(name, self._text(one)) for one in self._at(line))

    def _at(self, line: int) -> Sequence[ast.stmt]:
        if line not in self._found:
            above = self.top[: bisect_right(self._first_lines, line)]
            reaching = takewhile(lambda one: line <= self._ends.get(one.lineno, one.end_lineno or 0), reversed(above))
            self._found[line] = [*reaching][::-1]
        return self._found[line]

    @cached_property
    def _first_lines(self) -> list[int]:
        return list(map(first_line, self.top))

    def _whole(self, statement: ast.stmt) -> Sequence[ast.stmt]:
        if statement.lineno not in self._ends:
            return [statement]
        tree = parsed("\n" * (first_line(statement) - 1) + self._text(statement))
        return [] if tree is None else tree.body

    def _text(self, definition: ast.stmt) -> str:
        return "\n".join(self._lines[first_line(definition) - 1 : self._ends[definition.lineno]]) + "\n"


def first_line(statement: ast.stmt) -> int:
    """The line on which a statement begins, of a definition that of its decorators."""
    decorators = statement.decorator_list if isinstance(statement, Definition) else ()
    return min([statement.lineno, *(decorator.lineno for decorator in decorators)])


def _may_mention(name: str, text: str) -> bool:
    return name in text or not text.isascii()  # other letters may be the same name to Python


def _quoted_lines(text: str) -> frozenset[int] | None:
    """The lines that begin within a string; None if it cannot be told."""
    found: set[int] = set()
    line, known = 1, 0
    for match in _QUOTED.finditer(text):
        if match.lastgroup:
            return None
        start, end = match.span()
        breaks = text.count("\n", start, end)
        if breaks:
            line += text.count("\n", known, start)
            found.update(range(line + 1, line + breaks + 1))
            line, known = line + breaks, end
    return frozenset(found)


def _stretches(lines: Sequence[str], quoted: frozenset[int] | None) -> Iterator[tuple[int, int]]:
    """First and last line of each definition at the margin, from its head to what follows; nothing if in doubt."""
    if quoted is None:
        return
    first = 0
    for number, line in enumerate(lines, 1):
        if line[:1] in _GOES_ON or number in quoted:
            continue
        if first and not lines[number - 2].endswith("\\"):
            yield first, number - 1
        first = number if _HEAD.match(line) else 0
    if first:
        yield first, len(lines)


def _without_bodies(lines: Sequence[str], ends: Mapping[int, int]) -> str:
    left = list(lines)
    for first, last in ends.items():
        head = _HEAD.match(lines[first - 1])
        if head is not None:
            name = head["function"]
            left[first - 1 : last] = [""] * (last - first + 1)
            left[first - 1] = f"class {head['class']}: pass" if name is None else f"def {name}(): pass"
    return "\n".join(left) + "\n"
