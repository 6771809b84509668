from fastapi import APIRouter

router = APIRouter()


@router.get("/")
def list_depots():
    return ["north", "south"]


@router.get("/{depot}")
def read_depot(depot: str):
    return {"depot": depot}
