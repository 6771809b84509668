from fastapi import APIRouter, Depends

from app.deps import session

router = APIRouter()


@router.get("/me")
def me(db=Depends(session)):
    return {}


@router.get("/{name}")
def read_user(name: str, db=Depends(session)):
    return {"name": name}
