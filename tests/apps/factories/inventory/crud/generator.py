"""The same as classes, for those who want to leave something out or in."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from fastapi import APIRouter, Depends
from pydantic import BaseModel

from inventory.store import Session, get_reader, get_session

M = TypeVar("M", bound=BaseModel)


@dataclass
class BaseGenerator(Generic[M]):
    model: type[M]
    prefix: str = ""
    session: Callable[..., Any] = get_session
    router: APIRouter = field(default_factory=APIRouter)

    def __post_init__(self) -> None:
        self.register_routes()

    def register_routes(self) -> None:
        raise NotImplementedError


@dataclass
class ReadOnlyGenerator(BaseGenerator[M]):
    def register_routes(self) -> None:
        self.router.add_api_route(self.prefix + "/", self._list(), methods=["GET"], response_model=list[self.model])
        self.router.add_api_route(f"{self.prefix}/{{key}}", self._read(), methods=["GET"], response_model=self.model)

    def _list(self) -> Callable[..., Any]:
        async def list_all(db: Session = Depends(get_reader)):
            return []

        return list_all

    def _read(self) -> Callable[..., Any]:
        async def read_one(key: str, db: Session = Depends(get_reader)):
            return None

        return read_one


@dataclass
class CrudGenerator(ReadOnlyGenerator[M]):
    create_schema: type[BaseModel] | None = None

    def register_routes(self) -> None:
        super().register_routes()
        self.register_create()

    def register_create(self) -> None:
        schema = self.create_schema or self.model

        @self.router.post(f"{self.prefix}/", status_code=201, tags=["write"])
        def create(item: schema, db: Session = Depends(get_session)):
            return item
