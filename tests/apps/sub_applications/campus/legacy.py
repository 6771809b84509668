"""The timetable is still a WSGI program."""

import asyncio
from collections.abc import Callable, Iterable
from typing import Any


def timetable(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"Mon 9:00 Algebra\n"]


class WSGIAdapter:
    def __init__(self, program: Callable[..., Iterable[bytes]]) -> None:
        self._program = program

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        body = b"".join(await asyncio.to_thread(self._program, {"PATH_INFO": scope["path"]}, lambda *a: None))
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": body})
