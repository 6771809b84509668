"""Exception handlers and middleware."""

from collections.abc import Awaitable, Callable
from typing import Any

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.middleware import Middleware
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from observatory.log import here

router = APIRouter(prefix="/errors")


class Broken(Exception):
    pass


class Lost(Exception):
    pass


class Late(Exception):
    pass


@router.get("/broken")
async def breaks() -> int:
    here()
    raise Broken


@router.get("/lost")
async def loses() -> int:
    here()
    raise Lost


@router.get("/late")
def is_late() -> int:
    here()
    raise Late


@router.get("/fails")
async def fails() -> int:
    here()
    raise ValueError


@router.get("/invalid")
async def takes_a_number(number: int) -> int:
    here()
    return number


def broken(request: Request, error: Exception) -> JSONResponse:
    here()
    return told(error)


def told(error: Exception) -> JSONResponse:
    here()
    return JSONResponse({}, 500)


async def lost(request: Request, error: Exception) -> JSONResponse:
    here()
    return told(error)


async def failed(request: Request, error: Exception) -> JSONResponse:
    here()
    return JSONResponse({}, 500)


async def invalid(request: Request, error: Exception) -> JSONResponse:
    here()
    return JSONResponse({}, 422)


class Timing(BaseHTTPMiddleware):
    def __init__(self, app: ASGIApp) -> None:
        here()
        super().__init__(app)

    async def dispatch(self, request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
        here()
        response = await call_next(request)
        measured()
        return response


def measured() -> None:
    here()


class Plain:
    def __init__(self, app: ASGIApp) -> None:
        here()
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        here()

        async def send_with_a_header(message: Message) -> None:
            here()
            await send(message)

        await self.app(scope, receive, send_with_a_header)


class Listed:
    def __init__(self, app: ASGIApp) -> None:
        here()
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        here()
        await self.app(scope, receive, send)


async def dispatched(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
    here()
    return await call_next(request)


LISTED = [Middleware(Listed)]


def set_up(app: FastAPI) -> None:
    here()
    app.add_exception_handler(Broken, broken)
    app.exception_handler(RequestValidationError)(invalid)
    app.add_middleware(Timing)
    app.add_middleware(Plain)
    app.add_middleware(BaseHTTPMiddleware, dispatch=dispatched)

    @app.middleware("http")
    async def counted(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
        here()
        return await call_next(request)

    @app.exception_handler(Late)
    def late(request: Request, error: Any) -> JSONResponse:
        here()
        return JSONResponse({}, 500)
