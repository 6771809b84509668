from typing import Annotated

from anyio import to_process
from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse

from ..compute.baskets import average_basket
from ..dependencies import Orders
from ..schemas import Basket
from ..services import reports as figures

router = APIRouter(prefix="/reports", tags=["reports"])


@router.get("/sales.csv.gz")
async def sales() -> StreamingResponse:
    return StreamingResponse(figures.sales(), media_type="application/gzip")


@router.get("/growth")
async def growth(weeks: Annotated[int, Query(ge=1, le=80)] = 10) -> list[int]:
    return figures.recommendations(weeks)


@router.get("/basket")
async def basket(orders: Orders) -> Basket:
    mean = await orders.mean_total()
    return Basket(cents=await to_process.run_sync(average_basket, mean, mean / 4))


@router.get("/tax")
async def tax(cents: int, percent: int = 7) -> int:
    return cents * percent // (100 + percent)
