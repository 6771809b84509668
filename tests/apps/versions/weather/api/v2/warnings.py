from fastapi import APIRouter, WebSocket

router = APIRouter(prefix="/warnings")


@router.get("")
def list_warnings():
    return []


@router.websocket("/live")
async def live(websocket: WebSocket):
    await websocket.accept()
