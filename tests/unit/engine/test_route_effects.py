"""What `routes` shows as the worst effect of a route is what `check` reports for it: no more, no less."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from textwrap import dedent

import pytest

from fastapi_lint.config.settings import Settings
from fastapi_lint.engine.registry import Registry
from fastapi_lint.engine.request import Request
from fastapi_lint.engine.routes import read_routes
from fastapi_lint.engine.run import analyse, load_rules
from fastapi_lint.model.finding import Finding
from fastapi_lint.model.route import RouteReport, WorstEffect
from fastapi_lint.source.overlay import Files

BOOKSHOP = Path(__file__).resolve().parents[3] / "examples" / "bookshop"
ABOUT_EFFECTS = ("FAL101", "FAL102", "FAL103", "FAL104", "FAL118", "FAL119", "FAL301")
HEAD = """
    import asyncio
    import hashlib
    import json
    import threading
    import time
    from functools import wraps
    from typing import Annotated
    import requests
    from fastapi import BackgroundTasks, Depends, FastAPI, Request
    from pydantic import BaseModel, field_validator
    app = FastAPI()
    lock = threading.Lock()
    def fetch():
        return requests.get("https://example.com")
"""
CASES = {
    "direct": ("""
        @app.get("/x")
        async def x():
            time.sleep(1)
        """, "time.sleep"),
    "through a helper": ("""
        @app.get("/x")
        async def x():
            return fetch()
        """, "requests.get"),
    "in an awaited coroutine": ("""
        async def ask():
            return fetch()
        @app.get("/x")
        async def x():
            return await ask()
        """, "requests.get"),
    "in a thread it is none": ("""
        @app.get("/x")
        async def x():
            return await asyncio.to_thread(fetch)
        """, None),
    "def handler": ("""
        @app.get("/x")
        def x():
            return fetch()
        """, "requests.get"),
    "def handler that computes": ("""
        @app.get("/x")
        def x(password: str):
            return hashlib.pbkdf2_hmac("sha256", password.encode(), b"salt", 600_000).hex()
        """, None),
    "dependency on the loop is worse than a handler in the pool": ("""
        async def wait():
            time.sleep(1)
        @app.get("/x", dependencies=[Depends(wait)])
        def x():
            return fetch()
        """, "time.sleep"),
    "dependency in the pool of an async handler": ("""
        def session():
            return fetch()
        @app.get("/x")
        async def x(s: Annotated[object, Depends(session)]):
            return 1
        """, "requests.get"),
    "wrapping decorator": ("""
        def slow(f):
            @wraps(f)
            async def inner(*args, **kwargs):
                time.sleep(1)
                return await f(*args, **kwargs)
            return inner
        @app.get("/x")
        @slow
        async def x():
            return 1
        """, "time.sleep"),
    "guarded by an argument that is never given": ("""
        def load(refresh=False):
            if refresh:
                return fetch()
            return 1
        @app.get("/x")
        async def x():
            return load()
        """, None),
    "guarded by an argument that is given": ("""
        def load(refresh=False):
            if refresh:
                return fetch()
            return 1
        @app.get("/x")
        async def x():
            return load(refresh=True)
        """, "requests.get"),
    "the gravest of several": ("""
        @app.get("/x")
        async def x(request: Request):
            with open("/tmp/x") as file:
                file.read()
            return fetch()
        """, "requests.get"),
    "parsing JSON": ("""
        @app.post("/x")
        async def x(request: Request):
            return json.loads(await request.body())
        """, "json.loads"),
    "validator": ("""
        class Item(BaseModel):
            name: str
            @field_validator("name")
            def known(cls, value):
                fetch()
                return value
        @app.post("/x")
        async def x(item: Item):
            return item
        """, "requests.get"),
    "background task": ("""
        async def mail():
            time.sleep(1)
        @app.post("/x")
        async def x(tasks: BackgroundTasks):
            tasks.add_task(mail)
        """, "time.sleep"),
    "loop of its own": ("""
        @app.get("/x")
        async def x(n: int):
            total = 0
            for i in range(n):
                for j in range(n):
                    total += i * j
            return total
        """, "nested loops"),
    "lock": ("""
        @app.get("/x")
        async def x():
            with lock:
                return 1
        """, None),  # held for a moment: said on request
    "lock across an await": ("""
        @app.get("/x")
        async def x():
            with lock:
                await asyncio.sleep(1)
        """, "threading.Lock.__enter__"),
    "middleware is that of no route": ("""
        @app.middleware("http")
        async def slow(request, call_next):
            time.sleep(1)
            return await call_next(request)
        @app.get("/x")
        async def x():
            return 1
        """, None),
    "stream": ("""
        from fastapi.responses import StreamingResponse
        @app.get("/x")
        async def x():
            async def parts():
                yield fetch().content
            return StreamingResponse(parts())
        """, "requests.get"),
    "harmless": ("""
        @app.get("/x")
        async def x():
            return 1
        """, None),
}  # fmt: skip


def both(root: Path, files: Files | None = None) -> tuple[RouteReport, list[Finding]]:
    """The route table, and what the rules on effects find that is no remark on middleware, which serves all routes."""
    report = read_routes(Request(root, Settings(), Registry(()), files=files))
    found = analyse(Request(root, Settings(), load_rules(), files=files)).findings
    every = {f"{route.verb} {route.path}" for app in report.apps for route in app.routes if route.kind != "mount"}
    about = [one for one in found if one.code in ABOUT_EFFECTS and one.trace]
    return report, [one for one in about if "middleware" not in one.message or set(one.routes) != every]


def disagreement(label: str, worst: WorstEffect | None, findings: list[Finding]) -> str:
    """Why a route's worst effect and the findings that name the route cannot both be true, or nothing."""
    own = [one for one in findings if label in one.routes]
    if worst is None or not own:
        return f"{label}: {worst} but {[one.message for one in own]}" if worst or own else ""
    gravest = min(one.severity.rank for one in own)
    leaves = {
        (one.trace[-1].path, one.trace[-1].line, str(one.severity)) for one in own if one.severity.rank == gravest
    }
    agrees = (worst.path, worst.line, worst.severity) in leaves
    return "" if agrees else f"{label}: {worst} is none of {leaves}"


@pytest.mark.parametrize("name", CASES)
def test_check_and_routes_agree(name: str):
    source, leaf = CASES[name]
    files = Files.in_memory({"main.py": dedent(HEAD) + dedent(source)})
    report, findings = both(Path(), files)
    (route,) = (route for app in report.apps for route in app.routes)
    assert disagreement(f"{route.verb} {route.path}", route.worst_effect, findings) == ""
    shown = route.worst_effect.leaf if route.worst_effect else None
    assert shown == leaf if leaf is None or shown is None else shown.startswith(leaf)


def test_check_and_routes_agree_on_the_bookshop():
    report, findings = both(BOOKSHOP)
    routes = [route for app in report.apps for route in app.routes if route.kind != "mount"]
    found = [disagreement(f"{one.verb} {one.path}", one.worst_effect, findings) for one in routes]
    assert [each for each in found if each] == []
    assert sum(one.worst_effect is not None for one in routes) > 15


def test_a_finding_has_the_public_name_of_its_leaf() -> None:
    files = Files.in_memory({"main.py": dedent(HEAD) + dedent(CASES["through a helper"][0])})
    (finding,) = (one for one in both(Path(), files)[1] if one.code == "FAL101")
    assert (finding.leaf, finding.leaf_name) == ("network", "requests.get")


def test_the_route_table_changes_nothing_else_of_a_report() -> None:
    request = Request(BOOKSHOP, Settings(), load_rules())
    plain, with_table = analyse(request), analyse(replace(request, route_table=True))
    assert with_table.apps is not None
    assert replace(with_table, apps=None) == plain
    table = [route for app in read_routes(request).apps for route in app.routes]
    assert [route for app in with_table.apps for route in app.routes] == table
