"""Copies of an application in memory, and the exponent of growth."""

from __future__ import annotations

from textwrap import dedent

import pytest
from growth import Taken, copied, exponent, measured

from fastapi_lint.catalog.loader import load_catalog
from fastapi_lint.facts.extract import extract_facts
from fastapi_lint.model.facts import ModuleFacts
from fastapi_lint.project.project import link
from fastapi_lint.project.resolve.modules import Module

SOURCES = {
    "shop/__init__.py": "",
    "shop/orders.py": """
        from fastapi import APIRouter
        router = APIRouter(prefix="/orders")
        @router.get("/")
        def read(): ...
        """,
    "shop/main.py": """
        import shop.orders
        from fastapi import FastAPI
        from .orders import router
        app = FastAPI()
        app.include_router(shop.orders.router)
        """,
}


@pytest.fixture
def modules() -> list[Module]:
    found = []
    for path, source in SOURCES.items():
        facts = extract_facts(dedent(source), path)
        assert isinstance(facts, ModuleFacts), facts
        name = path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        found.append(Module(path, (name,), path.endswith("__init__.py"), facts))
    return found


def test_each_copy_is_an_application_of_its_own(modules: list[Module]):
    apps = link(copied(modules, 3), load_catalog(["fastapi"])).route_table()
    shown = [(app.module, [(one.path, one.endpoint.module) for one in app.routes if one.endpoint]) for app in apps]
    assert shown == [(f"{name}.main", [("/orders/", f"{name}.orders")]) for name in ("shop", "shop__2", "shop__3")]


def test_seconds_and_lines_are_measured(modules: list[Module]):
    taken = measured(modules, load_catalog(["fastapi"]))
    assert taken.lines == sum(module.facts.lines for module in modules)
    assert taken.seconds > 0


def test_the_exponent_is_that_of_the_growth():
    assert exponent([Taken(n, 2.0 * n, 0.0) for n in (1, 2, 4, 8)]) == pytest.approx(1.0)
    assert exponent([Taken(n, 2.0 * n**2, 0.0) for n in (1, 2, 4, 8)]) == pytest.approx(2.0)
