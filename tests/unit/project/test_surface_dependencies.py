"""Dependencies: what is called before a handler, and what that depends on in turn."""

from __future__ import annotations

from collections.abc import Callable

from fastapi_lint.model.role import Role

Sources = dict[str, str]
Routes = Callable[[Sources], list[str]]
Entries = Callable[[Sources, Role], list[str]]

START = """
from functools import partial
from typing import Annotated
from fastapi import APIRouter, Depends, FastAPI, Security
app = FastAPI()
"""


def test_functions_classes_instances_and_factories(routes: Routes) -> None:
    source = (
        START
        + """
def session(): yield 1
def user(db=Depends(session)): ...

class Page:
    def __init__(self, db=Depends(session)): ...

class Limit:
    def __call__(self): ...

def role(name):
    def check(user=Security(user)): ...
    return check

limit = Limit()
User = Annotated[dict, Depends(user)]

@app.get("/a")
def a(user: User): ...

@app.get("/b")
def b(page: Page = Depends()): ...

@app.get("/c")
def c(page: Annotated[Page, Depends()], x=Depends(limit)): ...

@app.get("/d")
def d(x=Depends(role("admin"))): ...

@app.get("/e")
def e(x=Depends(partial(user, 1))): ...

@app.get("/f")
def f(x=Depends(lambda: 1)): ...
"""
    )
    assert routes({"m.py": source}) == [
        "GET /a -> m.a [m.user, m.session]",
        "GET /b -> m.b [m.Page, m.session]",
        "GET /c -> m.c [m.Page, m.session, m.Limit.__call__]",
        "GET /d -> m.d [m.role.<locals>.check, m.user, m.session]",
        "GET /e -> m.e [m.user]",
        "GET /f -> m.f [m.f.<lambda>]",
    ]


def test_lists_of_applications_routers_inclusions_and_decorators(routes: Routes) -> None:
    source = """
        from fastapi import APIRouter, Depends, FastAPI

        def of_app(): ...
        def of_inclusion(): ...
        def of_router(): ...
        def of_route(): ...
        def of_parameter(): ...

        GUARDS = [Depends(of_router)]
        app, router = FastAPI(dependencies=[Depends(of_app)]), APIRouter(dependencies=GUARDS)

        @router.get("/x", dependencies=[Depends(of_route)])
        def x(_=Depends(of_parameter)): ...

        app.include_router(router, dependencies=[Depends(of_inclusion)])
        other = FastAPI()
        other.mount("/sub", app)
    """
    assert routes({"m.py": source}) == [
        "GET /sub/x -> m.x [m.of_app, m.of_inclusion, m.of_router, m.of_route, m.of_parameter]"
    ]


def test_dependencies_of_a_mounting_application_do_not_reach_the_mounted_one(routes: Routes) -> None:
    source = """
        from fastapi import Depends, FastAPI

        def guard(): ...

        app, inner = FastAPI(dependencies=[Depends(guard)]), FastAPI()
        app.mount("/in", inner)

        @inner.get("/x")
        def x(): ...
    """
    assert routes({"m.py": source}) == ["GET /in/x -> m.x"]


def test_class_based_views(routes: Routes) -> None:
    source = """
        from fastapi import APIRouter, Depends
        from fastapi_utils.cbv import cbv

        router = APIRouter()

        def session(): ...

        @cbv(router)
        class Items:
            db: object = Depends(session)

            @router.get("/items")
            def listing(self): ...
    """
    assert routes({"m.py": source}) == ["GET /items -> m.Items.listing [m.Items, m.session]"]


def test_dependencies_that_depend_on_each_other_end(routes: Routes) -> None:
    source = (
        START
        + """
def a(x=Depends(lambda: b)): ...
class Node:
    def __init__(self, parent: "Node" = Depends()): ...

@app.get("/x")
def x(node: Node = Depends()): ...
"""
    )
    assert routes({"m.py": source}) == ["GET /x -> m.x [m.Node]"]


def test_threads_of_dependencies(entries: Entries) -> None:
    source = (
        START
        + """
async def on_loop(): ...
def in_pool(): ...
async def streamed(): yield 1
class Made:
    def __init__(self): ...

@app.get("/a")
def a(x=Depends(on_loop), y=Depends(in_pool)): ...

@app.get("/b")
async def b(x=Depends(in_pool), y: Made = Depends(), z=Depends(streamed)): ...
"""
    )
    assert entries({"m.py": source}, Role.DEPENDENCY) == [
        "m.Made.__init__ on pool for GET /b",
        "m.in_pool on pool for GET /a, GET /b",
        "m.on_loop on loop for GET /a",
        "m.streamed on loop for GET /b",
    ]
