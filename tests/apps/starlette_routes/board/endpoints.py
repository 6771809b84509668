"""Endpoints in Starlette's own style."""

from starlette.endpoints import HTTPEndpoint, WebSocketEndpoint
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.websockets import WebSocket


async def homepage(request: Request) -> Response:
    return PlainTextResponse("board")


def robots(request: Request) -> Response:
    return PlainTextResponse("User-agent: *")


class Thread(HTTPEndpoint):
    async def get(self, request: Request) -> Response:
        return JSONResponse({"id": request.path_params["thread_id"]})

    async def post(self, request: Request) -> Response:
        return JSONResponse(await request.json(), status_code=201)


class Feed(WebSocketEndpoint):
    encoding = "json"

    async def on_receive(self, websocket: WebSocket, data: object) -> None:
        await websocket.send_json(data)


async def presence(websocket: WebSocket) -> None:
    await websocket.accept()
    await websocket.close()


class Moderation:
    """A plain object as an endpoint, bound methods and all."""

    def __init__(self, limit: int) -> None:
        self.limit = limit

    async def queue(self, request: Request) -> Response:
        return JSONResponse([self.limit])

    async def decide(self, request: Request) -> Response:
        return JSONResponse({"post": request.path_params["post_id"]})
