from fastapi import APIRouter, FastAPI

router = APIRouter(prefix="/exhibits")
previous = FastAPI(title="The application before this one")


@router.get("/")
def list_exhibits():
    return []


@router.get("/{exhibit}")
def read_exhibit(exhibit: int):
    return {"id": exhibit}


@router.delete("/{exhibit}")
async def remove_exhibit(exhibit: int):
    return {"removed": exhibit}


@previous.get("/tours")
def tours():
    return []


@previous.get("/tickets", include_in_schema=False)
async def tickets():
    return []
