"""Everything that can be depended on."""

import functools
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, FastAPI, Query, Security, WebSocket
from pydantic import BaseModel, field_validator

from observatory.log import here


def of_the_application() -> None:
    here()


async def of_the_router() -> None:
    here()


router = APIRouter(prefix="/dependencies", dependencies=[Depends(of_the_router)])


def function() -> int:
    here()
    return shared()


async def coroutine(value: Annotated[int, Depends(function)]) -> int:
    here()
    return shared()


def shared() -> int:
    here()
    return 1


def generator() -> Iterator[int]:
    here()
    yield 1
    after_a_generator()


def after_a_generator() -> None:
    here()


async def async_generator() -> AsyncIterator[int]:
    here()
    yield 1
    after_an_async_generator()


def after_an_async_generator() -> None:
    here()


class Pagination:
    def __init__(self, page: int = 1) -> None:
        here()
        self.page = page
        self.prepare()

    def prepare(self) -> None:
        here()


@dataclass
class Window:
    width: int = 1

    def __post_init__(self) -> None:
        here()


class Filter(BaseModel):
    name: str = "x"

    @field_validator("name")
    @classmethod
    def check(cls, value: str) -> str:
        here()
        return value


class PlainObject:
    def __init__(self) -> None:
        here()

    def __call__(self) -> int:
        here()
        return 1


class AwaitedObject:
    async def __call__(self) -> int:
        here()
        return 1


class GeneratorObject:
    def __call__(self) -> Iterator[int]:
        here()
        yield 1


class AsyncGeneratorObject:
    async def __call__(self) -> AsyncIterator[int]:
        here()
        yield 1


class Methods:
    def plain(self) -> int:
        here()
        return 1

    async def awaited(self) -> int:
        here()
        return 1

    @classmethod
    def of_class(cls) -> int:
        here()
        return 1

    @staticmethod
    async def of_nothing() -> int:
        here()
        return 1


def plain_with_argument(number: int) -> int:
    here()
    return number


async def with_argument(number: int) -> int:
    here()
    return number


async def at_a_socket() -> int:
    here()
    return 1


def plain_at_a_socket() -> int:
    here()
    return 1


def secured() -> int:
    here()
    return 1


def replaced() -> int:
    here()
    return 1


async def replacement() -> int:
    here()
    return 1


def made(level: int) -> Callable[[], int]:
    here()

    async def check() -> int:
        here()
        return level

    return check


def made_plain(level: int) -> Callable[[], int]:
    def check() -> int:
        here()
        return level

    return check


methods = Methods()


@router.get("/all")
async def all_of_them(
    by_function: Annotated[int, Depends(coroutine)],
    by_generator: Annotated[int, Depends(generator)],
    by_async_generator: Annotated[int, Depends(async_generator)],
    pagination: Annotated[Pagination, Depends()],
    window: Annotated[Window, Depends()],
    filters: Annotated[Filter, Depends()],
    by_object: Annotated[int, Depends(PlainObject())],
    by_awaited_object: Annotated[int, Depends(AwaitedObject())],
    by_plain_method: Annotated[int, Depends(methods.plain)],
    by_method: Annotated[int, Depends(methods.awaited)],
    by_class_method: Annotated[int, Depends(Methods.of_class)],
    by_static_method: Annotated[int, Depends(Methods.of_nothing)],
    by_lambda: Annotated[int, Depends(lambda: here() or 1)],
    by_security: Annotated[int, Security(secured)],
    by_closure: Annotated[int, Depends(made(1))],
    by_plain_closure: Annotated[int, Depends(made_plain(1))],
    overridden: Annotated[int, Depends(replaced)],
    by_default: int = Depends(shared),
) -> int:
    here()
    return by_function


@router.get("/generators")
async def generators(
    by_generator_object: Annotated[int, Depends(GeneratorObject())],
    by_async_generator_object: Annotated[int, Depends(AsyncGeneratorObject())],
) -> int:
    here()
    return 1


@router.get("/partials")
async def partials(
    by_partial: Annotated[int, Depends(functools.partial(plain_with_argument, 1))],
    by_async_partial: Annotated[int, Depends(functools.partial(with_argument, 1))],
) -> int:
    here()
    return 1


@router.websocket("/socket")
async def socket(
    websocket: WebSocket,
    one: Annotated[int, Depends(at_a_socket)],
    two: Annotated[int, Depends(plain_at_a_socket)],
) -> None:
    here()
    await websocket.accept()
    await websocket.close()


def override(app: FastAPI) -> None:
    here()
    app.dependency_overrides[replaced] = replacement
