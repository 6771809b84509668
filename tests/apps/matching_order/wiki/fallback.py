"""Whatever else is asked for."""

from fastapi import APIRouter, Request

router = APIRouter(include_in_schema=False)


@router.get("/{rest:path}")
@router.head("/{rest:path}")
async def page_not_found(rest: str, request: Request):
    return {"missing": rest, "method": request.method}
