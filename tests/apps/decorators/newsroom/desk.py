"""The desk keeps its verbs as attributes."""

from collections.abc import Callable
from functools import partial
from typing import Any

from fastapi import APIRouter, FastAPI


class Desk:
    def __init__(self, name: str) -> None:
        self.router = APIRouter(prefix=f"/{name}", tags=[name])
        self.get = self.router.get
        self.post = partial(self.router.post, status_code=201)

    def page(self, path: str, **options: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """A GET that is not part of the schema."""
        return self.router.get(path, include_in_schema=False, **options)

    def mount_on(self, app: FastAPI) -> None:
        app.include_router(self.router)


sports = Desk("sports")
politics = Desk("politics")
