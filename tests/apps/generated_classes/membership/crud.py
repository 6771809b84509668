"""Endpoints for a model, in a function that is called for each."""

from enum import Enum
from typing import Any

from fastapi import Depends
from pydantic import BaseModel

from membership.routing import APIRouter


class Scope(str, Enum):
    READ = "read"
    WRITE = "write"


class Member(BaseModel):
    name: str


class Fee(BaseModel):
    cents: int


def verify(scope: Scope) -> Any:
    def check(authorization: str = "") -> Scope:
        return scope

    return Depends(check)


def forge_router(model: type[BaseModel], name: str) -> APIRouter:
    router = APIRouter(prefix=f"/{name}", tags=[name.title()])

    @router.get("", dependencies=[verify(Scope.READ)], name=f"List {name}")
    async def ls():
        return []

    @router.post("", dependencies=[verify(Scope.WRITE)], status_code=201)
    async def create(item: model):  # type: ignore[valid-type]
        return item

    return router


MODELS: dict[str, type[BaseModel]] = {"members": Member, "fees": Fee}

routers = []
for name, model in MODELS.items():
    routers.append(forge_router(model, name))
