"""Where parts of the API make themselves known."""

from collections.abc import Callable
from typing import ClassVar

from fastapi import APIRouter, FastAPI

ROUTERS: dict[str, APIRouter] = {}
PLUGINS: list[type["Plugin"]] = []


def source(name: str) -> APIRouter:
    """A router by its name, made when it is asked for first."""
    if name not in ROUTERS:
        ROUTERS[name] = APIRouter(tags=[name])
    return ROUTERS[name]


def plugin(cls: type["Plugin"]) -> type["Plugin"]:
    PLUGINS.append(cls)
    return cls


class Plugin:
    router: ClassVar[APIRouter]
    prefix: ClassVar[str] = ""

    @classmethod
    def install(cls, app: FastAPI) -> None:
        app.include_router(cls.router, prefix=cls.prefix)


class Export:
    """Endpoints by format, filled by a decorator."""

    formats: ClassVar[dict[str, Callable[..., object]]] = {}

    @classmethod
    def format(cls, name: str) -> Callable[[Callable[..., object]], Callable[..., object]]:
        def decorate(function: Callable[..., object]) -> Callable[..., object]:
            cls.formats[name] = function
            return function

        return decorate
