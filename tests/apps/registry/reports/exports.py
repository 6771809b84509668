from fastapi import APIRouter

from reports.registry import Export

router = APIRouter(prefix="/export")


@Export.format("csv")
def as_csv():
    return "a,b"


@Export.format("json")
async def as_json():
    return {"a": 1}


for name, function in Export.formats.items():
    router.add_api_route(f"/{name}", function, methods=["GET"])
