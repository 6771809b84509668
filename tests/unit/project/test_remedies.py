"""Which coroutine functions could as well be declared with `def`, and why not."""

from __future__ import annotations

from pathlib import Path

import pytest

from fastapi_lint.config.settings import Settings
from fastapi_lint.engine.linking import link_sources
from fastapi_lint.engine.registry import Registry
from fastapi_lint.engine.request import Request
from fastapi_lint.engine.sources import load_sources
from fastapi_lint.source.overlay import Files

HEAD = """\
import asyncio
import contextvars
import sqlite3

import httpx
import peewee
import requests
from fastapi import APIRouter, Depends, FastAPI, WebSocket
from sqlalchemy.ext.asyncio import AsyncSession

app = FastAPI()
user = contextvars.ContextVar("user")
connection = sqlite3.connect("a.db")
plain = APIRouter()


async def load() -> int: ...
def log_in() -> None:
    user.set(1)
def open_it() -> sqlite3.Connection:
    return sqlite3.connect("b.db")


"""


def reasons(text: str, name: str = "f") -> list[str]:
    files = Files.in_memory({"main.py": HEAD + text})
    request = Request(Path(), Settings(), Registry.of(), files=files)
    project = link_sources(load_sources(request), request)
    return [why for site in project.sites() if site.qualname == name for why in site.stays_async]


@pytest.mark.parametrize(
    "text",
    [
        '@app.get("/")\nasync def f(): requests.get("")\n',
        '@app.get("/")\n@plain.put("/")\nasync def f(): requests.get("")\n',
        'async def f(): requests.get("")\n@app.get("/")\ndef g(a=Depends(f)): ...\n',
        '@app.get("/")\nasync def f(): return open_it().execute("SELECT 1")\n',
        '@app.get("/")\nasync def f():\n    async def inner(): await load()\n    return inner\n',
        '@app.get("/")\nasync def f(): return asyncio.iscoroutinefunction(load)\n',
        "class A:\n    @app.get('/')\n    async def f(self): requests.get('')\n",
    ],
)
def test_def_would_do(text: str) -> None:
    assert reasons(text, "A.f" if "class A" in text else "f") == []


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('@app.get("/")\ndef f(): ...\n', "it is none"),
        ("async def f(): ...\n", "it is no handler and no dependency"),
        ('@app.websocket("/")\nasync def f(websocket: WebSocket): ...\n', "it is no handler and no dependency"),
        ('@app.middleware("http")\nasync def f(request, call_next): ...\n', "it is no handler and no dependency"),
        ("async def f(): yield 1\n@app.get('/')\ndef g(a=Depends(f)): ...\n", "it yields"),
        ('@app.get("/")\nasync def f(): await load()\n', "it awaits"),
        ('@app.get("/")\nasync def f(): return [x async for x in load()]\n', "it awaits"),
        ('@app.get("/")\nasync def f(): return {(x, y) async for x, y in load()}\n', "it awaits"),
        ('@app.get("/")\nasync def f():\n    async with load(): ...\n', "it awaits"),
        ('@app.get("/")\nasync def f():\n    async for _ in load(): ...\n', "it awaits"),
        ('def d(g): return g\n@app.get("/")\n@d\nasync def f(): ...\n', "it is decorated"),
        ('@app.get("/")\nasync def f(): ...\nasync def g(): await f()\n', "it is called"),
        ('@app.get("/")\nasync def f(): ...\nprint(f)\n', "it is called"),
        ('@app.get("/")\nasync def f(): ...\nfrom lost import *\ndef g(f=None): f()\n', "it may be called"),
        ('@app.get("/")\nasync def f(): return load()\n', "it makes something to await"),
        ('@app.get("/")\nasync def f(db: AsyncSession): ...\n', "it is given what belongs to a thread"),
        ('@app.get("/")\nasync def f(c: sqlite3.Connection = Depends(open_it)): ...\n', "it is given"),
        ('@app.get("/")\nasync def f(): log_in()\n', "what it does belongs to a thread"),
        ('@app.get("/")\nasync def f(): connection.execute("SELECT 1")\n', "what it does belongs to a thread"),
        ('@app.get("/")\nasync def f(): asyncio.get_running_loop().call_soon(print)\n', "what it does belongs"),
        ("async def f(): return open_it()\n@app.get('/')\ndef g(a=Depends(f)): ...\n", "what it does belongs"),
        ('class U(peewee.Model): ...\n@app.get("/")\nasync def f(): return U.get_by_id(1)\n', "what it does belongs"),
    ],
)
def test_why_it_must_stay_a_coroutine(text: str, reason: str) -> None:
    (found,) = reasons(text)
    assert found.startswith(reason)
