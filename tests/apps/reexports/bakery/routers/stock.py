"""What is on the shelves."""

from fastapi import APIRouter as _Router

__all__ = ("OVEN_TEMPERATURE", "stock_router")

OVEN_TEMPERATURE = 230

stock_router = _Router(prefix="/stock")
app = _Router()  # not exported: the application keeps its name


@stock_router.get("/")
def stock():
    return {"rye": 12}


@stock_router.post("/recount", status_code=202)
async def recount():
    return None


@app.get("/nowhere")
def nowhere():
    return None
