from fastapi import APIRouter

router = APIRouter(prefix="/reminders")


@router.post("/run", status_code=202)
async def run():
    return {"job": "reminders"}
