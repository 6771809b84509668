"""What decorators make of handlers, dependencies, tasks and exception handlers."""

import asyncio
import functools
import inspect
from collections.abc import Awaitable, Callable
from typing import Annotated, Any

from fastapi import APIRouter, BackgroundTasks, Depends, FastAPI, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse

from observatory.log import here

router = APIRouter(prefix="/decorated")


def awaiting(function: Callable[..., Any]) -> Callable[..., Any]:
    """An `async` wrapper that calls a plain function: it moves it to the loop."""

    @functools.wraps(function)
    async def wrapper(*args: Any, **kwargs: Any) -> Any:
        here()
        return function(*args, **kwargs)

    return wrapper


def offloading(function: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(function)
    async def wrapper(*args: Any, **kwargs: Any) -> Any:
        here()
        return await run_in_threadpool(function, *args, **kwargs)

    return wrapper


def to_a_thread(function: Callable[..., Any]) -> Callable[..., Any]:
    async def wrapper(*args: Any, **kwargs: Any) -> Any:
        here()
        return await asyncio.to_thread(functools.partial(function, *args, **kwargs))

    return functools.update_wrapper(wrapper, function)


def logged(function: Callable[..., Any]) -> Callable[..., Any]:
    """A plain wrapper, whatever it is that it wraps."""

    @functools.wraps(function)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        here()
        return function(*args, **kwargs)

    return wrapper


def timed(label: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """A wrapper for each colour."""

    def decorator(function: Callable[..., Any]) -> Callable[..., Any]:
        if inspect.iscoroutinefunction(function):

            @functools.wraps(function)
            async def awaited(*args: Any, **kwargs: Any) -> Any:
                here()
                return await function(*args, **kwargs)

            return awaited

        @functools.wraps(function)
        def called(*args: Any, **kwargs: Any) -> Any:
            here()
            return function(*args, **kwargs)

        return called

    return decorator


@router.get("/moved")
@awaiting
def moved() -> int:
    here()
    return 1


@router.get("/offloaded")
@offloading
def offloaded() -> int:
    here()
    return 1


@router.get("/in-a-thread")
@to_a_thread
def in_a_thread() -> int:
    here()
    return 1


@router.get("/timed")
@timed("plain")
def timed_function() -> int:
    here()
    return 1


@router.get("/timed-loop")
@timed("coroutine")
async def timed_coroutine() -> int:
    here()
    return 1


@router.get("/cached")
@functools.cache
def cached() -> int:
    here()
    return 1


@awaiting
def dependency_moved() -> int:
    here()
    return 1


@offloading
def dependency_offloaded() -> int:
    here()
    return 1


@timed("plain")
def timed_dependency() -> int:
    here()
    return 1


@router.get("/dependent")
async def dependent(
    one: Annotated[int, Depends(dependency_moved)],
    two: Annotated[int, Depends(dependency_offloaded)],
    three: Annotated[int, Depends(timed_dependency)],
) -> int:
    here()
    return await offloaded_helper()


@offloading
def offloaded_helper() -> int:
    here()
    return 1


@logged
async def task_whose_coroutine_nobody_awaits() -> None:
    here()


@awaiting
def moved_task() -> None:
    here()


@offloading
def offloaded_task() -> None:
    here()


@router.get("/tasks")
async def tasks(background: BackgroundTasks) -> int:
    here()
    background.add_task(task_whose_coroutine_nobody_awaits)
    background.add_task(moved_task)
    background.add_task(offloaded_task)
    return 1


class Clouded(Exception):
    pass


class Overcast(Exception):
    pass


@awaiting
def clouded(request: Request, error: Exception) -> JSONResponse:
    here()
    return JSONResponse({}, 503)


@logged
async def overcast(request: Request, error: Exception) -> JSONResponse:
    here()
    return JSONResponse({}, 503)


@router.get("/clouded")
async def raises_clouded() -> int:
    here()
    raise Clouded


@router.get("/overcast")
async def raises_overcast() -> int:
    here()
    raise Overcast


def register(app: FastAPI) -> None:
    here()
    app.add_exception_handler(Clouded, clouded)
    app.add_exception_handler(Overcast, overcast)


class Retrying:
    """A decorator that is a class: its `__call__` takes the function's place."""

    def __init__(self, function: Callable[..., Any]) -> None:
        functools.update_wrapper(self, function)
        self.function = function

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        here()
        return self.function(*args, **kwargs)


@Retrying
def retried() -> int:
    here()
    return 1


@router.get("/retried")
async def calls_retried() -> int:
    here()
    return retried()
