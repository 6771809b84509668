"""Small applications in many styles: the route table that is read from their sources is the one they have when they run."""

from __future__ import annotations

import difflib
import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from packaging.specifiers import SpecifierSet

from fastapi_lint.config.settings import Settings
from fastapi_lint.engine.registry import Registry
from fastapi_lint.engine.request import Request
from fastapi_lint.engine.routes import read_routes
from fastapi_lint.model.route import RouterView, RouteView

HERE = Path(__file__).parent
FASTAPI = version("fastapi")


class Case(NamedTuple):
    """A folder beside this file and the applications in it, in the order in which the table lists them.

    An entry is a module and the application or factory in it; `in` names the folders to import it from if it is not the
    case's own. `on` limits a case to versions of FastAPI; `because` says why they differ.
    """

    folder: str
    entries: tuple[str, ...]
    on: str = ""
    because: str = ""


CASES = [
    Case("reexports", ("bakery.main:app",)),
    Case("settings_factory", ("ledger.main:create_app",)),
    Case("loops", ("parcels.app:app",)),
    Case("class_views", ("clinic.server:app",)),
    Case("cbv", ("lending.main:app",)),
    Case("router_subclasses", ("fleet.main:app",)),
    Case("factories", ("inventory.main:app",)),
    Case("sub_applications", ("campus.main:app",)),
    Case("starlette_routes", ("board.main:app",)),
    Case("dependencies", ("billing.main:app",)),
    Case("nested_routers", ("chat.main:app",)),
    Case("decorators", ("newsroom.main:app",)),
    Case("registry", ("reports.main:app",)),
    Case("matching_order", ("wiki.main:app",)),
    Case("callables", ("shortener.main:app",)),
    Case("lambdas", ("probe.main:app",)),
    Case("feature_flags", ("storefront.main:app",)),
    Case("monorepo", ("app.main:app in orders, libs", "app.main:app in users, libs")),
    Case(
        "late_routes",
        ("ticketing.main:app",),
        on=">=0.137",
        because="an included router was copied when it was included; what came later was not served",
    ),
    Case(
        "mounts_in_routers",
        ("maps.main:app",),
        on=">=0.137",
        because="a mount on an included router was dropped",
    ),
    Case("lifespans", ("gateway.main:app",)),
    Case("app_subclass", ("demos.site:app",)),
    Case("auth_factories", ("accounts.app:app",)),
    Case("admin_panel", ("backoffice.main:app",)),
    Case("route_specs", ("permits.main:app",)),
    Case("cached_factories", ("podcasts.main:app",)),
    Case("route_surgery", ("gallery.exhibits:previous", "gallery.main:app")),
    Case("startup_events", ("bikes.main:app",)),
    Case("controllers", ("gym.main:app",)),
    Case("iteration", ("museum.main:app",)),
    Case("prefix_arithmetic", ("atlas.main:app",)),
    Case("generated_classes", ("membership.app:app",)),
    Case("starlette_builders", ("toolserver.main:app",)),
    Case("model_server", ("inference.server:app",)),
    Case("framework_router", ("workbench.main:app",)),
    Case("keyword_inclusion", ("assistant.main:app",)),
    Case("wrapped_routers", ("terminal.main:app",)),
    Case("api_class", ("painter.launch:app",)),
    Case("injected_routers", ("retrieval.assembly:app",)),
    Case("discovery", ("events.app:app",)),
    Case("circular_imports", ("school:app",)),
    Case("versions", ("weather.main:app",)),
]

# What the table does not have right yet, by folder. A case that comes right must leave this list.
KNOWN_DIFFERENCES = {
    "lambdas": "lambdas have no definition in the model",
    "route_surgery": "routes taken from one application's list to another's",
}


@pytest.fixture(scope="module")
def oracle() -> Iterator[subprocess.Popen[str]]:
    """A Python that runs the applications."""
    command = [sys.executable, "-P", str(HERE / "oracle.py")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield process


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.folder)
def test_the_table_is_that_of_the_running_application(case: Case, oracle: subprocess.Popen[str]) -> None:
    if FASTAPI not in SpecifierSet(case.on):
        pytest.skip(f"fastapi {FASTAPI}: {case.because}")
    expected, (found, unserved) = running(case, oracle), static(case)
    known = KNOWN_DIFFERENCES.get(case.folder)
    if known is not None:
        assert found != expected, f"right by now, no longer a known difference: {known}"
        pytest.xfail(known)
    if found != expected:
        pytest.fail("\n".join([difference(expected, found), *unserved]), pytrace=False)


def test_each_folder_is_a_case() -> None:
    folders = {path.name for path in HERE.iterdir() if path.is_dir() and not path.name.startswith("_")}
    assert folders == {case.folder for case in CASES}
    assert set(KNOWN_DIFFERENCES) <= folders


def test_a_difference_is_told_line_by_line() -> None:
    expected, found = ["GET /a x:f:1 def", "GET /b x:g:5 async"], ["GET /a x:f:1 def", "GET /c x:g:5 async"]
    assert difference(expected, found).splitlines() == [
        "  GET /a x:f:1 def",
        "- GET /b x:g:5 async    (running)",
        "+ GET /c x:g:5 async    (table)",
    ]


def running(case: Case, oracle: subprocess.Popen[str]) -> list[str]:
    """The lines of the applications as they run."""
    assert oracle.stdin is not None
    assert oracle.stdout is not None
    lines: list[str] = []
    for entry in case.entries:
        application, _, roots = entry.partition(" in ")
        folder = HERE / case.folder
        job = [application, str(folder), *(str(folder / root) for root in roots.split(", ") if root)]
        print(json.dumps(job), file=oracle.stdin, flush=True)
        answer: list[dict[str, Any]] | str = json.loads(oracle.stdout.readline())
        assert not isinstance(answer, str), f"{entry} does not start:\n{answer}"
        lines += [f"# {entry}", *map(line_of_running, answer)]
    return lines


def static(case: Case) -> tuple[list[str], list[str]]:
    """The lines of the applications as they are read from the sources, and those of routes that none of them serves."""
    folder = HERE / case.folder
    request = Request(root=folder, settings=Settings(respect_gitignore=False), registry=Registry(()), paths=(folder,))
    apps = read_routes(request).apps
    served = [app for app in apps if app.name]
    unserved = [line_of_view(view) for app in apps if not app.name for view in app.routes]
    return list(lines_of_apps(served, case.entries)), ["served by no application:", *unserved] if unserved else []


def lines_of_apps(apps: Sequence[RouterView], entries: Sequence[str]) -> Iterator[str]:
    """An application that the case does not name goes by its own name."""
    for number, app in enumerate(apps):
        yield f"# {entries[number] if number < len(entries) else app.name}"
        yield from map(line_of_view, app.routes)


def line_of_running(route: dict[str, Any]) -> str:
    if route["kind"] == "mount":
        return line("MOUNT", route["path"])
    handler = route["handler"]
    identity = (handler["module"], handler["qualname"], handler["line"], handler["is_async"])
    dependencies = [f"{module}.{qualname}" for module, qualname in route["dependencies"]]
    if route["kind"] == "websocket":
        return line("WEBSOCKET", route["path"], identity, dependencies)
    said = details(route["tags"], route["operation_id"], route["include_in_schema"], route["status_code"])
    return line(",".join(route["methods"]) or "HTTP", route["path"], identity, dependencies, *said)


def line_of_view(view: RouteView) -> str:
    handler = view.endpoint
    if handler is None:
        return line("MOUNT", view.path)
    identity = (handler.module, handler.qualname, handler.line, handler.is_async)
    dependencies = [f"{one.module}.{one.qualname}" for one in view.dependencies]
    if view.kind == "websocket":
        return line("WEBSOCKET", view.path, identity, dependencies)
    methods = sorted(set(view.methods) - ({"HEAD"} if "GET" in view.methods else set()))
    said = details(view.tags, view.operation_id, view.include_in_schema, view.status_code)
    return line(",".join(methods) or "HTTP", view.path, identity, dependencies, *said)


def details(tags: Any, operation_id: str | None, in_schema: bool, status_code: int | None) -> Iterator[str]:
    """What a path operation says of itself, where it says something."""
    if tags:
        yield f"tags=[{', '.join(tags)}]"
    if operation_id is not None:
        yield f"id={operation_id}"
    if not in_schema:
        yield "hidden"
    if status_code is not None:
        yield f"status={status_code}"


def line(
    verb: str,
    path: str,
    handler: tuple[str, str, int, bool] | None = None,
    dependencies: list[str] | None = None,
    *said: str,
) -> str:
    """`GET /x shop.main:f:12 async deps=[shop.deps.session]`."""
    parts = [verb, path]
    if handler is not None:
        module, qualname, number, is_async = handler
        parts += [f"{module}:{qualname}:{number}", "async" if is_async else "def"]
    if dependencies:
        parts.append(f"deps=[{', '.join(dependencies)}]")
    return " ".join([*parts, *said])


def difference(expected: list[str], found: list[str]) -> str:
    """Both tables as one, with a mark and a word at the lines that only one of them has."""
    sides = {"- ": "    (running)", "+ ": "    (table)", "  ": ""}
    lines = [one for one in difflib.ndiff(expected, found) if not one.startswith("?")]
    return "\n".join(one + sides[one[:2]] for one in lines)
