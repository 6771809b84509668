"""Functions that make routers."""

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter, Depends
from pydantic import BaseModel

from inventory.store import Session, get_session


def crud_router(
    model: type[BaseModel],
    create: type[BaseModel] | None = None,
    *,
    prefix: str,
    session: Callable[..., Any] = get_session,
    deletable: bool = False,
) -> APIRouter:
    """List, read and create for a model."""
    router = APIRouter(prefix=prefix, tags=[model.__name__.lower()])
    create = create or model

    @router.get("/", response_model=list[model])
    def list_items(limit: int = 50, db: Session = Depends(session)):
        return []

    @router.get("/{key}", response_model=model)
    def read_item(key: str, db: Session = Depends(session)):
        return {"key": key}

    @router.post("/", response_model=model, status_code=201)
    async def create_item(item: create, db: Session = Depends(session)):
        return item

    if deletable:

        @router.delete("/{key}", status_code=204)
        async def delete_item(key: str, db: Session = Depends(session)) -> None:
            return None

    return router


def health_router(name: str) -> APIRouter:
    router = APIRouter()

    async def health():
        return {"name": name}

    router.add_api_route(f"/{name}/health", health)
    return router
