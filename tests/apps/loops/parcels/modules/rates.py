from fastapi import APIRouter, Query

router = APIRouter(prefix="/rates", tags=["rates"])
CARRIERS = ["road", "air", "sea"]


def quote(carrier: str):
    async def handler(grams: int = Query(gt=0)):
        return {"carrier": carrier, "cents": grams * len(carrier)}

    return handler


for carrier in CARRIERS:
    router.add_api_route(f"/{carrier}", quote(carrier), methods=["GET"], operation_id=f"quote_{carrier}")


@router.get("/")
def carriers():
    return CARRIERS
