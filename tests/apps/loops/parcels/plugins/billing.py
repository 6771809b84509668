from fastapi import APIRouter

router = APIRouter(tags=["billing"])


@router.get("/status")
async def billing_status():
    return {"plugin": "billing"}
