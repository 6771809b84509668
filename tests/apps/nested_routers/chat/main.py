"""One application, its rooms served twice and its bots three times."""

from fastapi import APIRouter, Depends, FastAPI, WebSocket
from fastapi.routing import APIRoute

from chat import bots, rooms


def unique_id(route: APIRoute) -> str:
    return f"{'-'.join(route.tags) or 'root'}.{route.name}"


app = FastAPI(generate_unique_id_function=unique_id)
api = APIRouter(prefix="/api")

api.include_router(rooms.rooms)
api.include_router(bots.router, prefix="/echo-bot", tags=["echo"])
api.include_router(bots.router, prefix="/weather-bot", tags=["weather"], include_in_schema=False)

app.include_router(api)
app.include_router(rooms.rooms, prefix="/legacy", deprecated=True, include_in_schema=False)
app.include_router(bots.router, prefix="/bots/{bot}", dependencies=[Depends(bots.bot_token)])
app.include_router(rooms.live, prefix="/direct/{room}")


@app.websocket("/")
async def lobby(websocket: WebSocket):
    await websocket.accept()
    await websocket.close()


app.add_api_websocket_route("/echo", rooms.echo)
