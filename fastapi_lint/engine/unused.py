"""What the configuration says of nothing that there is: paths that match no file, names that nobody has.

Told as remarks, which make no run fail: what is meant for a later day is no mistake.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence

from fastapi_lint.config.loading import file_of, line_in
from fastapi_lint.engine.request import Request
from fastapi_lint.engine.select import matches
from fastapi_lint.engine.usage import did_you_mean
from fastapi_lint.model.problem import Problem, ProblemKind
from fastapi_lint.project.project import Project
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.project.resolve.values import ClassValue, FunctionValue, LibraryValue
from fastapi_lint.source import disk
from fastapi_lint.source.ignoring import user_excludes

_TABLES = ("calls", "runs", "pools", "timeouts")
_MAPS = ("returns", "bases")
_ANYTHING = {"*", "__getattr__"}  # a module that binds one of these may have any name
_HINT = "correct it, or take it out"


def unused_settings(request: Request, project: Project, imported: Sequence[str]) -> tuple[Problem, ...]:
    """What is told of settings that are about nothing; nothing if only a part of the project was looked at.

    `imported` are the dotted names that the project imports.
    """
    if not _is_whole(request):
        return ()
    found = [*_paths(request, project), *_names(request, project, imported)]
    return tuple(_told(request, key, message) for key, message in found)


def _is_whole(request: Request) -> bool:
    if request.files is not None and request.files.tree.root is None:
        return False
    top = disk.real(request.root)
    return all(disk.real(path) == top for path in request.paths)


def _paths(request: Request, project: Project) -> Iterator[tuple[tuple[str | int, ...], str]]:
    files = [module.path for module in project.table.modules]
    for number, override in enumerate(request.settings.overrides):
        for index, pattern in enumerate(override.paths):
            patterns = user_excludes(os.sep, [pattern])
            if not any(matches(patterns, path) for path in files):
                yield ("overrides", number, "paths", index), f"the pattern `{pattern}` matches none of the files"


def _names(request: Request, project: Project, imported: Sequence[str]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    tables = request.settings.catalog
    if not tables:
        return
    known = _Known(project, imported)
    for key, name in _described(tables):
        message = known.objection(name)
        if message:
            yield ("catalog", *key), message


def _described(tables: Mapping[str, object]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """The names that the configuration describes, and where in the tables they stand."""
    for table in _TABLES:
        rows = tables.get(table, ())
        assert isinstance(rows, list | tuple)
        for number, row in enumerate(rows):
            yield from (((table, number, "names", index), name) for index, name in enumerate(row["names"]))
    for table in _MAPS:
        rows = tables.get(table, {})
        assert isinstance(rows, dict)
        yield from (((table, name), name) for name in rows)


class _Known:
    """Which names a project has or imports."""

    def __init__(self, project: Project, imported: Sequence[str]) -> None:
        self._roots = {name.partition(".")[0] for name in imported} | {"builtins"}
        self._inference = project.inference
        self._modules: dict[str, list[Scope]] = {}
        for module in project.table.modules:
            for name in (module.name, *module.names):
                self._modules[name] = project.scopes[module.path]

    def objection(self, name: str) -> str:
        """Why a name can be of no use; nothing if it can, as far as is known."""
        plain = name.partition(".<")[0].removesuffix(".*")
        module = plain
        while module and module not in self._modules:
            module = module.rpartition(".")[0]
        if module:
            return self._missing(plain, module)
        root = plain.partition(".")[0]
        if root in self._roots:
            return ""
        own = sorted({each.partition(".")[0] for each in self._modules})
        return f"nothing is called `{plain}`: the project neither has nor imports `{root}`{did_you_mean(root, own)}"

    def _missing(self, name: str, module: str) -> str:
        """What a module of the project lacks: what it defines, binds or imports is there."""
        rest = name[len(module) + 1 :].split(".") if name != module else []
        scopes = self._modules[module]
        defined = {scope.definition.qualname for scope in scopes}
        bound = set(scopes[0].bindings)
        if bound & _ANYTHING:
            return ""
        if rest and rest[0] in bound and rest[0] not in defined:
            return self._renamed(name, rest, scopes[0])
        if not rest or rest[0] in bound or ".".join(rest) in defined:
            return self._missing_member(rest, module, defined, scopes) if len(rest) > 1 else ""
        return (
            f"nothing is called `{name}`: `{module}` has no `{rest[0]}`{did_you_mean(rest[0], sorted(bound | defined))}"
        )

    def _renamed(self, name: str, rest: Sequence[str], scope: Scope) -> str:
        """What is imported or assigned goes by the name that it has where it is from."""
        values = self._inference.values_of(self._inference.names.member(scope, rest[0]))
        names = {value.name for value in values if isinstance(value, LibraryValue)}
        names |= {value.scope.id.replace(":", ".") for value in values if isinstance(value, FunctionValue | ClassValue)}
        if len(names) != 1:
            return ""
        meant = ".".join((*names, *rest[1:]))
        return "" if meant == name else f"`{name}` is another name of `{meant}`, which is the one to describe"

    @staticmethod
    def _missing_member(rest: Sequence[str], module: str, defined: set[str], scopes: Sequence[Scope]) -> str:
        owner = next((scope for scope in scopes if scope.definition.qualname == rest[0] and scope.is_class), None)
        if owner is None or owner.definition.bases or ".".join(rest) in defined:
            return ""
        members = [each.rpartition(".")[2] for each in defined if each.startswith(f"{rest[0]}.")]
        if rest[1].startswith("__") or rest[1] in owner.bindings or "__getattr__" in members:
            return ""
        hint = did_you_mean(rest[1], sorted(members))
        return f"nothing is called `{module}.{'.'.join(rest)}`: `{rest[0]}` has no `{rest[1]}`{hint}"


def _told(request: Request, key: tuple[str | int, ...], message: str) -> Problem:
    source = request.settings.source
    if source is None:
        return Problem(ProblemKind.UNUSED_SETTING, message, hint=_HINT)
    file = file_of(request.root, source)
    path = os.path.relpath(disk.real(file), disk.real(request.root)).replace(os.sep, "/")
    return Problem(ProblemKind.UNUSED_SETTING, message, path, line_in(file, key), None, _HINT)
