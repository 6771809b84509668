from fastapi import APIRouter

router = APIRouter()


@router.get("/")
def list_venues():
    return []


@router.get("/{venue}")
async def read_venue(venue: int):
    return {"id": venue}
