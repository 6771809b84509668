"""Starlette's vocabulary (starlette 1.10): routes, middleware, class-based endpoints, start-up hooks."""

from __future__ import annotations

import re
from http import HTTPStatus

ROUTE_CLASSES = {
    "starlette.routing.Route": "http",
    "starlette.routing.WebSocketRoute": "websocket",
    "fastapi.routing.APIRoute": "http",
    "fastapi.routing.APIWebSocketRoute": "websocket",
}
"""Classes of routes that are listed in `routes=[...]`, and their kind."""

MOUNTS = frozenset({"starlette.routing.Mount", "fastapi.routing.Mount"})

MIDDLEWARE = frozenset({"starlette.middleware.Middleware", "fastapi.middleware.Middleware"})
"""The class whose instances list middleware classes: `middleware=[Middleware(Cls)]`."""

BASE_MIDDLEWARE = frozenset({"starlette.middleware.base.BaseHTTPMiddleware"})
"""The class that calls `dispatch` for each request; other middleware is called as an ASGI application."""

ENDPOINT_CLASSES = {
    "starlette.endpoints.HTTPEndpoint": ("get", "put", "post", "delete", "options", "head", "patch"),
    "starlette.endpoints.WebSocketEndpoint": ("on_connect", "on_receive", "on_disconnect"),
}
"""Class-based endpoints and the methods that serve (starlette/endpoints.py)."""

STREAMING = frozenset({"fastapi.responses.StreamingResponse"})
BACKGROUND_TASK = frozenset({"fastapi.BackgroundTask"})
LATER_CALLS = BACKGROUND_TASK | {"fastapi.BackgroundTasks.add_task"}
"""What is given a function and then its arguments, to be called when the response is sent."""

STARTUP_KEYWORDS = ("on_startup", "on_shutdown")
LIFESPAN_KEYWORD = "lifespan"

_STATUS = re.compile(r"(?:fastapi|starlette)\.status\.HTTP_(\d{3})_")
_STANDARD_STATUS = re.compile(r"http\.HTTPStatus\.(\w+)(?:\.value)?")

PLAIN_ADDING = frozenset({"add_route", "route", "add_websocket_route", "websocket_route"})
"""Methods that register a handler without FastAPI's machinery: no parameters, no models, no place in the schema."""

STATES = {
    "fastapi.FastAPI.state": "app",
    "starlette.applications.Starlette.state": "app",
    "fastapi.Request.state": "request",
    "fastapi.WebSocket.state": "request",
    "fastapi.requests.HTTPConnection.state": "request",
}
"""Where an application keeps objects of its own: attributes that anything may be assigned to."""

FIRST_PARAMETERS = {
    "middleware": "fastapi.Request",
    "exception_handler": "fastapi.Request",
    "starlette.middleware.base.BaseHTTPMiddleware.dispatch": "fastapi.Request",
    "starlette.endpoints.WebSocketEndpoint.on_connect": "fastapi.WebSocket",
    "starlette.endpoints.WebSocketEndpoint.on_receive": "fastapi.WebSocket",
    "starlette.endpoints.WebSocketEndpoint.on_disconnect": "fastapi.WebSocket",
    **{
        f"starlette.endpoints.HTTPEndpoint.{method}": "fastapi.Request"
        for method in ENDPOINT_CLASSES["starlette.endpoints.HTTPEndpoint"]
    },
}
"""The class of the first argument (after `self`) that the framework gives, by decorator or overridden method."""


def status_code(name: str) -> int | None:
    """The number that a library name such as `fastapi.status.HTTP_201_CREATED` or `http.HTTPStatus.CREATED` means."""
    found = _STATUS.match(name)
    if found is not None:
        return int(found[1])
    standard = _STANDARD_STATUS.fullmatch(name)
    return int(HTTPStatus[standard[1]]) if standard and standard[1] in HTTPStatus.__members__ else None
