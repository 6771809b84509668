"""Which file an import means, where folders suggest several names for it."""

from __future__ import annotations

import pytest

from fastapi_lint.facts.extract import extract_facts
from fastapi_lint.model.facts import ModuleFacts
from fastapi_lint.project.resolve.import_roots import named_as_imported
from fastapi_lint.project.resolve.modules import Module, ModuleTable

NO_FACTS = ModuleFacts((), (), 0, b"")


def module(path: str, *names: str) -> Module:
    return Module(path, names, path.endswith("__init__.py"), NO_FACTS)


MAIN = module("shop/main.py", "shop.main", "main")
ROUTES = module("backend/app/routes.py", "backend.app.routes", "app.routes", "routes")
SERVER = module("backend/app/server.py", "backend.app.server", "app.server", "server")


def test_the_likeliest_name_finds_a_module() -> None:
    assert ModuleTable([MAIN]).find("shop.main", MAIN) is MAIN


def test_an_alternate_name_finds_it_from_below_the_same_root() -> None:
    table = ModuleTable([MAIN, ROUTES, SERVER])
    assert table.find("app.routes", SERVER) is ROUTES
    assert table.find("app.routes", MAIN) is None


@pytest.mark.parametrize(("folder", "library"), [("time.py", "time"), ("redis/__init__.py", "redis")])
def test_a_module_named_like_a_library_does_not_hide_it(folder: str, library: str) -> None:
    namesake = module(f"shop/adapters/{folder}", f"shop.adapters.{library}", library)
    neighbour = module("shop/adapters/cache.py", "shop.adapters.cache", "cache")
    table = ModuleTable([namesake, neighbour], libraries=["redis"])
    assert table.find(library, neighbour) is None
    assert table.find(f"shop.adapters.{library}", neighbour) is namesake


def test_of_two_modules_with_one_name_the_nearer_is_meant() -> None:
    first = module("one/app/db.py", "app.db")
    second = module("two/app/db.py", "app.db")
    importer = module("two/app/main.py", "app.main")
    assert ModuleTable([first, second, importer]).find("app.db", importer) is second


def importing(path: str, *names: str, imports: tuple[str, ...]) -> Module:
    lines = [f"from {name.rpartition('.')[0]} import {name.rpartition('.')[2]}" for name in imports]
    found = extract_facts("\n".join(lines), path)
    assert isinstance(found, ModuleFacts)
    return Module(path, names, path.endswith("__init__.py"), found)


def test_imports_decide_how_a_namespace_package_is_called() -> None:
    agents = importing("google/adk/agents.py", "adk.agents", "google.adk.agents", imports=("google.adk.tools",))
    tools = importing("google/adk/tools.py", "adk.tools", "google.adk.tools", imports=())
    assert [module.name for module in named_as_imported([agents, tools])] == ["google.adk.agents", "google.adk.tools"]


def test_without_imports_that_speak_for_another_the_likeliest_name_stays() -> None:
    routes = importing("backend/app/routes.py", "app.routes", "backend.app.routes", imports=("app.db",))
    db = importing("backend/app/db.py", "app.db", "backend.app.db", imports=("backend.app.routes",))
    assert [module.name for module in named_as_imported([routes, db])] == ["app.routes", "app.db"]
