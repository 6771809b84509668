"""The bakery's public API."""

from fastapi import Depends, FastAPI

from bakery import routers
from bakery.routers import breads, customers_router, orders
from bakery.routers.stock import *
from bakery.security import require_api_key

app = FastAPI(title="Bakery", dependencies=[Depends(require_api_key)])

app.include_router(breads.router)
app.include_router(orders.router, prefix="/orders", tags=["orders"])
app.include_router(customers_router)
app.include_router(stock_router, prefix="/internal", include_in_schema=False)
app.include_router(routers.health.router)


@app.get("/", include_in_schema=False)
def index():
    return {"name": "bakery", "oven": OVEN_TEMPERATURE}


@app.get("/version", tags=["meta"])
async def version() -> dict[str, str]:
    return {"version": "3.1.0"}
