"""Modules and how an import finds them."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from functools import cached_property
from typing import NamedTuple

from fastapi_lint.model.facts import ModuleFacts
from fastapi_lint.project.web.test_code import is_test_path


class Module(NamedTuple):
    """A source file as Python names it. `names` are dotted names, best first; the others serve namespace layouts."""

    path: str
    names: tuple[str, ...]
    is_package: bool
    facts: ModuleFacts

    @property
    def name(self) -> str:
        """The dotted name that reports show."""
        return self.names[0]

    @property
    def package(self) -> str:
        """The package that relative imports start from."""
        return self.name if self.is_package else self.name.rpartition(".")[0]


class ModuleTable:
    """Finds modules by dotted name, as seen from an importing module.

    Two import roots of one repository may hold modules of the same name; the one nearer to the importer wins. A
    module's alternate names count only for importers below the same import root, and never for what the standard
    library or one of `libraries` is called: `shop/adapters/redis/` does not hide the library. Nor does a folder without
    `__init__.py` out of which nothing is imported: Python takes the package that is installed.
    """

    def __init__(self, modules: Iterable[Module], libraries: Iterable[str] = ()) -> None:
        self._taken = sys.stdlib_module_names | frozenset(libraries)
        self.modules = tuple(sorted(modules, key=lambda module: module.path))
        self._best: dict[str, list[Module]] = {}
        self._alternate: dict[str, list[Module]] = {}
        self._packages: set[str] = set()
        for module in self.modules:
            self._best.setdefault(module.names[0], []).append(module)
            self._add_packages(module.names[0])
        for module in self.modules:
            for name in module.names[1:]:
                if name and name not in self._best:
                    self._alternate.setdefault(name, []).append(module)
        self._packages -= self._hidden_by_libraries()

    def _add_packages(self, name: str) -> None:
        package = name.rpartition(".")[0]
        while package and package not in self._packages:
            self._packages.add(package)
            package = package.rpartition(".")[0]

    def _hidden_by_libraries(self) -> set[str]:
        """Folders of modules without a file of their own that have the name of a library: `docker/scripts/build.py`."""
        tops = {name.partition(".")[0] for name in self._packages}
        hidden = {top for top in tops if top in self._taken and top not in self._best}
        if hidden:
            hidden.difference_update(
                name.partition(".")[0] for name in imported_names(self.modules) if name in self._best
            )
        return {name for name in self._packages if name.partition(".")[0] in hidden}

    @cached_property
    def imported(self) -> frozenset[str]:
        """The paths of the modules that another one imports, by a statement; packages are by what is within them.

        What tests import counts for nothing: they put together what no program does.
        """
        found = {module.path for module in self.modules if module.is_package}
        for importer in self.modules:
            if is_test_path(importer.path):
                continue
            for target in {one.target for one in importer.facts.names().imports}:
                absolute = self.absolute(importer, target.level, target.module)
                for name in (absolute, f"{absolute}.{target.name}") if absolute else ():
                    module = self.find(name, importer)
                    found.update(() if module is None or module is importer else (module.path,))
        return frozenset(found)

    def find(self, name: str, importer: Module) -> Module | None:
        """The module of this dotted name, nearest to the importer, or None."""
        candidates = self._best.get(name) or self._alternates(name, importer)
        if not candidates:
            return None
        if len(candidates) == 1:
            return candidates[0]
        return max(candidates, key=lambda module: _rank(module, importer))

    def _alternates(self, name: str, importer: Module) -> list[Module]:
        if name not in self._alternate or name.partition(".")[0] in self._taken:
            return []
        return [module for module in self._alternate[name] if importer.path.startswith(root_of(module, name))]

    def is_package(self, name: str) -> bool:
        """True for a folder of modules without a file of its own (a namespace package)."""
        return name in self._packages

    def owns(self, name: str) -> bool:
        """True if the dotted name lies in a package of the project, known or not.

        A folder without `__init__.py` may be shared with libraries (`google`), so it owns no more than it holds.
        """
        end = name.find(".")
        while end >= 0:
            package = name[:end]
            if package in self._best:
                return True
            if package not in self._packages:
                return False
            end = name.find(".", end + 1)
        return name in self._best or name in self._packages

    @staticmethod
    def absolute(module: Module, level: int, name: str) -> str | None:
        """The absolute form of a relative import, or None if it climbs out of the package."""
        if level == 0:
            return name
        parts = module.package.split(".") if module.package else []
        if level - 1 > len(parts):
            return None
        base = parts[: len(parts) - (level - 1)]
        return ".".join([*base, name] if name else base)


def imported_names(modules: Iterable[Module]) -> frozenset[str]:
    """The dotted names of all absolute imports."""
    found: set[str] = set()
    for module in modules:
        for target in (one.target for one in module.facts.names().imports):
            if not target.level:
                found.add(target.module)
                if target.name is not None:
                    found.add(f"{target.module}.{target.name}")
    return frozenset(found)


def root_of(module: Module, name: str) -> str:
    """The folder from which a module has this name, with a slash at its end; empty for the project's own root."""
    parts = module.path.split("/")
    depth = name.count(".") + (2 if module.is_package else 1)
    return "".join(f"{part}/" for part in parts[: max(len(parts) - depth, 0)])


def _rank(module: Module, importer: Module) -> tuple[int, bool, int]:
    """How well a module fits an import: nearest first; a package hides a module of its name beside it."""
    folders = module.path.removesuffix("/__init__.py") if module.is_package else module.path
    return _common_prefix(folders, importer.path), module.is_package, -len(module.path)


def _common_prefix(left: str, right: str) -> int:
    """How many leading folders two paths share."""
    shared = 0
    for one, other in zip(left.split("/"), right.split("/"), strict=False):
        if one != other:
            break
        shared += 1
    return shared
