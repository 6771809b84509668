from fastapi import APIRouter, Depends

from events.routes.pricing import current_price

router = APIRouter()


@router.post("/", status_code=201)
def buy(price: int = Depends(current_price)):
    return {"price": price}
