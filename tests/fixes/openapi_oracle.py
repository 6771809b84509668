"""What running applications say of themselves.

    python -P openapi_oracle.py

Reads JSON lists from standard input, one a line: `MODULE:ATTRIBUTE`, then the folders to import it from. Answers each
with a line of JSON, in a process of its own: the OpenAPI documents of the application and of those mounted in it, once
it has started.
"""

from __future__ import annotations

import asyncio
import importlib
import inspect
import json
import os
import sys
import traceback
from collections.abc import Iterator
from contextlib import redirect_stdout
from typing import Any

from fastapi import FastAPI
from starlette.routing import Mount


def documents(app: Any, prefix: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """The documents of an application and of all below it, by the path at which they are mounted."""
    if isinstance(app, FastAPI):
        yield prefix, app.openapi()
    for route in getattr(app, "routes", ()):
        if isinstance(route, Mount):
            yield from documents(route.app, prefix + route.path)


async def started(app: Any) -> dict[str, Any]:
    """The documents once it is ready for requests: a lifespan may add routes."""
    async with app.router.lifespan_context(app):
        return dict(documents(app))


def tell(entry: str, *roots: str) -> None:
    """Print the documents of an application, or of the one that a factory makes."""
    sys.path[:0] = roots
    module, _, attribute = entry.partition(":")
    with redirect_stdout(sys.stderr):
        app = getattr(importlib.import_module(module), attribute)
        told = json.dumps(asyncio.run(started(app() if inspect.isfunction(app) else app)))
    print(told, flush=True)


if __name__ == "__main__":
    for line in sys.stdin:
        if os.fork() == 0:
            try:
                tell(*json.loads(line))
            except BaseException:  # noqa: BLE001 - whatever an application does, it is the answer
                print(json.dumps(traceback.format_exc()), flush=True)
            os._exit(0)
        os.wait()
