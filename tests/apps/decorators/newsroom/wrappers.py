"""Decorators around handlers."""

import asyncio
import functools
import inspect
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


def logged(function: Callable[P, Any]) -> Callable[P, Any]:
    """Sync around sync, async around async."""
    if inspect.iscoroutinefunction(function):

        @functools.wraps(function)
        async def call_async(*args: P.args, **kwargs: P.kwargs) -> Any:
            return await function(*args, **kwargs)

        return call_async

    @functools.wraps(function)
    def call(*args: P.args, **kwargs: P.kwargs) -> Any:
        return function(*args, **kwargs)

    return call


def retried(times: int = 3) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """A wrapper without `async` around a coroutine function."""

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        @functools.wraps(function)
        def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
            for _ in range(times):
                result = function(*args, **kwargs)
            return result

        return wrapper

    return decorate


def in_thread(function: Callable[P, R]) -> Callable[P, Any]:
    """A coroutine function around a plain one."""

    @functools.wraps(function)
    async def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
        return await asyncio.to_thread(function, *args, **kwargs)

    return wrapper


class cached:
    """A decorator that is a class."""

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds

    def __call__(self, function: Callable[P, R]) -> Callable[P, R]:
        @functools.wraps(function)
        def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
            return function(*args, **kwargs)

        return wrapper
