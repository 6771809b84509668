"""Controllers: classes whose methods say by decorators which routes they serve, an object of which makes a router."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, ClassVar, TypeVar

from fastapi import APIRouter, FastAPI

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True)
class Endpoint:
    path: str
    methods: tuple[str, ...]
    options: dict[str, Any] = field(default_factory=dict)


def route(path: str, *methods: str, **options: Any) -> Callable[[F], F]:
    def mark(function: F) -> F:
        function.endpoints = [*getattr(function, "endpoints", ()), Endpoint(path, methods, options)]
        return function

    return mark


def get(path: str, **options: Any) -> Callable[[F], F]:
    return route(path, "GET", **options)


def post(path: str, **options: Any) -> Callable[[F], F]:
    return route(path, "POST", **options)


def delete(path: str, **options: Any) -> Callable[[F], F]:
    return route(path, "DELETE", **options)


class Controller:
    """Knows its subclasses and gives each of its objects a router."""

    known: ClassVar[list[type["Controller"]]] = []
    prefix: ClassVar[str] = ""
    tags: ClassVar[list[str]] = []

    def __init_subclass__(cls, abstract: bool = False, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if not abstract:
            Controller.known.append(cls)

    def __init__(self) -> None:
        self.router = APIRouter(prefix=self.prefix, tags=list(self.tags))
        for name, method in inspect.getmembers(self, inspect.ismethod):
            for endpoint in getattr(method, "endpoints", ()):
                self.router.add_api_route(endpoint.path, method, methods=list(endpoint.methods), **endpoint.options)


def install(app: FastAPI) -> None:
    for controller in Controller.known:
        app.include_router(controller().router)
