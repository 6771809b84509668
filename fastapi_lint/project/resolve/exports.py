"""Exports: what `from module import *` takes, and which libraries a module takes everything from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from fastapi_lint.model import expression as ex
from fastapi_lint.model.facts import ImportTarget
from fastapi_lint.project.resolve.modules import Module, ModuleTable
from fastapi_lint.project.resolve.scopes import Scope

_ALL = ex.Name("__all__")


class Exports:
    """Reads `__all__` and star imports; the answer for each module is remembered."""

    def __init__(self, table: ModuleTable, scopes: dict[str, list[Scope]]) -> None:
        self._table = table
        self._scopes = scopes
        self._names: dict[str, frozenset[str] | None] = {}
        self._stars: dict[str, frozenset[str]] = {}

    def of(self, module: Module) -> frozenset[str] | None:
        """The names in a module's `__all__`; None where there is none, or one that is computed."""
        if module.path not in self._names:
            self._names[module.path] = None  # `__all__` of modules that take it from each other
            self._names[module.path] = self._find(module)
        return self._names[module.path]

    def _find(self, module: Module) -> frozenset[str] | None:
        found = [self._strings(listed, module) for listed in _listed(self._scopes[module.path][0])]
        return _united(found) if found else None

    def _strings(self, listed: ex.Expression, module: Module) -> frozenset[str] | None:
        """The strings of one part of `__all__`."""
        if isinstance(listed, ex.Collection):
            return _united(self._strings(element, module) for element in listed.elements)
        if isinstance(listed, ex.Constant) and isinstance(listed.value, str):
            return frozenset({listed.value})
        if isinstance(listed, ex.Operation) and listed.operator == "+":
            return _united(self._strings(operand, module) for operand in listed.operands)
        if isinstance(listed, ex.Starred):
            return self._strings(listed.value, module)
        if listed == _ALL:
            return frozenset()
        if isinstance(listed, ex.Attribute) and listed.attr == "__all__" and isinstance(listed.value, ex.Name):
            other = self._imported(listed.value.id, module)
            return self.of(other) if other is not None else None
        return None

    def _imported(self, name: str, module: Module) -> Module | None:
        for binding in self._scopes[module.path][0].bindings.get(name, ()):
            if isinstance(binding.value, ImportTarget):
                level, start, last = binding.value.level, binding.value.module, binding.value.name
                absolute = ModuleTable.absolute(module, level, f"{start}.{last}".strip(".") if last else start)
                return self._table.find(absolute, module) if absolute else None
        return None

    def library_stars(self, module: Module) -> frozenset[str]:
        """The libraries that the module star-imports, itself or by modules of the project that it star-imports."""
        if module.path not in self._stars:
            self._stars[module.path] = frozenset()
            self._stars[module.path] = frozenset(self._find_stars(module))
        return self._stars[module.path]

    def _find_stars(self, module: Module) -> Iterator[str]:
        for star in self._scopes[module.path][0].bindings.get("*", ()):
            if not isinstance(star.value, ImportTarget):
                continue
            absolute = ModuleTable.absolute(module, star.value.level, star.value.module)
            other = self._table.find(absolute, module) if absolute else None
            if other is not None:
                yield from self.library_stars(other)
            elif absolute and not self._table.owns(absolute):
                yield absolute


def _listed(scope: Scope) -> Iterator[ex.Expression]:
    """All that is assigned or added to a module's `__all__`."""
    for binding in scope.bindings.get("__all__", ()):
        if isinstance(binding.value, ImportTarget):
            yield ex.UNKNOWN
        else:
            yield binding.value  # type: ignore[misc]
    for call in scope.body.calls:
        if isinstance(call.func, ex.Attribute) and call.func.value == _ALL and call.func.attr in ("append", "extend"):
            yield from call.args[:1]


def _united(parts: Iterable[frozenset[str] | None]) -> frozenset[str] | None:
    """All strings of the parts, or None if one of them is not known."""
    found: set[str] = set()
    for part in parts:
        if part is None:
            return None
        found |= part
    return frozenset(found)
