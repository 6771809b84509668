from fastapi import APIRouter

router = APIRouter()


@router.get("")
async def list_orders():
    return []


@router.post("", status_code=201)
async def place_order(bread: str, count: int = 1):
    return {"bread": bread, "count": count}


@router.get("/{order_id}")
def read_order(order_id: int):
    return {"id": order_id}
