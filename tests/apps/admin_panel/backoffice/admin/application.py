import inspect
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from backoffice.admin.views import BaseView, ModelView, denied

HERE = Path(__file__).parent


class BaseAdmin:
    def __init__(self, app: FastAPI | Starlette, base_url: str = "/admin", title: str = "Admin") -> None:
        self.app = app
        self.base_url = base_url
        self.title = title
        self.admin = Starlette()
        self._views: list[BaseView] = []

    def add_view(self, view: type[BaseView]) -> None:
        if issubclass(view, ModelView):
            self.add_model_view(view)
        else:
            self.add_base_view(view)

    def _add(self, view_instance: BaseView) -> None:
        members = inspect.getmembers(view_instance, predicate=inspect.ismethod)
        for _, function in members:
            if hasattr(function, "_exposed"):
                self.admin.add_route(function._path, function, methods=function._methods, include_in_schema=False)
        self._views.append(view_instance)

    def add_model_view(self, view: type[ModelView]) -> None:
        self._add(view())

    def add_base_view(self, view: type[BaseView]) -> None:
        self._add(view())


class Admin(BaseAdmin):
    def __init__(self, app: FastAPI | Starlette, base_url: str = "/admin", debug: bool = False, **options: Any) -> None:
        super().__init__(app, base_url, **options)
        statics = StaticFiles(directory=HERE / "statics")
        routes = [
            Mount("/statics", app=statics, name="statics"),
            Route("/", endpoint=self.index, name="index"),
            Route("/{identity}/list", endpoint=self.list, name="list"),
            Route("/{identity}/delete", endpoint=self.delete, methods=["DELETE"]),
            Route("/login", endpoint=self.login, methods=["GET", "POST"]),
        ]
        self.admin.router.routes = routes
        self.admin.debug = debug
        self.app.mount(base_url, app=self.admin, name="admin")

    async def index(self, request: Request) -> Response:
        return PlainTextResponse(self.title)

    async def list(self, request: Request) -> Response:
        return PlainTextResponse(request.path_params["identity"])

    async def delete(self, request: Request) -> Response:
        return await denied(request)

    async def login(self, request: Request) -> Response:
        return PlainTextResponse("who?")
