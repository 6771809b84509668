"""Serves one example with uvicorn on loopback, and measures its event loop from the inside.

    python bench/evidence_server.py

The example is the module `fastapi_lint_example` in the working directory. Prints the port. Besides the example's
routes, and ahead of them, there are: `/-/ping`, answered on the loop; `/-/pool`, answered by a worker thread that does
nothing; `/-/probe`, which gives the lateness of the loop since it was last asked, in seconds; `/-/value?EXPRESSION`,
which evaluates an expression in the example's module.
"""

from __future__ import annotations

import asyncio
import gc
import importlib
import json
import signal
import socket
import sqlite3
import sys
import time
import warnings
from collections.abc import Awaitable, Callable
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import unquote

import anyio.to_thread
import uvicorn

Scope = dict[str, Any]
Send = Callable[[dict[str, Any]], Awaitable[None]]

PERIOD = 0.005
QUERY = 0.02
"""What a statement takes in the example's database, as one over a network does."""

_connect = sqlite3.connect


def connect(*arguments: Any, **keywords: Any) -> sqlite3.Connection:
    """A connection each of whose statements takes a while, in the thread that executes it and without the GIL."""
    connection = _connect(*arguments, **keywords)
    connection.set_trace_callback(lambda _: time.sleep(QUERY))
    return connection


class Measured:
    """The example's application with the measuring routes in front of it."""

    def __init__(self, app: Any, module: ModuleType) -> None:
        self.app, self.module = app, module
        self.lateness: list[float] = []
        self.watching: asyncio.Task[None] | None = None

    async def __call__(self, scope: Scope, receive: Any, send: Send) -> None:
        """Answers what is asked of the measuring, and passes on everything else."""
        path = scope.get("path", "")
        if scope["type"] != "http" or not path.startswith("/-/"):
            await self.app(scope, receive, send)
            return
        answer = await getattr(self, path.removeprefix("/-/"))(unquote(scope["query_string"].decode()))
        body = json.dumps(answer, default=repr).encode()
        length = str(len(body)).encode()
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", length)]})
        await send({"type": "http.response.body", "body": body})

    async def ping(self, _: str) -> str:
        """At once."""
        return "pong"

    async def pool(self, _: str) -> str:
        """As soon as a worker thread is free."""
        return await anyio.to_thread.run_sync(str, "pong")

    async def watch(self) -> None:
        """Sleeps over and over, and notes how late it wakes."""
        while True:
            due = time.perf_counter() + PERIOD
            await asyncio.sleep(PERIOD)
            self.lateness.append(max(0.0, time.perf_counter() - due))

    async def probe(self, _: str) -> list[float]:
        """The lateness since the last time."""
        if self.watching is None:
            self.watching = asyncio.create_task(self.watch())
        lateness, self.lateness = self.lateness, []
        return lateness

    async def value(self, expression: str) -> Any:
        """What an expression is worth in the example's module, after a pause and a collection of garbage."""
        await asyncio.sleep(0.5)
        gc.collect()
        return eval(expression, self.module.__dict__)


def main() -> None:
    """Serve until the process is ended."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # so that what is registered with `atexit` runs
    warnings.simplefilter("always", RuntimeWarning)
    sqlite3.connect = sqlite3.dbapi2.connect = connect  # type: ignore[assignment]
    sys.path.insert(0, str(Path.cwd()))  # a process that the example starts finds it as well
    module = importlib.import_module("fastapi_lint_example")
    listening = socket.create_server(("127.0.0.1", 0))
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # asyncio does so for its own sockets only
    print(listening.getsockname()[1], flush=True)
    config = uvicorn.Config(Measured(module.app, module), log_level="error", loop="asyncio", http="h11")
    uvicorn.Server(config).run(sockets=[listening])


if __name__ == "__main__":
    main()
