import functools
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any

from fastapi import APIRouter

from retrieval.providers import Providers, rate_limit


class BaseRouter(ABC):
    """A part of the API, with what it needs from outside."""

    def __init__(self, providers: Providers) -> None:
        self.providers = providers
        self.router = APIRouter()
        self.rate_limit_dependency = rate_limit
        self._setup_routes()

    def get_router(self) -> APIRouter:
        return self.router

    def base_endpoint(self, function: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(function)
        async def wrapper(*args: Any, **kwargs: Any) -> dict[str, Any]:
            return {"results": await function(*args, **kwargs)}

        return wrapper

    @abstractmethod
    def _setup_routes(self) -> None: ...
