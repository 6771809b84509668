from fastapi import APIRouter

router = APIRouter(prefix="/labels")


@router.post("/", status_code=201)
def print_label(number: str):
    return {"number": number}


def void_label(number: str):
    return {"number": number, "void": True}


for method in ("post", "delete"):
    getattr(router, method)("/{number}/void")(void_label)
