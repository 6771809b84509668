"""Links sources that are given in memory, and shows the web surface as tables of plain text."""

from __future__ import annotations

from collections.abc import Callable
from textwrap import dedent

import pytest

from fastapi_lint.catalog.loader import load_catalog
from fastapi_lint.facts.extract import extract_facts
from fastapi_lint.model.facts import ImportTarget, ModuleFacts
from fastapi_lint.model.role import Role
from fastapi_lint.model.versions import Release
from fastapi_lint.project.resolve.inference import Inference
from fastapi_lint.project.resolve.modules import Module, ModuleTable
from fastapi_lint.project.resolve.scopes import Scope, build_scopes
from fastapi_lint.project.web.entries import Colours
from fastapi_lint.project.web.surface import Surface
from fastapi_lint.project.web.surface_builder import build_surface

Sources = dict[str, str]


def module(path: str, source: str) -> Module:
    """The module that a file of this path and text is, with the project's root as import root."""
    facts = extract_facts(dedent(source), path)
    assert isinstance(facts, ModuleFacts), facts
    parts = path.removesuffix(".py").split("/")
    is_package = parts[-1] == "__init__"
    return Module(path, (".".join(parts[:-1] if is_package else parts),), is_package, facts)


def imported_modules(modules: list[Module]) -> set[str]:
    """The dotted names that the modules import."""
    bindings = (b.value for m in modules for d in m.facts.definitions for b in d.body.bindings)
    return {value.module for value in bindings if isinstance(value, ImportTarget) and not value.level}


def build(sources: Sources) -> Surface:
    """The web surface of a project given as path -> source. Only `async def` counts as a coroutine."""
    modules = [module(path, source) for path, source in sources.items()]
    table = ModuleTable(modules)
    scopes = build_scopes(table.modules)
    inference = Inference(table, scopes, load_catalog(imported_modules(modules)))
    return build_surface(inference, scopes, Colours(_is_async, _is_async), Release())


def _is_async(scope: Scope) -> bool:
    return scope.definition.is_async


def name(scope: Scope) -> str:
    """`module.qualname` of a definition."""
    return f"{scope.module.name}.{scope.definition.qualname}".rstrip(".")


def routes_of(sources: Sources) -> list[str]:
    """Every route as `GET /path -> module.handler [dependencies]`, in matching order."""
    found = []
    for route in build(sources).routes:
        needs = ", ".join(name(one.scope) + ".<lambda>" * bool(one.block) for one in route.dependencies)
        found.append(f"{route.label} -> {name(route.endpoint)}" + (f" [{needs}]" if needs else ""))
    return found


def entries_of(sources: Sources, role: Role) -> list[str]:
    """Every entry point of a role as `module.function on loop for GET /a, GET /b`."""
    surface = build(sources)
    found = []
    for entry in surface.entry_points:
        if entry.role is role:
            labels = ", ".join(surface.routes[number].label for number in sorted(entry.routes))
            found.append(f"{name(entry.scope)} on {entry.thread.label}" + (f" for {labels}" if labels else ""))
    return sorted(found)


@pytest.fixture
def surface() -> Callable[[Sources], Surface]:
    return build


@pytest.fixture
def routes() -> Callable[[Sources], list[str]]:
    return routes_of


@pytest.fixture
def entries() -> Callable[[Sources, Role], list[str]]:
    return entries_of
