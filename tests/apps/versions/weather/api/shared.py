"""What all versions serve alike."""

from fastapi import APIRouter, Depends, Response


def deprecation(response: Response) -> None:
    response.headers["Deprecation"] = "true"


base = APIRouter()


@base.get("/stations")
def list_stations():
    return ["Brocken", "Zugspitze"]


@base.get("/stations/{station}")
async def read_station(station: str):
    return {"station": station}


async def forecast(station: str, days: int = 3):
    return {"station": station, "days": days}


def versioned(version: int, *, deprecated: bool = False) -> APIRouter:
    """An empty router for a version."""
    dependencies = [Depends(deprecation)] if deprecated else []
    return APIRouter(prefix=f"/v{version}", tags=[f"v{version}"], dependencies=dependencies)
