"""A plain wrapper around a coroutine function, where FastAPI looks through it (since 0.123) and where it does not."""

import functools
from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Depends

from observatory.log import here

router = APIRouter(prefix="/wrapped")


def logged(function: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(function)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        here()
        return function(*args, **kwargs)

    return wrapper


@router.get("/handler")
@logged
async def handler() -> int:
    here()
    return 1


@logged
async def dependency() -> int:
    here()
    return 1


@router.get("/dependent")
async def dependent(one: Annotated[Any, Depends(dependency)]) -> int:
    here()
    return 1
