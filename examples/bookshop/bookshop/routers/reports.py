from fastapi import APIRouter, Response

from ..dependencies import Reports
from ..services import reports as figures

router = APIRouter(prefix="/reports", tags=["reports"])


@router.get("/sales.csv.gz")
async def sales(reports: Reports) -> Response:
    return Response(reports.sales(), media_type="application/gzip")


@router.get("/growth")
async def growth(weeks: int = 10) -> list[int]:
    return [figures.rabbits(week) for week in range(weeks)]


@router.get("/basket")
async def basket(reports: Reports) -> dict[str, float]:
    mean = reports.mean_total()
    return {"cents": figures.average_basket(mean, mean / 4)}


@router.get("/tax")
def tax(cents: int, percent: int = 7) -> int:
    return cents * percent // (100 + percent)
