from fastapi import APIRouter

router = APIRouter()


@router.get("/files/{path:path}")
def read_file(path: str):
    return {"path": path}


@router.get("/files/{number:int}/meta")
def meta(number: int):
    """Never reached either."""
    return {"number": number}


@router.get("/f/{number:int}")
@router.get("/f/{share:float}")
@router.get("/f/{key:uuid}")
@router.get("/f/{slug}")
def short(number: int = 0, share: float = 0.0, key: str = "", slug: str = ""):
    return {}
