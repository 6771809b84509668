"""The application of a demo: a class of its own that is made by a static method."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import asynccontextmanager
from typing import Any

from fastapi import APIRouter, Depends, FastAPI, HTTPException, Request
from fastapi.responses import JSONResponse, PlainTextResponse

API_PREFIX = "/demo_api"


class Blocks:
    """What is shown."""

    def __init__(self, title: str, auth: Callable[[str, str], bool] | None = None, mcp: bool = False) -> None:
        self.title = title
        self.auth = auth
        self.mcp = mcp


def get_item_or_file(path: str) -> str:
    return path


def toggle(path: str) -> str:
    return "/" + path.strip("/")


class App(FastAPI):
    def __init__(self, auth_dependency: Callable[[Request], str | None] | None = None, **kwargs: Any) -> None:
        self.tokens: dict[str, str] = {}
        self.blocks: Blocks | None = None
        self.auth_dependency = auth_dependency
        super().__init__(**kwargs)

    def configure_app(self, blocks: Blocks) -> None:
        self.blocks = blocks
        self.title = blocks.title

    def setup_mcp(self, path: str) -> None:
        @self.get(f"{path}/schema", include_in_schema=False)
        def schema():
            return {}

    @staticmethod
    def create_app(
        blocks: Blocks,
        app_kwargs: dict[str, Any] | None = None,
        auth_dependency: Callable[[Request], str | None] | None = None,
        mcp_server: bool | None = None,
    ) -> App:
        app_kwargs = app_kwargs or {}
        app_kwargs.setdefault("default_response_class", JSONResponse)

        @asynccontextmanager
        async def lifespan(app: FastAPI):
            yield

        app = App(auth_dependency=auth_dependency, **app_kwargs, lifespan=lifespan)
        router = APIRouter(prefix=API_PREFIX)
        app.configure_app(blocks)

        @router.get("/user")
        @router.get("/user/")
        def get_current_user(request: Request) -> str | None:
            if app.auth_dependency is not None:
                return app.auth_dependency(request)
            return app.tokens.get(request.cookies.get("access-token", ""))

        @router.get("/login_check")
        @router.get("/login_check/")
        def login_check(user: str = Depends(get_current_user)):
            if app.blocks.auth is None or user is not None:
                return None
            raise HTTPException(401)

        @app.post("/login")
        @app.post("/login/")
        def login(name: str):
            app.tokens[name] = name
            return {"success": True}

        @app.head("/", response_class=PlainTextResponse)
        @app.get("/", response_class=PlainTextResponse)
        def main(request: Request, user: str = Depends(get_current_user)):
            return blocks.title

        @router.get("/info/", dependencies=[Depends(login_check)])
        @router.get("/info", dependencies=[Depends(login_check)])
        def api_info(all_endpoints: bool = False):
            return {"named": all_endpoints}

        @app.get("/file={path_or_url:path}", dependencies=[Depends(login_check)])
        async def file(path_or_url: str, request: Request):
            return get_item_or_file(path_or_url)

        @router.post("/run/{api_name}", dependencies=[Depends(login_check)])
        @router.post("/run/{api_name}/", dependencies=[Depends(login_check)])
        @router.post("/api/{api_name}", dependencies=[Depends(login_check)])
        async def predict(api_name: str, request: Request, username: str = Depends(get_current_user)):
            return {"api": api_name, "by": username}

        if mcp_server:
            app.setup_mcp(f"{API_PREFIX}/mcp")

        app.include_router(router)
        return app


def mount_demo(app: FastAPI, blocks: Blocks, path: str, auth_dependency: Any = None) -> FastAPI:
    """Serves a demo below another application."""
    demo_app = App.create_app(blocks, auth_dependency=auth_dependency, mcp_server=blocks.mcp)
    app.mount(toggle(path), demo_app)
    return app
