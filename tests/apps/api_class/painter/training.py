from fastapi import APIRouter

router = APIRouter(prefix="/training")


@router.post("/start")
def start():
    return {}
