from __future__ import annotations

from fastapi import APIRouter, Depends

router = APIRouter()


def class_teacher(number: int, substitute: Substitute = Depends()) -> str:
    return substitute.name or f"teacher {number}"


class Substitute:
    def __init__(self, name: str = "") -> None:
        self.name = name


@router.get("/{number}")
def read_teacher(number: int, name: str = Depends(class_teacher)):
    return {"number": number, "name": name}
