"""Clients on loopback that cost little themselves: HTTP/1.1 by hand, one connection a client."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from dataclasses import dataclass, field

PATIENCE = 20
"""Seconds after the end for which an answer is waited for."""
NO_ANSWER = (asyncio.IncompleteReadError, ConnectionError, TimeoutError)


@dataclass(frozen=True)
class Call:
    """A request, as it goes over the wire."""

    method: str = "GET"
    path: str = "/"
    body: bytes = b""
    content_type: str = "application/json"
    headers: tuple[tuple[str, str], ...] = ()

    def wire(self) -> bytes:
        """Its bytes."""
        lines = [f"{self.method} {self.path} HTTP/1.1", "Host: localhost", f"Content-Length: {len(self.body)}"]
        lines += [f"Content-Type: {self.content_type}"] if self.body else []
        lines += [f"{name}: {value}" for name, value in self.headers]
        return "\r\n".join([*lines, "", ""]).encode() + self.body


@dataclass
class Tally:
    """What came back: how often with which status, and after how many seconds."""

    statuses: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)

    def add(self, status: str, seconds: float) -> None:
        """Note one answer."""
        self.statuses[status] += 1
        self.seconds.append(seconds)


async def answer(reader: asyncio.StreamReader) -> tuple[str, bytes, bool]:
    """Status and body of one response, and whether it is the last of its connection."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
    status = head.split()[1]
    is_last = "connection: close" in head or status == "500"  # uvicorn hangs up after an exception
    if "transfer-encoding: chunked" in head:
        body = b""
        while size := int(await reader.readuntil(b"\r\n"), 16):
            body += (await reader.readexactly(size + 2))[:-2]
        await reader.readexactly(2)
        return status, body, is_last
    length = head.partition("content-length:")[2].split()
    return status, await reader.readexactly(int(length[0])) if length else b"", is_last


async def ask(port: int, call: Call) -> bytes:
    """The body of the answer to one request."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 26)
    writer.write(call.wire())
    try:
        return (await answer(reader))[1]
    finally:
        writer.close()


async def client(port: int, call: Call, until: float, pause: float, tally: Tally) -> None:
    """One client: asks, waits for the answer, pauses, asks again. What is under way at the end is waited for."""
    wire = call.wire()
    while time.perf_counter() < until:
        reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 26)
        try:
            while time.perf_counter() < until:
                started = time.perf_counter()
                writer.write(wire)
                async with asyncio.timeout(until + PATIENCE - started):
                    status, _, is_last = await answer(reader)
                tally.add(status, time.perf_counter() - started)
                await asyncio.sleep(pause)
                if is_last:
                    break
        except NO_ANSWER:
            tally.add("no answer", time.perf_counter() - started)
            await asyncio.sleep(pause)
        finally:
            writer.close()


async def steady(port: int, call: Call, until: float, every: float, tally: Tally) -> None:
    """A new request at regular intervals, whether or not the earlier ones were answered: what visitors do."""

    async def one() -> None:
        started = time.perf_counter()
        try:
            async with asyncio.timeout(until + PATIENCE - started):
                await ask(port, call)
            status = "answered"
        except NO_ANSWER:
            status = "no answer"
        tally.add(status, time.perf_counter() - started)

    async with asyncio.TaskGroup() as visitors:
        while time.perf_counter() < until:
            visitors.create_task(one())
            await asyncio.sleep(every)
