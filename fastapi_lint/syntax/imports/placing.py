"""Where new imports go: into a statement that is there, else on a line of their own in the group where they belong."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator, Sequence
from itertools import pairwise

from fastapi_lint.syntax.imports.edits import TextEdit, add_names, insertion
from fastapi_lint.syntax.imports.names import Names, Statement
from fastapi_lint.syntax.imports.parsing import Point

FUTURE, STANDARD, THIRD_PARTY, OWN = range(4)


class Placing:
    """Adds imports for a line of the module, above it."""

    def __init__(self, names: Names, lines: Sequence[str], line: int) -> None:
        self._names = names
        self._lines = lines
        self._statements = list(self._block(line))
        self._groups = list(self._grouped())

    def edits(self, targets: Sequence[str], modules: Sequence[str]) -> tuple[TextEdit, ...] | None:
        """The edits that import dotted names from their modules, and modules; None if one has no place."""
        if not (targets or modules):
            return ()
        wanted: dict[str, list[str]] = {}
        for target in dict.fromkeys(targets):
            wanted.setdefault(target.rpartition(".")[0], []).append(target.rpartition(".")[2])
        found: list[TextEdit] = []
        new: dict[Point, list[tuple[str, str, str]]] = {}
        for module, names in sorted(wanted.items()):
            statement = self._statement_for(module)
            if statement is not None:
                found += add_names(statement, names, self._lines)
            else:
                written = self._written(module)
                line = f"from {written} import {', '.join(sorted(names))}\n"
                self._place(written, line, new)
        for module in dict.fromkeys(modules):
            self._place(module, f"import {module}\n", new)
        for point, texts in new.items():
            if point.line > len(self._lines):
                return None
            before, after = texts[0][0], texts[0][2]
            found.append(insertion(point, before + "".join(sorted(text for _, text, _ in texts)) + after))
        return tuple(found)

    def _block(self, line: int) -> Iterator[Statement]:
        """The imports that stand by themselves at the top of the module, before its first definition and the line."""
        for statement in self._names.top:
            if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) or statement.lineno >= line:
                return
            if isinstance(statement, ast.Import | ast.ImportFrom):
                yield statement

    def _grouped(self) -> Iterator[list[Statement]]:
        """The imports with nothing between them."""
        group = self._statements[:1]
        for before, after in pairwise(self._statements):
            if after.lineno > (before.end_lineno or before.lineno) + 1 and self._is_parted(before, after):
                yield group
                group = []
            group.append(after)
        if group:
            yield group

    def _is_parted(self, before: Statement, after: Statement) -> bool:
        between = self._lines[(before.end_lineno or before.lineno) : after.lineno - 1]
        return any(not line.lstrip().startswith("#") for line in between)

    def _statement_for(self, module: str) -> ast.ImportFrom | None:
        for statement in self._statements:
            if isinstance(statement, ast.Import) or statement.names[0].name == "*":
                continue
            if self._names.module_of(statement) == module:
                return statement
        return None

    def _written(self, module: str) -> str:
        """How the module is written: as the file does it with those of its own package."""
        froms = [one for one in self._statements if isinstance(one, ast.ImportFrom)]
        own = self._names.module.partition(".")[0]
        if module.partition(".")[0] != own or not any(one.level for one in froms):
            return module
        if any(not one.level and (one.module or "").partition(".")[0] == own for one in froms):
            return module
        return self._names.relative(module) or module

    def _place(self, written: str, text: str, new: dict[Point, list[tuple[str, str, str]]]) -> None:
        point, before, after = self._point(written, text)
        new.setdefault(point, []).append((before, text, after))

    def _point(self, written: str, text: str) -> tuple[Point, str, str]:
        """Where a new statement goes, and what stands between it and its neighbours."""
        kind = self._kind(written)
        group = next((one for one in reversed(self._groups) if any(self._kind_of(s) == kind for s in one)), None)
        if group is not None:
            return self._within([one for one in group if self._kind_of(one) == kind], group, text), "", ""
        lower = [one for one in self._groups if self._kind_of(one[-1]) < kind]
        if lower:
            return Point(_last(lower[-1][-1]) + 1, 1), "\n", ""
        if self._groups:
            return self._above(self._groups[0][0]), "", "\n"
        return self._at_the_top()

    def _within(self, like: Sequence[Statement], group: Sequence[Statement], text: str) -> Point:
        key = _key(text)
        after = next((one for one in like if _key(ast.unparse(one)) > key), None)
        if after is None:
            return Point(_last(like[-1]) + 1, 1)
        return Point(after.lineno, 1) if after is group[0] else self._above(after)

    def _above(self, statement: Statement) -> Point:
        """The line of a statement, or of the comments right above it unless the file begins with these."""
        line = statement.lineno
        while line > 1 and self._lines[line - 2].startswith("#"):
            line -= 1
        return Point(statement.lineno if line == 1 else line, 1)

    def _at_the_top(self) -> tuple[Point, str, str]:
        """Below the docstring, or above the first statement."""
        top = self._names.top
        first = top[0] if top else None
        if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str):
            line = (first.end_lineno or first.lineno) + 1
            is_parted = line > len(self._lines) or not self._lines[line - 1].strip()
            return Point(line, 1), "\n", "" if is_parted else "\n"
        line = 1 if first is None else min([first.lineno, *(d.lineno for d in getattr(first, "decorator_list", ()))])
        is_definition = isinstance(first, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        return Point(line, 1), "", "\n\n" if is_definition else "\n"

    def _kind_of(self, statement: Statement) -> int:
        if isinstance(statement, ast.ImportFrom):
            return OWN if statement.level else self._kind(statement.module or "")
        return self._kind(statement.names[0].name)

    def _kind(self, module: str) -> int:
        root = module.partition(".")[0]
        if root == "__future__":
            return FUTURE
        if not root or root == self._names.module.partition(".")[0]:
            return OWN
        return STANDARD if root in sys.stdlib_module_names else THIRD_PARTY


def _key(text: str) -> tuple[bool, str]:
    """`import a` before `from a import b`, each by the name of the module, as isort and ruff have it."""
    words = text.split()
    return words[0] == "from", words[1].casefold()


def _last(statement: Statement) -> int:
    return statement.end_lineno or statement.lineno
