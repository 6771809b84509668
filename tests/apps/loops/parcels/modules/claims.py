from fastapi import APIRouter

router = APIRouter(prefix="/claims", tags=["claims"])


@router.get("/")
def list_claims():
    return []


@router.post("/{claim_id}/settle")
async def settle(claim_id: int, cents: int):
    return {"id": claim_id, "cents": cents}
