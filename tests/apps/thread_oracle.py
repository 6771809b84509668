"""Runs an application of `tests/apps/_threads`, so that its functions note on which threads they run.

    python -P thread_oracle.py FOLDER MODULE:ATTRIBUTE [VISIT…]
    python -P thread_oracle.py FOLDER MODULE

An application is started, asked for everything that it answers to GET, then for the further visits (`POST /path {}`,
`WEBSOCKET /path`), and stopped. A module alone is run as a program. What they note goes to the file that the
environment names.
"""

from __future__ import annotations

import asyncio
import importlib
import os
import runpy
import sys
from contextlib import suppress
from typing import Any

QUERY = b"name=x&number=1"


async def serve(app: Any, phase: list[str], further: list[str]) -> None:
    """One life of the application."""
    to_app: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    from_app: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    phase[0] = "startup"
    scope = {"type": "lifespan", "asgi": {"version": "3.0", "spec_version": "2.0"}, "state": {}}
    life = asyncio.create_task(app(scope, to_app.get, from_app.put))
    await to_app.put({"type": "lifespan.startup"})
    started = await from_app.get()
    assert started["type"] == "lifespan.startup.complete", started
    phase[0] = "serving"
    paths = [path for path, operations in app.openapi()["paths"].items() if "get" in operations]
    for wanted in [f"GET {path}" for path in paths] + further:
        await visit(app, *wanted.split(" ", 2))
    phase[0] = "startup"
    await to_app.put({"type": "lifespan.shutdown"})
    stopped = await from_app.get()
    assert stopped["type"] == "lifespan.shutdown.complete", stopped
    await life


async def visit(app: Any, method: str, path: str, body: str = "") -> None:
    """One request, as a server hands it on. What the application raises it has answered before."""
    path, has_query, query = path.partition("?")
    messages: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    gone = asyncio.Event()
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        if messages.empty():
            await gone.wait()
        return await messages.get()

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)
        if message["type"] in ("websocket.close", "http.disconnect"):
            gone.set()

    is_socket = method == "WEBSOCKET"
    if is_socket:
        await messages.put({"type": "websocket.connect"})
        await messages.put({"type": "websocket.receive", "text": "hello"})
        await messages.put({"type": "websocket.disconnect", "code": 1000})
    else:
        await messages.put({"type": "http.request", "body": body.encode(), "more_body": False})
    scope = {
        "type": "websocket" if is_socket else "http",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "http_version": "1.1",
        "scheme": "ws" if is_socket else "http",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": query.encode() if has_query else QUERY,
        "headers": [(b"content-type", b"application/json"), (b"host", b"localhost")],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
        "state": {},
    }
    if not is_socket:
        scope["method"] = method
    with suppress(Exception):
        await asyncio.wait_for(app(scope, receive, send), 20)
    assert sent, f"{method} {path} is not answered"
    assert sent[0].get("status", 200) not in (404, 405), f"{method} {path}: {sent[0]['status']}"


def main(folder: str, entry: str, *further: str) -> None:
    """Run what is asked for."""
    sys.path.insert(0, folder)
    module, _, attribute = entry.partition(":")
    os.environ["OBSERVATORY_PID"] = str(os.getpid())
    log: Any = importlib.import_module(f"{module.partition('.')[0]}.log")
    if attribute:
        app = getattr(importlib.import_module(module), attribute)
        asyncio.run(serve(app, log.PHASE, list(further)))
    else:
        log.PHASE[0] = "script"
        runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
