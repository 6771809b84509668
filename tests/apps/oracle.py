"""The route table of a running application, as the application itself has it.

    python -P oracle.py MODULE:ATTRIBUTE FOLDER [ROOT…]

Imports the application with the roots (by default the folder) on the path, starts it (a lifespan may add routes) and
prints its routes in matching order as a line of JSON. What does not come from the folder, such as `/docs`, is left out.
Without arguments it reads them from standard input, a JSON list a line, and answers each in a process of its own.
"""

from __future__ import annotations

import ast
import asyncio
import functools
import importlib
import inspect
import json
import os
import sys
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import redirect_stdout
from enum import Enum
from pathlib import Path
from typing import Any, NamedTuple

import fastapi.routing
from fastapi.dependencies.models import Dependant
from starlette.endpoints import HTTPEndpoint
from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute


class Definition(NamedTuple):
    """A function or class as its source has it."""

    line: int
    is_async: bool


class Oracle:
    """Reads the routes of applications whose code is below one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._definitions: dict[str, dict[tuple[str, int], Definition]] = {}

    def table(self, routes: Iterable[BaseRoute], prefix: str = "") -> Iterator[dict[str, Any]]:
        """The application's own routes, those of mounted applications behind their mount."""
        for route in _flat(routes):
            if isinstance(_starlette_route(route), Mount):
                path = prefix + (route.path or "")
                yield {"kind": "mount", "path": path}
                yield from self.table(getattr(route, "routes", None) or (), path)
            elif not self._is_own(route.endpoint):
                continue
            elif isinstance(_starlette_route(route), WebSocketRoute):
                yield {"kind": "websocket", "path": prefix + (route.path or ""), **self._served(route)}
            else:
                assert isinstance(_starlette_route(route), Route), f"a route of another kind: {route!r}"
                yield {"kind": "http", "path": prefix + (route.path or ""), **self._operation(route)}

    def _operation(self, route: Any) -> dict[str, Any]:
        is_api = isinstance(_starlette_route(route), fastapi.routing.APIRoute)
        return {
            "methods": _methods(route),
            **self._served(route),
            "tags": [tag.value if isinstance(tag, Enum) else tag for tag in route.tags] if is_api else [],
            "operation_id": route.operation_id if is_api else None,
            "include_in_schema": is_api and route.include_in_schema,
            "status_code": int(route.status_code) if is_api and route.status_code else None,
        }

    def _served(self, route: Any) -> dict[str, Any]:
        module, qualname, definition = self._identity(route.endpoint)
        dependant = getattr(route, "dependant", None)
        called = _called(dependant) if dependant is not None else iter(())
        return {
            "handler": {"module": module, "qualname": qualname, **definition._asdict()},
            "dependencies": list(dict.fromkeys(self._named(call) for call in called if self._is_own(call))),
        }

    def _named(self, call: Callable[..., Any]) -> tuple[str, str]:
        module, qualname, _ = self._identity(call)
        return module, qualname

    def _is_own(self, call: Callable[..., Any]) -> bool:
        """True if its code is the application's."""
        file = inspect.getsourcefile(_definition_of(call))
        return file is not None and Path(file).resolve().is_relative_to(self._folder)

    def _identity(self, call: Callable[..., Any]) -> tuple[str, str, Definition]:
        """Module, qualified name, line of `def` or `class`, and whether it is `async def`."""
        found = _definition_of(call)
        file = inspect.getsourcefile(found)
        assert file is not None
        if file not in self._definitions:
            self._definitions[file] = dict(_definitions(ast.parse(Path(file).read_text(encoding="utf-8"))))
        starts = inspect.getsourcelines(found)[1]
        if found.__name__ == "<lambda>":
            return found.__module__, found.__qualname__, Definition(starts, False)
        return found.__module__, found.__qualname__, self._definitions[file][found.__qualname__, starts]


def _flat(routes: Iterable[BaseRoute]) -> Iterator[Any]:
    """The routes without the routers that they are in; since 0.137 included routers stay in the list as a tree."""
    contexts = getattr(fastapi.routing, "iter_route_contexts", None)
    return iter(contexts(tuple(routes))) if contexts is not None else iter(routes)


def _starlette_route(route: Any) -> BaseRoute:
    found: BaseRoute = getattr(route, "original_route", route)
    return found


def _methods(route: Any) -> list[str]:
    """`HEAD` beside `GET` is Starlette's doing; of class-based endpoints what the class serves."""
    if route.methods:
        methods = set(route.methods)
    elif inspect.isclass(route.endpoint) and issubclass(route.endpoint, HTTPEndpoint):
        methods = {name.upper() for name in ("get", *_VERBS) if hasattr(route.endpoint, name)}
    else:
        methods = set()
    return sorted(methods - ({"HEAD"} if "GET" in methods else set()))


_VERBS = ("head", "post", "put", "patch", "delete", "options")


def _called(dependant: Dependant) -> Iterator[Callable[..., Any]]:
    """What FastAPI calls for a route, each before what it asks for itself."""
    for dependency in dependant.dependencies:
        assert dependency.call is not None
        yield dependency.call
        yield from _called(dependency)


def _definition_of(call: Callable[..., Any]) -> Any:
    """The function or class that is written down: behind partials, bound methods, wrappers and callable instances."""
    while True:
        if isinstance(call, functools.partial):
            call = call.func
        elif inspect.ismethod(call):
            call = call.__func__
        elif hasattr(call, "__wrapped__"):
            call = call.__wrapped__
        elif inspect.isfunction(call) or inspect.isclass(call):
            return call
        else:
            call = type(call).__call__


def _definitions(tree: ast.AST, around: str = "") -> Iterator[tuple[tuple[str, int], Definition]]:
    """The definitions of a module by qualified name and first line, decorators included."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
            yield (around + node.name, first), Definition(node.lineno, isinstance(node, ast.AsyncFunctionDef))
            below = "." if isinstance(node, ast.ClassDef) else ".<locals>."
            yield from _definitions(node, around + node.name + below)
        else:
            yield from _definitions(node, around)


async def _started(app: Any, oracle: Oracle) -> list[dict[str, Any]]:
    """Its routes once it is ready for requests."""
    async with app.router.lifespan_context(app):
        return list(oracle.table(app.routes))


def tell(entry: str, folder: str, *roots: str) -> None:
    """Print the table of an application, or of the one that a factory makes. What it prints itself goes elsewhere."""
    sys.path[:0] = roots or [folder]
    module, _, attribute = entry.partition(":")
    with redirect_stdout(sys.stderr):
        app = getattr(importlib.import_module(module), attribute)
        table = _started(app() if inspect.isfunction(app) else app, Oracle(Path(folder).resolve()))
        told = json.dumps(asyncio.run(table))
    print(told, flush=True)


def serve() -> None:
    """Tell of one application after another, each in a fork, so that no application sees another's modules."""
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            try:
                tell(*json.loads(line))
            except BaseException:
                print(json.dumps(traceback.format_exc()), flush=True)
            os._exit(0)
        os.waitpid(child, 0)


if __name__ == "__main__":
    tell(*sys.argv[1:]) if sys.argv[1:] else serve()
