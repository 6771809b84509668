"""There is one application and one router of each kind, whoever asks for them."""

from functools import cache, lru_cache

from fastapi import APIRouter, FastAPI

_public: APIRouter | None = None


@lru_cache(maxsize=1)
def get_app() -> FastAPI:
    return FastAPI(title="Podcasts")


@cache
def get_router(name: str) -> APIRouter:
    return APIRouter(prefix=f"/{name}", tags=[name])


def public_router() -> APIRouter:
    """Made when it is asked for first."""
    global _public
    if _public is None:
        _public = APIRouter(prefix="/public")
    return _public


class Registry:
    """The same as a class attribute."""

    _instance: "Registry | None" = None

    def __init__(self) -> None:
        self.admin = APIRouter(prefix="/admin", include_in_schema=False)

    @classmethod
    def instance(cls) -> "Registry":
        if cls._instance is None:
            cls._instance = cls()
        return cls._instance
