from fastapi import APIRouter, Header, WebSocket
from fastapi.responses import JSONResponse


def bot_token(x_bot: str = Header()) -> str:
    return x_bot


router = APIRouter(tags=["bots"], default_response_class=JSONResponse)


@router.post("/say")
async def say(text: str):
    return {"text": text}


@router.get("/memory", tags=["debug"])
def memory():
    return {}


@router.websocket("/stream")
async def stream(websocket: WebSocket):
    await websocket.accept()
