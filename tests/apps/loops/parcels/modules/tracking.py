from fastapi import APIRouter, WebSocket

router = APIRouter(prefix="/tracking", tags=["tracking"])


@router.get("/{number}")
async def track(number: str):
    return {"number": number, "state": "in transit"}


@router.websocket("/{number}/live")
async def track_live(websocket: WebSocket, number: str):
    await websocket.accept()
    await websocket.send_json({"number": number})
