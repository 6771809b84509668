from typing import Annotated

from fastapi import APIRouter, Depends, Query, status
from pydantic import BaseModel

from ..security import *

router = APIRouter(prefix="/breads", tags=["breads"])


class Bread(BaseModel):
    name: str
    grams: int


class Paging:
    def __init__(self, limit: Annotated[int, Query(le=100)] = 20, offset: int = 0):
        self.limit = limit
        self.offset = offset


@router.get("", response_model=list[Bread])
def list_breads(paging: Paging = Depends()):
    return [Bread(name="rye", grams=750)][paging.offset : paging.limit]


@router.get("/today")
async def breads_of_today() -> list[Bread]:
    return [Bread(name="spelt", grams=500)]


@router.get("/{name}")
def read_bread(name: str) -> Bread:
    return Bread(name=name, grams=750)


@router.post("", status_code=status.HTTP_201_CREATED)
def create_bread(bread: Bread, baker: str = Depends(current_baker)) -> Bread:
    return bread


@router.delete("/{name}", status_code=204, operation_id="removeBread")
async def delete_bread(name: str, baker: Annotated[str, Depends(current_baker)]) -> None:
    """Taken off the menu, not out of the shelves."""
