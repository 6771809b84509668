"""A router that knows commands: the path is the name of the function."""

from collections.abc import Callable
from typing import Any, overload

from fastapi import APIRouter, Depends, Header


def provider_key(x_provider_key: str = Header("")) -> str:
    return x_provider_key


class Commands:
    def __init__(self, prefix: str = "", description: str | None = None) -> None:
        self._api_router = APIRouter(prefix=prefix, responses={404: {"description": "nothing found"}})
        self._description = description
        self.prefix = prefix

    @property
    def api_router(self) -> APIRouter:
        return self._api_router

    @overload
    def command(self, function: Callable[..., Any]) -> Callable[..., Any]: ...

    @overload
    def command(self, *, methods: list[str] | None = None, **options: Any) -> Callable[..., Any]: ...

    def command(self, function: Callable[..., Any] | None = None, **options: Any) -> Any:
        """`@router.command` or `@router.command(methods=["POST"])`."""
        if function is None:
            return lambda f: self.command(f, **options)

        options["path"] = options.get("path", f"/{function.__name__}")
        options["endpoint"] = function
        options["methods"] = options.get("methods") or ["GET"]
        options["dependencies"] = [Depends(provider_key)]
        options["operation_id"] = self.prefix.strip("/") + "_" + function.__name__
        self._api_router.add_api_route(**options)
        return function

    def include_router(self, router: "Commands", prefix: str = "") -> None:
        tags = [prefix.strip("/")] if prefix else None
        self._api_router.include_router(router=router.api_router, prefix=prefix, tags=tags)
