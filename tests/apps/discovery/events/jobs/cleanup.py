from fastapi import APIRouter

router = APIRouter(prefix="/cleanup")


@router.post("/run", status_code=202)
async def run():
    return {"job": "cleanup"}
