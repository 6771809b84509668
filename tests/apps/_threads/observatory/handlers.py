"""Everything that can serve a route."""

from collections.abc import AsyncIterator, Iterator
from functools import partial
from typing import Any

from fastapi import APIRouter, Depends, FastAPI, Request, Response, WebSocket
from starlette.endpoints import HTTPEndpoint, WebSocketEndpoint
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.routing import Route, WebSocketRoute

from observatory.log import here

router = APIRouter(prefix="/handlers")


@router.get("/coroutine")
async def coroutine() -> int:
    here()
    return helper()


@router.get("/function")
def function() -> int:
    here()
    return helper()


def helper() -> int:
    here()
    return of_the_loop_alone()


def of_the_loop_alone() -> int:
    here()
    return 1


@router.get("/closure")
async def closure() -> int:
    here()

    def inner() -> int:
        here()
        return 1

    return inner() + (lambda: here() or 1)()


class Telescope:
    async def look(self) -> int:
        here()
        return 1

    def turn(self) -> int:
        here()
        return 1

    @classmethod
    async def of_all(cls) -> int:
        here()
        return 1

    @staticmethod
    def of_none() -> int:
        here()
        return 1


telescope = Telescope()
router.add_api_route("/look", telescope.look)
router.add_api_route("/turn", telescope.turn)
router.add_api_route("/of-all", Telescope.of_all)
router.get("/of-none")(Telescope.of_none)


class AwaitedObject:
    async def __call__(self) -> int:
        here()
        return 1


class PlainObject:
    def __call__(self) -> int:
        here()
        return 1


async def with_argument(number: int) -> int:
    here()
    return number


def plain_with_argument(number: int) -> int:
    here()
    return number


router.add_api_route("/awaited-object", AwaitedObject())
router.add_api_route("/plain-object", PlainObject())
router.add_api_route("/partial", partial(with_argument, number=1))
router.add_api_route("/plain-partial", partial(plain_with_argument, 1))
router.add_api_route("/lambda", lambda: here() or 1)


@router.websocket("/socket")
async def socket(websocket: WebSocket) -> None:
    here()
    await websocket.accept()
    talk()
    await websocket.close()


def talk() -> None:
    here()


class Page(HTTPEndpoint):
    async def get(self, request: Request) -> Response:
        here()
        return PlainTextResponse("page")

    def post(self, request: Request) -> Response:
        here()
        return PlainTextResponse("posted")


class Channel(WebSocketEndpoint):
    async def on_connect(self, websocket: WebSocket) -> None:
        here()
        await websocket.accept()

    async def on_receive(self, websocket: WebSocket, data: Any) -> None:
        here()
        await websocket.close()

    async def on_disconnect(self, websocket: WebSocket, close_code: int) -> None:
        here()


async def starlette_coroutine(request: Request) -> Response:
    here()
    return PlainTextResponse("one")


def starlette_function(request: Request) -> Response:
    here()
    return PlainTextResponse("two")


routes = [
    Route("/starlette/page", Page),
    Route("/starlette/coroutine", starlette_coroutine),
    Route("/starlette/function", starlette_function),
    WebSocketRoute("/starlette/channel", Channel),
]


class Rendered(JSONResponse):
    def render(self, content: Any) -> bytes:
        here()
        return super().render(content)


@router.get("/rendered", response_class=Rendered)
def rendered() -> Any:
    here()
    return {"name": "Vega"}


mounted = FastAPI()


@mounted.get("/inside")
def inside() -> int:
    here()
    return 1


@mounted.get("/inside-loop")
async def inside_on_the_loop() -> int:
    here()
    return 1


def items() -> Iterator[int]:
    here()
    yield 1


async def async_items() -> AsyncIterator[int]:
    here()
    yield 1


@router.get("/iterated")
async def iterated() -> list[int]:
    here()
    return [*items(), *[item async for item in async_items()]]
