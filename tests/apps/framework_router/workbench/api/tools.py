"""A plain router beside the others."""

from fastapi import APIRouter

router = APIRouter()


@router.get("/tools")
def list_tools():
    return ["align"]
