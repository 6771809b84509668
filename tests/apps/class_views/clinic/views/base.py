"""A resource is a class: its constructor registers its methods."""

from abc import ABC, abstractmethod
from typing import Any

from fastapi import APIRouter

from clinic.storage import Storage


class ResourceViews(ABC):
    name = "resources"

    def __init__(self, storage: Storage) -> None:
        self.storage = storage
        self.router = APIRouter(prefix=f"/{self.name}", tags=[self.name])
        self.router.add_api_route("/", self.list, methods=["GET"])
        self.router.add_api_route("/", self.create, methods=["POST"], status_code=201)
        self.router.add_api_route("/{key}", self.read, methods=["GET"])
        self.router.add_api_route("/{key}", self.delete, methods=["DELETE"], status_code=204)
        self.register()

    def register(self) -> None:
        """Room for what a resource has beyond the usual."""

    def list(self) -> list[Any]:
        return self.storage.all(self.name)

    async def read(self, key: str) -> Any:
        return self.storage.one(self.name, key)

    @abstractmethod
    async def create(self, key: str) -> Any: ...

    def delete(self, key: str) -> None:
        self.storage.drop(self.name, key)
