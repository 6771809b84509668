from fastapi import APIRouter

router = APIRouter()


@router.get("")
async def list_drivers():
    return []


async def request_pickup(depot: str):
    return {"depot": depot}


def read_pickup(pickup_id: int):
    return {"id": pickup_id}
