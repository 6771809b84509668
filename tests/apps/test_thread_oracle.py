"""An application of everything that a framework calls: each function runs on the threads that are read from its source."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import pytest
from packaging.version import Version

from fastapi_lint.catalog.loader import load_catalog
from fastapi_lint.config.settings import Settings
from fastapi_lint.engine.registry import Registry
from fastapi_lint.engine.request import Request
from fastapi_lint.engine.sources import imports_of, load_sources
from fastapi_lint.model.effect import Thread
from fastapi_lint.model.versions import Release, Targets
from fastapi_lint.project.flow.units import Unit
from fastapi_lint.project.project import Project, link
from fastapi_lint.project.resolve.scopes import Scope

HERE = Path(__file__).parent
FOLDER = HERE / "_threads"
FASTAPI = version("fastapi")

RUNS = [
    (
        "observatory.main:app",
        "WEBSOCKET /handlers/socket",
        "WEBSOCKET /dependencies/socket",
        "WEBSOCKET /starlette/channel",
        "GET /starlette/page",
        "POST /starlette/page",
        "GET /starlette/coroutine",
        "GET /starlette/function",
        "GET /mounted/inside",
        "GET /mounted/inside-loop",
        "GET /errors/invalid?none=1",
        'POST /models/body {"name": "x", "lens": [{"width": 2}]}',
    ),
    ("observatory.events:app",),
    ("observatory.cli",),
]
if Version(FASTAPI) >= Version("0.135"):
    RUNS.append(("observatory.lines:app",))

# What is not right yet, by function. One that comes right must leave this list.
BEFORE_0_123 = {"observatory.dependencies:with_argument": "a coroutine function in a `partial` was not awaited"}
KNOWN_DIFFERENCES = {
    "observatory.dependencies:replaced": "nothing tells overrides of the application itself from those of its tests",
    "observatory.handlers:<lambda>": "handlers that are lambdas have no definition in the model",
    **(BEFORE_0_123 if Version(FASTAPI) < Version("0.123") else {}),
}


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    """The threads on which each function ran, `module:qualname:line`; threads of no pool are none."""
    log = tmp_path_factory.mktemp("observatory") / "log"
    for entry, *visits in RUNS:
        command = [sys.executable, "-P", str(HERE / "thread_oracle.py"), str(FOLDER), entry, *visits]
        done = subprocess.run(
            command, env=os.environ | {"OBSERVATORY_LOG": str(log)}, capture_output=True, text=True, timeout=120
        )
        assert done.returncode == 0, done.stderr
    found: dict[str, set[str]] = {}
    for line in log.read_text().splitlines():
        name, thread = line.replace("__main__:", "observatory.cli:").split(" ")
        threads = found.setdefault(name, set())
        if thread not in ("import", "elsewhere"):
            threads.add(thread)
    return found


@pytest.fixture(scope="module")
def static() -> dict[str, set[str]]:
    """The threads of each function as they are read from the sources."""
    request = Request(root=FOLDER, settings=Settings(respect_gitignore=False), registry=Registry(()), paths=(FOLDER,))
    sources = load_sources(request)
    project = link(sources.modules, load_catalog(imports_of(sources.modules)), Targets(Release(FASTAPI)))
    return {name: threads_of(project, unit) for name, unit in units_of(project)}


def test_each_function_runs_where_its_source_says(running: dict[str, set[str]], static: dict[str, set[str]]) -> None:
    assert running.keys() <= static.keys(), sorted(running.keys() - static.keys())
    different = {name: said for name, said in static.items() if said != running.get(name, set())}
    told = [f"{name}: ran on {threads(running.get(name))}, said {threads(static[name])}" for name in sorted(different)]
    unexpected = [one for one in told if one.rpartition(": ran")[0].rpartition(":")[0] not in KNOWN_DIFFERENCES]
    right = KNOWN_DIFFERENCES.keys() - {name.rpartition(":")[0] for name in different}
    assert not unexpected, "\n".join(["", *unexpected])
    assert not right, f"right by now, no longer known differences: {right}"


def test_nearly_everything_runs(running: dict[str, set[str]], static: dict[str, set[str]]) -> None:
    """So that what the sources say is really compared with something."""
    assert len(running) > 0.9 * len(static)


def units_of(project: Project) -> Iterator[tuple[str, Unit]]:
    """All functions and lambdas, but for the log itself, by name and the line at which Python says that they begin."""
    for scope in project.all_scopes():
        module, definition = scope.module.name, scope.definition
        if module.endswith(".log") or (module.endswith(".lines") and len(RUNS) < 4):
            continue
        if scope.is_function:
            yield f"{module}:{definition.qualname}:{first_line(scope)}", Unit(scope)
        for number, block in enumerate(definition.body.blocks):
            if block.kind == "lambda":
                is_within = scope.is_function and not scope.in_header(number)
                around = f"{definition.qualname}.<locals>." if is_within else ""
                yield f"{module}:{around}<lambda>:{block.span.line}", Unit(scope, number)


def first_line(scope: Scope) -> int:
    """The line of the first decorator, or of `def`."""
    return scope.definition.span.line


def threads_of(project: Project, unit: Unit) -> set[str]:
    found = project.reach.threads.get(unit, Thread.NONE)
    return {str(member.name).lower() for member in Thread if member in found}


def threads(names: set[str] | None) -> str:
    return ", ".join(sorted(names or ())) or "none"
