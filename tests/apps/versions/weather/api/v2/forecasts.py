from fastapi import APIRouter

from weather.api import shared

router = APIRouter(prefix="/forecasts")

router.add_api_route("/{station}", shared.forecast)


@router.get("/{station}/hourly")
@router.get("/{station}/daily")
async def detailed(station: str):
    return {"station": station}
