"""Names for what a fix needs: those that the module has, else new imports."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Sequence
from functools import lru_cache

from fastapi_lint.syntax.imports.edits import TextEdit, drop_alias
from fastapi_lint.syntax.imports.names import Imported, Names
from fastapi_lint.syntax.imports.placing import Placing

_BUILTINS = frozenset(dir(builtins))


class Imports:
    """The imports of one module, as its lines have them."""

    def __init__(self, lines: Sequence[str], module: str, *, is_package: bool) -> None:
        self._lines = lines
        self._names = Names("\n".join(lines) + "\n", module, is_package=is_package)

    @property
    def has_stars(self) -> bool:
        """True if names come from elsewhere that cannot be known here."""
        return bool(self._names.stars)

    @property
    def defers_annotations(self) -> bool:
        """True for `from __future__ import annotations`."""
        return any(one.target == "__future__.annotations" for one in self._names.imported)

    def known(self, wanted: Sequence[str], line: int) -> str | None:
        """How one of these dotted names can be written at a line where it is evaluated; None if it has no name yet.

        Only what runs counts: an import for type checkers alone gives no name.
        """
        direct = [one for one in self._names.imported if one.target in wanted]
        found = [one.written for one in direct if self._holds(one, line, frozenset(wanted))]
        modules = {name.rpartition(".")[0]: name.rpartition(".")[2] for name in reversed(wanted)}
        found += [
            f"{one.written}.{modules[one.target]}"
            for one in self._names.imported
            if one.target in modules and self._holds(one, line, frozenset((one.target,)))
        ]
        return found[0] if found else None

    def is_free(self, name: str, line: int) -> bool:
        """True if a name can be bound at the top of the module without hiding or being hidden."""
        names = self._names
        taken = names.others.keys() | {one.name for one in names.imported if not one.is_typing_only}
        return name not in taken | _BUILTINS and not names.hides(name, line)

    def may_be_added(self, target: str, line: int) -> bool:
        """True if what has this dotted name can be imported by its last part."""
        name = target.rpartition(".")[2]
        elsewhere = {one.target for one in self._names.imported if one.name == name and one.is_typing_only}
        return self.is_free(name, line) and elsewhere <= {target}

    def is_global(self, name: str, line: int) -> bool:
        """True if a name, as it is written at a line, is one of the module that is bound above it, or a builtin."""
        names = self._names
        above = {one.name for one in names.imported if not one.is_typing_only and one.statement.lineno < line}
        above.update(other for other, at in names.others.items() if at < line)
        return name in above | _BUILTINS and not names.hides(name, line)

    def added(self, targets: Sequence[str], modules: Sequence[str], line: int) -> tuple[TextEdit, ...] | None:
        """The edits that import these names (`from a import b`) and modules (`import a`) for a line; None if there is
        no place for them above it."""
        placing = Placing(self._names, self._lines, line)
        edits = placing.edits(targets, modules)
        if edits is None:
            return None
        moved = [one for one in self._names.imported if one.is_typing_only and one.target in targets]
        return (
            *edits,
            *(edit for one in moved for edit in drop_alias(one.statement, one.alias, one.suite, self._lines)),
        )

    def _holds(self, one: Imported, line: int, wanted: frozenset[str]) -> bool:
        """True if a name means what it was imported as, wherever the module was run up to a line."""
        if one.is_typing_only or one.statement.lineno >= line:
            return False
        if one.name in self._names.others or self._names.hides(one.name, line):
            return False
        same = [other for other in self._names.imported if other.name == one.name and not other.is_typing_only]
        if one.may_not_run and len(same) == 1:  # else it is one of an `if` and its `else`
            return False
        return all(other.target in wanted or _bind_one_package(one, other) for other in same)


def _bind_one_package(one: Imported, other: Imported) -> bool:
    """True for `import a.b` and `import a.c`: both bind `a`."""
    return all(isinstance(each.statement, ast.Import) and not each.alias.asname for each in (one, other))


@lru_cache(maxsize=2)  # sites come file by file
def imports_of(lines: tuple[str, ...], module: str, is_package: bool) -> Imports:
    """The imports of a module; known ones are given again."""
    return Imports(lines, module, is_package=is_package)
