from fastapi import APIRouter, WebSocket, WebSocketDisconnect

from ..dependencies import Books, Pricing
from ..services.pricing import BASE_CURRENCY

router = APIRouter()


@router.websocket("/prices")
async def live_prices(websocket: WebSocket, books: Books, pricing: Pricing, currency: str = BASE_CURRENCY) -> None:
    """The client sends a book's number and gets its price, as often as it likes."""
    await websocket.accept()
    try:
        while True:
            book = await books.get(int(await websocket.receive_text()))
            if book is None:
                await websocket.send_json({"error": "no such book"})
                continue
            await websocket.send_json((await pricing.quote(book, currency)).model_dump())
    except WebSocketDisconnect:
        return
