"""A server of tools that gives Starlette applications for its transports."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route


@dataclass
class Settings:
    mount_path: str = "/"
    sse_path: str = "/sse"
    message_path: str = "/messages/"
    auth_issuer: str | None = None
    stateless: bool = True


@dataclass
class Transport:
    path: str
    sent: list[str] = field(default_factory=list)

    async def handle_post_message(self, scope: Any, receive: Any, send: Any) -> None:
        await PlainTextResponse("accepted", 202)(scope, receive, send)


class StreamingApp:
    """A plain ASGI application."""

    def __init__(self, server: ToolServer) -> None:
        self.server = server

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        await PlainTextResponse("stream")(scope, receive, send)


class ToolServer:
    def __init__(self, name: str, settings: Settings | None = None) -> None:
        self.name = name
        self.settings = settings or Settings()
        self._custom_routes: list[Route] = []

    def custom_route(self, path: str, methods: list[str], name: str | None = None) -> Callable[..., Any]:
        def decorator(function: Callable[[Request], Any]) -> Callable[[Request], Any]:
            self._custom_routes.append(Route(path, endpoint=function, methods=methods, name=name))
            return function

        return decorator

    def sse_app(self) -> Starlette:
        transport = Transport(self.settings.message_path)

        async def handle_sse(request: Request) -> Response:
            return Response()

        routes: list[Route | Mount] = []
        if self.settings.auth_issuer:
            routes.extend([Route("/authorize", self.authorize), Route("/token", self.token, methods=["POST"])])
        routes.append(Route(self.settings.sse_path, endpoint=handle_sse, methods=["GET"]))
        routes.append(Mount(self.settings.message_path, app=transport.handle_post_message))
        routes.extend(self._custom_routes)
        return Starlette(debug=False, routes=routes)

    def streaming_app(self, path: str = "/mcp") -> Starlette:
        routes = [Route(path, endpoint=StreamingApp(self))]
        if not self.settings.stateless:
            routes.append(Route(f"{path}/sessions", self.sessions))
        return Starlette(routes=[*routes, *self._custom_routes])

    async def authorize(self, request: Request) -> Response:
        return JSONResponse({})

    async def token(self, request: Request) -> Response:
        return JSONResponse({})

    async def sessions(self, request: Request) -> Response:
        return JSONResponse([])
