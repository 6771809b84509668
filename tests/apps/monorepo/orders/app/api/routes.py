from fastapi import APIRouter, Depends

from app.deps import session
from shared.auth import current_user

router = APIRouter(dependencies=[Depends(current_user)])


@router.get("/")
def list_orders(db=Depends(session)):
    return []


@router.get("/{order_id}")
async def read_order(order_id: int, user: str = Depends(current_user)):
    return {"id": order_id, "user": user}
