"""Which handler of a running application answers a request that is meant for another one.

Reads a JSON object of files from each line of standard input, imports `main` with them in a process of its own, asks
its `app` for every route and method, and prints the pairs of handler and method that do not get their own requests.
"""

from __future__ import annotations

import asyncio
import importlib
import json
import os
import sys
import tempfile
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import fastapi.routing
from starlette.routing import Mount

SAMPLES = {"int": "7", "float": "7.5", "uuid": "ffffffff-ffff-ffff-ffff-ffffffffffff", "path": "sample/path"}
KINDS = {"IntegerConvertor": "int", "FloatConvertor": "float", "UUIDConvertor": "uuid", "PathConvertor": "path"}
ENVIRONMENT = {"PREFIX": "/p", "ONE": "/one", "TWO": "/two"}


def hidden(app: Any) -> Iterator[tuple[str, str]]:
    """Handlers, by name, and the methods for which another one answers."""
    for prefix, route in flat(app.routes, ""):
        if getattr(route.endpoint, "__module__", "").startswith(("fastapi", "starlette")):
            continue
        for method in sorted(getattr(route, "methods", None) or {"WEBSOCKET"}):
            found = asyncio.run(endpoint_of(app, method, prefix + sample(route)))
            if found is not route.endpoint:
                yield route.endpoint.__name__, method


def flat(routes: Any, prefix: str) -> Iterator[tuple[str, Any]]:
    """All routes, also those of routers and mounted applications, with what stands before their paths."""
    contexts = getattr(fastapi.routing, "iter_route_contexts", None)
    for route in contexts(tuple(routes)) if contexts is not None else routes:
        original = getattr(route, "original_route", route)
        if isinstance(original, Mount):
            yield from flat(getattr(original, "routes", None) or (), prefix + (route.path or ""))
        elif hasattr(original, "endpoint"):
            yield prefix, route


def sample(route: Any) -> str:
    """A path that the route matches."""
    path = route.path_format
    for name, convertor in route.param_convertors.items():
        path = path.replace(f"{{{name}}}", SAMPLES.get(KINDS.get(type(convertor).__name__, ""), "sample"))
    return str(path)


async def endpoint_of(app: Any, method: str, path: str) -> Any:
    """What serves a request in the end."""
    is_socket = method == "WEBSOCKET"
    scope = {
        "type": "websocket" if is_socket else "http",
        "http_version": "1.1",
        "method": method,
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": b"",
        "headers": [(b"host", b"localhost")],
        "subprotocols": [],
        "scheme": "http",
        "server": ("localhost", 80),
        "client": ("localhost", 1),
    }

    async def receive() -> dict[str, Any]:
        return {"type": "websocket.connect"} if is_socket else {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None: ...

    try:
        await app(scope, receive, send)
    except Exception:  # whatever the handler does once it is chosen
        pass
    return scope.get("endpoint")


def tell(files: dict[str, str]) -> None:
    """Print what is hidden in an application, null where there is none."""
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        os.environ.update(ENVIRONMENT)
        for name in ("dist", "static"):
            Path(name).mkdir()
        for path, text in files.items():
            Path(path).write_text(text, encoding="utf-8")
        sys.path.insert(0, folder)
        try:
            app = getattr(importlib.import_module("main"), "app", None)
        except ModuleNotFoundError:
            app = None
        is_fastapi = isinstance(app, fastapi.FastAPI)
        print(json.dumps(sorted(set(hidden(app))) if is_fastapi else None), flush=True)


if __name__ == "__main__":
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            try:
                tell(json.loads(line))
            except BaseException:
                print(json.dumps(traceback.format_exc()), flush=True)
            os._exit(0)
        os.waitpid(child, 0)
