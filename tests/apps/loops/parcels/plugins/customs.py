from fastapi import APIRouter

router = APIRouter(tags=["customs"])


@router.get("/status")
async def customs_status():
    return {"plugin": "customs"}


@router.put("/declarations/{number}")
def declare(number: str, value: int):
    return {"number": number, "value": value}
