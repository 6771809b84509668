"""Entry points: what the framework calls besides dependencies, on which thread and for which routes."""

from __future__ import annotations

from collections.abc import Callable

from fastapi_lint.model.role import Role
from fastapi_lint.project.web.surface import Surface

Sources = dict[str, str]
Entries = Callable[[Sources, Role], list[str]]


def test_handlers_run_by_their_colour(entries: Entries) -> None:
    source = """
        from fastapi import FastAPI

        app = FastAPI()

        @app.get("/a")
        async def a(): ...

        @app.get("/b")
        def b(): ...

        @app.get("/lines")
        async def lines():
            yield 1

        @app.websocket("/ws")
        async def ws(websocket): ...
    """
    assert entries({"m.py": source}, Role.HANDLER) == [
        "m.a on loop for GET /a",
        "m.b on pool for GET /b",
        "m.lines on loop for GET /lines",
    ]
    assert entries({"m.py": source}, Role.STREAM) == ["m.lines on loop for GET /lines"]
    assert entries({"m.py": source}, Role.WEBSOCKET) == ["m.ws on loop for WEBSOCKET /ws"]


def test_middleware_of_each_kind(entries: Entries) -> None:
    source = """
        from fastapi import FastAPI
        from starlette.middleware import Middleware
        from starlette.middleware.base import BaseHTTPMiddleware

        class Timing(BaseHTTPMiddleware):
            async def dispatch(self, request, call_next): ...

        class Raw:
            async def __call__(self, scope, receive, send): ...

        class Listed(Timing):
            async def dispatch(self, request, call_next): ...

        async def plain(request, call_next): ...

        other = FastAPI()
        app = FastAPI(middleware=[Middleware(Listed)])
        app.add_middleware(Timing)
        app.add_middleware(Raw)
        app.add_middleware(BaseHTTPMiddleware, dispatch=plain)

        @app.middleware("http")
        async def decorated(request, call_next): ...

        @app.get("/a")
        def a(): ...

        @other.get("/b")
        def b(): ...
    """
    assert entries({"m.py": source}, Role.MIDDLEWARE) == [
        "m.Listed.dispatch on loop for GET /a",
        "m.Raw.__call__ on loop for GET /a",
        "m.Timing.dispatch on loop for GET /a",
        "m.decorated on loop for GET /a",
        "m.plain on loop for GET /a",
    ]


def test_exception_handlers_and_lifespan(entries: Entries) -> None:
    source = """
        from contextlib import asynccontextmanager
        from fastapi import FastAPI

        def by_argument(request, error): ...

        @asynccontextmanager
        async def lifespan(app):
            yield

        def warm_up(): ...

        app = FastAPI(lifespan=lifespan, on_startup=[warm_up], exception_handlers={404: by_argument})

        @app.exception_handler(ValueError)
        async def decorated(request, error): ...

        def added(request, error): ...
        app.add_exception_handler(KeyError, added)

        @app.on_event("shutdown")
        def stop(): ...

        @app.get("/a")
        def a(): ...
    """
    assert entries({"m.py": source}, Role.EXCEPTION_HANDLER) == [
        "m.added on pool for GET /a",
        "m.by_argument on pool for GET /a",
        "m.decorated on loop for GET /a",
    ]
    assert entries({"m.py": source}, Role.LIFESPAN) == [
        "m.lifespan on startup",
        "m.stop on startup",
        "m.warm_up on startup",
    ]


def test_background_tasks_and_streams(entries: Entries) -> None:
    source = """
        from fastapi import BackgroundTasks, FastAPI
        from fastapi.responses import StreamingResponse
        from starlette.background import BackgroundTask
        from starlette.responses import JSONResponse

        app = FastAPI()

        def send(): ...
        async def log(): ...
        def rows(): yield 1
        async def events(): yield 1

        def later(tasks: BackgroundTasks, task):
            tasks.add_task(task)

        @app.post("/a")
        async def a(tasks: BackgroundTasks):
            tasks.add_task(send, 1)
            later(tasks, log)
            return StreamingResponse(rows())

        @app.get("/b")
        def b():
            stream = events()
            return StreamingResponse(content=stream, background=BackgroundTask(log))
    """
    assert entries({"m.py": source}, Role.BACKGROUND_TASK) == [
        "m.log on loop for GET /b",
        "m.send on pool for POST /a",
    ]
    assert entries({"m.py": source}, Role.STREAM) == ["m.events on loop for GET /b", "m.rows on pool for POST /a"]


def test_model_hooks_run_on_the_loop(entries: Entries) -> None:
    source = """
        from typing import Annotated
        from fastapi import FastAPI
        from pydantic import AfterValidator, BaseModel, computed_field, field_serializer, field_validator

        app = FastAPI()

        def check(value): ...

        class Line(BaseModel):
            sku: Annotated[str, AfterValidator(check)]

            @field_validator("sku")
            def known(cls, value): ...

        class Order(BaseModel):
            lines: list[Line] | None

        class Receipt(BaseModel):
            @computed_field
            def total(self): ...

            @field_serializer("x")
            def shown(self, value): ...

        class Unused(BaseModel):
            @field_validator("x")
            def never(cls, value): ...

        @app.post("/orders")
        def create(order: Order) -> Receipt: ...
    """
    assert entries({"m.py": source}, Role.MODEL_HOOK) == [
        "m.Line.known on loop for POST /orders",
        "m.Receipt.shown on loop for POST /orders",
        "m.Receipt.total on loop for POST /orders",
        "m.check on loop for POST /orders",
    ]


def test_models_through_generics_bases_and_response_model(surface: Callable[[Sources], Surface]) -> None:
    source = """
        from typing import Generic, TypeVar
        from fastapi import Depends, FastAPI
        from pydantic import BaseModel

        T = TypeVar("T")
        app = FastAPI()

        class Base(BaseModel): ...
        class Page(Base, Generic[T]):
            items: list[T]
        class Item(Base): ...
        class Filter(BaseModel): ...
        class Unused(BaseModel): ...

        def filters(filter: Filter): ...

        @app.get("/", response_model=Page[Item])
        def listing(_=Depends(filters)): ...
    """
    found = surface({"m.py": source})
    assert sorted(scope.definition.name for scope in found.models) == ["Base", "Filter", "Item", "Page"]
    assert all(Role.MODEL in found.roles[scope] for scope in found.models)


def test_scripts_and_tests_have_loops_of_their_own(entries: Entries) -> None:
    script = "import asyncio\nasync def main(): ...\nif __name__ == '__main__':\n    asyncio.run(main())\n"
    test = "async def test_it(): ...\ndef test_that(): ...\n"
    assert entries({"script.py": script, "tests/test_it.py": test}, Role.COROUTINE) == [
        "script.main on script",
        "tests.test_it.test_it on script",
    ]


def test_modules_and_functions_that_set_up_applications(surface: Callable[[Sources], Surface]) -> None:
    factory = "from fastapi import FastAPI\ndef create():\n    return FastAPI()\n"
    main = "import factory\napp = factory.create()\n@app.get('/')\ndef root(): ...\n"
    found = surface({"factory.py": factory, "main.py": main})
    assert sorted(scope.id for scope, role in found.roles.items() if Role.SETUP in role) == ["factory:create", "main:"]


def test_a_limit_on_bodies_holds_for_all_routes_below_it(surface: Callable[[Sources], Surface]) -> None:
    source = """
        from fastapi import APIRouter, FastAPI

        app, limited = FastAPI(), APIRouter(max_body_size=1000)

        @app.post("/a")
        def a(): ...

        @limited.post("/b")
        def b(): ...

        @app.post("/c", max_body_size=10)
        def c(): ...

        app.include_router(limited)
    """
    found = surface({"m.py": source})
    assert {route.label: route.body_limit for route in found.routes} == {
        "POST /a": False,
        "POST /b": True,
        "POST /c": True,
    }
