"""The score of the route table, on applications of a few lines and truth made up for them."""

from __future__ import annotations

import json
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

MAIN = """
from fastapi import Depends, FastAPI
from fastapi.staticfiles import StaticFiles


def session():
    yield None


app = FastAPI()
app.mount("/static", StaticFiles(directory="static"))


@app.get("/items", dependencies=[Depends(session)])
async def read_items() -> list[str]:
    return []


@app.post("/items")
def add_item() -> str:
    return ""
"""

SESSION = {"qualname": "session", "def_line": 6, "def_async": False, "form": "function", "origin": "package"}


def callee(qualname: str, line: int, **changes: Any) -> dict[str, Any]:
    return {
        "module": "shop.main",
        "qualname": qualname,
        "file": "shop/main.py",
        "def_line": line,
        "def_async": False,
        "form": "function",
        "origin": "package",
        "depth": 1,
    } | changes


def route(method: str, path: str, endpoint: dict[str, Any], *dependencies: dict[str, Any], **changes: Any) -> Any:
    return {
        "kind": "http",
        "path": path,
        "methods": [method],
        "origin": "package",
        "endpoint": endpoint,
        "dependencies": list(dependencies),
    } | changes


READ = route("GET", "/items", callee("read_items", 15, def_async=True), callee("session", 6))
ADD = route("POST", "/items", callee("add_item", 20))
STATIC = {"kind": "mount", "path": "/static", "methods": None, "origin": None, "endpoint": None, "dependencies": []}
DOCS = route("GET", "/docs", callee("swagger", 1, module="fastapi.applications"), origin="fastapi")


def truth_document(*routes: dict[str, Any], app: str = "shop") -> dict[str, Any]:
    return {"app": app, "source": "made up", "source_dists": [], "package_root": ["shop"], "routes": list(routes)}


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus" / "shop"
    (folder / "shop").mkdir(parents=True)
    (folder / "shop" / "__init__.py").touch()
    (folder / "shop" / "main.py").write_text(dedent(MAIN))
    return folder


def outcome(folder: Path, *routes: dict[str, Any]) -> Any:
    from score_routes import judged
    from truth import truth_of

    return judged(truth_of(truth_document(*routes)), folder)


def test_what_agrees_is_100_per_cent(sources: Path):
    score = outcome(sources, STATIC, READ, ADD, DOCS).score
    assert (score.route_recall, score.route_precision) == ((3, 3), (3, 3))
    assert (score.handlers, score.dependency_recall, score.dependency_precision) == ((2, 2), (1, 1), (1, 1))


def test_a_missed_route_costs_recall_and_says_where_its_handler_was_found(sources: Path):
    found = outcome(sources, STATIC, READ, route("POST", "/v2/items", callee("add_item", 20)))
    assert (found.score.route_recall, found.score.route_precision) == ((2, 3), (2, 3))
    assert [(miss.kind, miss.what, miss.cause, miss.detail) for miss in found.misses] == [
        (
            "missed route",
            "POST /v2/items",
            "a prefix is missing: that of a router above",
            "found as POST /items",
        ),
        ("wrong route", "POST /items", "the handler is served, but not here", ""),
    ]


def test_a_handler_that_is_nowhere_is_told_with_its_decorator(sources: Path):
    with (sources / "shop" / "main.py").open("a") as file:
        file.write("\n\nimport flask\n\nregistry = flask.Flask('x')\n\n\n@registry.get('/late')\ndef late(): ...\n")
    found = outcome(sources, READ, ADD, STATIC, route("GET", "/late", callee("late", 30)))
    assert [(miss.what, miss.cause) for miss in found.misses if miss.kind == "missed route"] == [
        ("GET /late", "function decorated with `@registry.get` was not taken for a handler")
    ]


def test_routes_of_the_framework_are_neither_right_nor_wrong(sources: Path):
    items = route("POST", "/items", callee("add_item", 20), origin="third_party:plugin")
    score = outcome(sources, STATIC, READ, items).score
    assert (score.route_recall, score.route_precision) == ((2, 2), (2, 2))


def test_head_beside_get_is_not_counted(sources: Path):
    score = outcome(sources, STATIC, ADD, READ | {"methods": ["GET", "HEAD"]}).score
    assert score.route_recall == (3, 3)


@pytest.mark.parametrize(
    "changes",
    [{"def_line": 14}, {"def_async": False}, {"module": "main"}, {"qualname": "make.<locals>.read_items"}],
    ids=["line", "async", "module", "name"],
)
def test_a_handler_is_right_in_all_respects_or_wrong(sources: Path, changes: dict[str, Any]):
    found = outcome(sources, STATIC, ADD, READ | {"endpoint": READ["endpoint"] | changes})
    assert found.score.handlers == (1, 2)
    assert found.score.route_recall == (3, 3)
    assert [miss.kind for miss in found.misses] == ["handler"]


def test_dependencies_are_compared_as_sets(sources: Path):
    other = READ | {"dependencies": [callee("current_user", 3), callee("token", 2, depth=2)]}
    found = outcome(sources, STATIC, ADD, other)
    assert (found.score.dependency_recall, found.score.dependency_precision) == ((0, 2), (0, 1))
    assert [(miss.kind, miss.cause) for miss in found.misses] == [
        ("missed dependency", "function that is a dependency of the route, its routers or its application"),
        ("missed dependency", "below another that is missing"),
        ("wrong dependency", "one that the running route does not have"),
    ]


def test_dependencies_of_libraries_are_counted_but_not_scored(sources: Path):
    bearer = callee("HTTPBearer", 1, module="fastapi.security.http", origin="fastapi", form="instance")
    score = outcome(sources, STATIC, ADD, READ | {"dependencies": [*READ["dependencies"], bearer]}).score
    assert (score.dependency_recall, score.library_dependencies) == ((1, 1), 1)


def test_a_callable_instance_is_known_by_its_class(sources: Path):
    text = MAIN.replace("def session():\n    yield None\n", "class Guard:\n    def __call__(self): ...\n")
    (sources / "shop" / "main.py").write_text(text.replace("Depends(session)", "Depends(Guard())"))
    guard = callee("Guard", 6, form="instance", def_async=None)
    score = outcome(sources, STATIC, ADD, READ | {"dependencies": [guard]}).score
    assert (score.dependency_recall, score.dependency_precision) == ((1, 1), (1, 1))


def test_another_application_of_the_same_sources_is_not_scored(sources: Path):
    (sources / "shop" / "demo.py").write_text(
        "from fastapi import FastAPI\n\ndemo = FastAPI()\n\n\n@demo.get('/demo')\nasync def hello() -> str: ...\n"
    )
    score = outcome(sources, STATIC, READ, ADD).score
    assert (score.route_precision, score.elsewhere) == ((3, 3), 1)


def test_a_router_that_nobody_includes_counts_as_wrong(sources: Path):
    (sources / "shop" / "lost.py").write_text(
        "from fastapi import APIRouter\n\nrouter = APIRouter()\n\n\n@router.get('/lost')\nasync def lost(): ...\n"
    )
    found = outcome(sources, STATIC, READ, ADD)
    assert found.score.route_precision == (3, 4)
    assert [miss.cause for miss in found.misses] == ["no application is known to include its router"]


def test_the_order_is_that_of_the_longest_series_that_ascends_in_both(sources: Path):
    assert outcome(sources, STATIC, READ, ADD).score.order == (3, 3)
    assert outcome(sources, READ, ADD, STATIC).score.order == (2, 3)


def test_whatever_else_the_truth_says_is_compared(sources: Path):
    known = {"is_coroutine": True, "tags": None, "status_code": 201, "response_model": "list[str]"}
    found = outcome(sources, STATIC, ADD, READ | known)
    right = {"thread": (1, 1), "tags": (1, 1), "status_code": (0, 1), "response_model": (1, 1)}
    assert found.score.fields == right
    assert [(miss.cause, miss.detail) for miss in found.misses] == [("another status_code", "found None, not 201")]


def test_the_table_has_a_line_for_all_together(sources: Path):
    from score_routes import table

    lines = table([outcome(sources, STATIC, READ, ADD).score, outcome(sources, STATIC, READ, ADD, READ).score])
    assert lines[-1].split()[:3] == ["all", "7", "85.7"]


def test_the_command_skips_what_has_no_sources(sources: Path, tmp_path: Path, capsys, monkeypatch):
    import score_routes

    truth = tmp_path / "truth"
    truth.mkdir()
    (truth / "shop.json").write_text(json.dumps(truth_document(STATIC, READ, ADD)))
    (truth / "far.json").write_text(json.dumps(truth_document(READ, app="far")))
    monkeypatch.setattr(
        "sys.argv", ["score_routes", str(truth), "--corpus", str(sources.parent), "--misses", "--causes"]
    )
    assert score_routes.main() == 0
    printed = capsys.readouterr()
    assert "far: skipped: comes from made up: give `--checkout far=FOLDER`" in printed.err
    assert printed.out.splitlines()[1].split()[:4] == ["shop", "3", "100.0", "100.0"]
