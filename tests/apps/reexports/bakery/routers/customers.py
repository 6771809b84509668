from fastapi import APIRouter, Depends

from bakery.security import Baker, current_baker as who

router = APIRouter(
    prefix="/customers",
    tags=["customers"],
    dependencies=[Depends(who)],
)


@router.get("/")
async def list_customers(baker: Baker):
    return {"for": baker}


@router.get("/{customer_id}")
async def read_customer(customer_id: int):
    return {"id": customer_id}


@router.put("/{customer_id}", status_code=202)
@router.patch("/{customer_id}")
async def change_customer(customer_id: int, name: str):
    return {"id": customer_id, "name": name}
