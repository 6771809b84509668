"""Rooms, their messages and what is live in them."""

from typing import Annotated

from fastapi import APIRouter, Cookie, Depends, Path, Query, Request, WebSocket, WebSocketException


async def ws_user(websocket: WebSocket, session: Annotated[str | None, Cookie()] = None) -> str:
    if session is None:
        raise WebSocketException(code=1008)
    return session


def member(room: Annotated[str, Path(pattern="^[a-z]+$")]) -> str:
    return room


rooms = APIRouter(prefix="/rooms", tags=["rooms"])
room = APIRouter(prefix="/{room}", dependencies=[Depends(member)])
messages = APIRouter(prefix="/messages", tags=["messages"])
live = APIRouter()


@live.websocket("/live")
async def live_room(websocket: WebSocket, room: str, user: str = Depends(ws_user)):
    await websocket.accept()
    await websocket.send_text(f"{user} in {room}")


@live.websocket("/typing", name="typing")
async def typing(websocket: WebSocket, user: Annotated[str, Depends(ws_user)], every: int = Query(1)):
    await websocket.accept()


async def echo(websocket: WebSocket):
    await websocket.accept()
    await websocket.send_text(await websocket.receive_text())


live.add_api_websocket_route("/echo", echo, dependencies=[Depends(ws_user)])


@messages.get("")
def list_messages(room: str):
    return [room]


@messages.api_route("/{message_id}", methods=["PUT", "PATCH"], operation_id="edit_message")
async def edit_message(room: str, message_id: int):
    return {"id": message_id}


@messages.delete("/{message_id}", status_code=204, include_in_schema=False)
async def delete_message(room: str, message_id: int) -> None: ...


@messages.options("/{message_id}")
@messages.head("/{message_id}")
def probe(room: str, message_id: int): ...


@rooms.api_route("/search", methods=["GET", "POST", "QUERY"])
async def search(request: Request):
    return {"by": request.method}


@rooms.trace("/search", include_in_schema=False)
def trace_search():
    return "TRACE"


@rooms.api_route("/")
def list_rooms():
    return ["lobby"]


room.include_router(messages)
room.include_router(live, tags=["live"])
rooms.include_router(room)
