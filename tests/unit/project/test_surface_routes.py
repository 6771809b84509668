"""Routes: which handlers are found, and at which full paths."""

from __future__ import annotations

from collections.abc import Callable

Sources = dict[str, str]
Routes = Callable[[Sources], list[str]]

USERS = """
    from fastapi import APIRouter

    router = APIRouter(prefix="/users")

    @router.get("/{user_id}")
    async def read(user_id: int): ...
"""


def test_decorators_of_an_application(routes: Routes) -> None:
    source = """
        from fastapi import FastAPI

        app = FastAPI()

        @app.get("/a")
        def a(): ...

        @app.api_route("/b", methods=["GET", "POST"])
        def b(): ...

        @app.post("/c")
        @app.put("/c")
        async def c(): ...

        @app.websocket("/ws")
        async def ws(websocket): ...
    """
    assert routes({"main.py": source}) == [
        "GET /a -> main.a",
        "GET,POST /b -> main.b",
        "PUT /c -> main.c",
        "POST /c -> main.c",
        "WEBSOCKET /ws -> main.ws",
    ]


def test_routers_included_with_prefixes(routes: Routes) -> None:
    main = """
        from fastapi import APIRouter, FastAPI
        from shop import users

        api = APIRouter(prefix="/api")
        api.include_router(users.router, prefix="/v1")
        app = FastAPI()
        app.include_router(api)
    """
    found = routes({"shop/__init__.py": "", "shop/users.py": USERS, "main.py": main})
    assert found == ["GET /api/v1/users/{user_id} -> shop.users.read"]


def test_one_router_included_twice(routes: Routes) -> None:
    main = """
        from fastapi import FastAPI
        from users import router

        app = FastAPI()
        app.include_router(router, prefix="/v1")
        app.include_router(router, prefix="/v2")
    """
    assert routes({"users.py": USERS, "main.py": main}) == [
        "GET /v1/users/{user_id} -> users.read",
        "GET /v2/users/{user_id} -> users.read",
    ]


def test_application_factory_and_registering_functions(routes: Routes) -> None:
    factory = """
        from fastapi import FastAPI
        from setup import register

        def create_app() -> FastAPI:
            app = FastAPI()
            register(app, "/v1")
            register(app, prefix="/v2")
            return app
    """
    setup = """
        from fastapi import FastAPI
        import users

        def register(app: FastAPI, prefix: str):
            app.include_router(users.router, prefix=prefix)
    """
    main = "from factory import create_app\napp = create_app()\n"
    test = "from factory import create_app\ndef test_it():\n    create_app()\n"
    sources = {"users.py": USERS, "setup.py": setup, "factory.py": factory, "main.py": main, "tests/test_it.py": test}
    assert routes(sources) == [
        "GET /v1/users/{user_id} -> users.read",
        "GET /v2/users/{user_id} -> users.read",
    ]


def test_loops_over_routers_and_prefixes(routes: Routes) -> None:
    parts = """
        from fastapi import APIRouter

        one, two = APIRouter(), APIRouter()

        @one.get("/x")
        def x(): ...

        @two.get("/y")
        def y(): ...
    """
    main = """
        from fastapi import FastAPI
        import parts

        ROUTERS = [(parts.one, "/one"), (parts.two, "/two")]
        app = FastAPI()
        for router, prefix in ROUTERS:
            app.include_router(router, prefix=prefix)
        for router in (parts.one, parts.two):
            app.include_router(router, prefix="/all")
        for name, router in {"/named": parts.one}.items():
            app.include_router(router, prefix=name)
    """
    assert routes({"parts.py": parts, "main.py": main}) == [
        "GET /one/x -> parts.x",
        "GET /two/y -> parts.y",
        "GET /all/x -> parts.x",
        "GET /all/y -> parts.y",
        "GET /named/x -> parts.x",
    ]


def test_prefixes_looked_up_in_a_table(routes: Routes) -> None:
    main = """
        from fastapi import FastAPI
        from users import router

        PREFIXES = {"major": "/v1", "minor": "/v1.2"}
        app = FastAPI()
        for version in ("major", "minor"):
            app.include_router(router, prefix=PREFIXES[version])
    """
    assert routes({"users.py": USERS, "main.py": main}) == [
        "GET /v1/users/{user_id} -> users.read",
        "GET /v1.2/users/{user_id} -> users.read",
    ]


def test_router_factories(routes: Routes) -> None:
    source = """
        from fastapi import APIRouter, FastAPI

        def crud(name: str) -> APIRouter:
            router = APIRouter(prefix=f"/{name}")

            @router.get("/")
            async def listing(): ...

            return router

        app = FastAPI()
        app.include_router(crud("cats"))
        app.include_router(crud("dogs"))
    """
    assert routes({"main.py": source}) == [
        "GET /cats/ -> main.crud.<locals>.listing",
        "GET /dogs/ -> main.crud.<locals>.listing",
    ]


def test_routers_in_classes(routes: Routes) -> None:
    source = """
        from fastapi import APIRouter, FastAPI

        class Health:
            def __init__(self, path):
                self.router = APIRouter()
                self.router.add_api_route(path, self.check, methods=["GET"])

            async def check(self): ...

        class Server:
            def __init__(self):
                self.app = FastAPI()
                self.health = Health("/health")
                self.app.include_router(self.health.router, prefix="/ops")
    """
    assert routes({"main.py": source}) == ["GET /ops/health -> main.Health.check"]


def test_subclasses_of_the_frameworks_classes(routes: Routes) -> None:
    base = """
        from fastapi import APIRouter, FastAPI

        class Versioned(APIRouter):
            def __init__(self, version):
                super().__init__(prefix="/v" + version)

        class Service(FastAPI):
            def install(self, router):
                self.include_router(router)
    """
    main = """
        from base import Service, Versioned

        app, router = Service(), Versioned("7")

        @router.get("/x")
        def x(): ...

        app.install(router)
    """
    assert routes({"base.py": base, "main.py": main}) == ["GET /v7/x -> main.x"]


def test_mounted_applications(routes: Routes) -> None:
    source = """
        from fastapi import FastAPI
        from starlette.staticfiles import StaticFiles

        app, admin = FastAPI(), FastAPI()

        @admin.get("/users")
        def users(): ...

        app.mount("/admin/", admin)
        app.mount("/static", StaticFiles(directory="x"))
    """
    assert routes({"main.py": source}) == ["GET /admin/users -> main.users"]


def test_paths_from_constants_settings_and_enums(routes: Routes) -> None:
    config = """
        import os
        from enum import Enum
        from pydantic import Field
        from pydantic_settings import BaseSettings

        class Settings(BaseSettings):
            api: str = "/api"
            version: str = Field(default="/v1")

        class Area(str, Enum):
            USERS = "/users"

        settings = Settings()
        ROOT = os.getenv("ROOT", "/base")
    """
    main = """
        from fastapi import FastAPI
        from config import ROOT, Area, settings

        PREFIX = ROOT + "/"
        app = FastAPI()

        @app.get(f"{settings.api}{settings.version}{Area.USERS.value}")
        def a(): ...

        @app.get(PREFIX.rstrip("/") + "/b")
        def b(): ...
    """
    assert routes({"config.py": config, "main.py": main}) == ["GET /api/v1/users -> main.a", "GET /base/b -> main.b"]


def test_parts_that_only_the_running_program_knows(surface: Callable[[Sources], object]) -> None:
    source = """
        import os
        from fastapi import FastAPI

        app = FastAPI()

        @app.get(f"/{os.environ['TENANT']}/x")
        def x(): ...
    """
    found = surface({"main.py": source})
    assert [route.label for route in found.routes] == ["GET /…/x"]
    assert [(p.line, p.message) for p in found.problems] == [
        (7, "the path of this route is only known when the program runs")
    ]


def test_listed_and_added_routes(routes: Routes) -> None:
    source = """
        from fastapi import FastAPI
        from starlette.routing import Mount, Route, WebSocketRoute

        async def a(request): ...
        async def b(websocket): ...
        def c(): ...
        def d(): ...

        inner = FastAPI(routes=[Route("/a", a, methods=["POST"]), WebSocketRoute("/b", b)])
        app = FastAPI(routes=[Mount("/inner", app=inner)])
        app.add_api_route("/c", c)
        app.delete("/d")(d)
    """
    assert routes({"main.py": source}) == [
        "POST /inner/a -> main.a",
        "WEBSOCKET /inner/b -> main.b",
        "GET /c -> main.c",
        "DELETE /d -> main.d",
    ]


def test_handlers_of_unknown_routers_but_not_look_alikes(routes: Routes) -> None:
    source = """
        import click
        from fastapi import Depends
        from flask import Flask
        from vendor import make_router

        router, site = make_router(), Flask("x")

        @router.get("/mine")
        def mine(): ...

        @site.get("/flask")
        def theirs(): ...

        @click.option("/x")
        def command(): ...

        def test(client):
            client.get("/mine")
    """
    assert routes({"main.py": source}) == ["GET /mine -> main.mine"]


def test_an_untyped_parameter_called_app_is_the_only_application(routes: Routes) -> None:
    handlers = """
        def register(app):
            @app.get("/x")
            def x(): ...
    """
    main = "from fastapi import FastAPI\napp = FastAPI(root_path='/')\n"
    assert routes({"handlers.py": handlers, "main.py": main}) == ["GET /x -> handlers.register.<locals>.x"]


def test_routers_that_include_each_other_end(routes: Routes) -> None:
    source = """
        from fastapi import APIRouter

        a, b = APIRouter(prefix="/a"), APIRouter(prefix="/b")
        a.include_router(b)
        b.include_router(a)

        @a.get("/x")
        def x(): ...
    """
    assert routes({"main.py": source}) == ["GET /a/x -> main.x"]


def test_applications_of_tests_do_not_count_beside_the_real_one(routes: Routes) -> None:
    main = "from fastapi import FastAPI\napp = FastAPI()\n@app.get('/x')\ndef x(): ...\n"
    test = "from fastapi import FastAPI\napp = FastAPI()\n@app.get('/t')\ndef t(): ...\n"
    assert routes({"main.py": main, "tests/test_app.py": test}) == ["GET /x -> main.x"]


def test_of_two_branches_that_mount_one_application_the_known_path_is_shown(routes: Routes) -> None:
    source = """
        import os

        from fastapi import FastAPI

        api = FastAPI()
        app = FastAPI()

        @api.get("/items")
        async def items(): ...

        base = os.environ.get("BASE")
        if base:
            app.mount(base, api)
        else:
            app.mount("/api", api)
    """
    assert routes({"main.py": source}) == ["GET /api/items -> main.items"]
