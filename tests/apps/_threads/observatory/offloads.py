"""Where work goes that is handed on."""

import asyncio
import contextvars
import functools
import threading
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from typing import Any, ParamSpec, TypeVar

import anyio
import anyio.from_thread
import anyio.to_thread
from fastapi import APIRouter
from fastapi.concurrency import iterate_in_threadpool, run_in_threadpool

from observatory.log import here

router = APIRouter(prefix="/offloads")
P = ParamSpec("P")
T = TypeVar("T")
threads = ThreadPoolExecutor(2)


def by_to_thread() -> int:
    here()
    return below_a_thread()


def below_a_thread() -> int:
    here()
    return 1


def by_run_in_threadpool(number: int) -> int:
    here()
    return number


def by_anyio() -> int:
    here()
    return 1


def by_the_default_executor(number: int) -> int:
    here()
    return number


def by_an_executor() -> int:
    here()
    return 1


def by_a_partial(number: int) -> int:
    here()
    return number


def by_submit() -> int:
    here()
    return 1


def by_map(number: int) -> int:
    here()
    return number


class Worker:
    def __init__(self) -> None:
        here()
        self.pool = ThreadPoolExecutor(1)

    def work(self) -> int:
        here()
        return 1

    async def start(self) -> int:
        here()
        return await asyncio.get_running_loop().run_in_executor(self.pool, self.work)


def rows() -> Iterator[int]:
    here()
    yield 1


@router.get("/threads")
async def to_threads() -> int:
    here()
    loop = asyncio.get_running_loop()
    await asyncio.to_thread(by_to_thread)
    await run_in_threadpool(by_run_in_threadpool, 1)
    await anyio.to_thread.run_sync(by_anyio)
    await loop.run_in_executor(None, by_the_default_executor, 1)
    await loop.run_in_executor(threads, by_an_executor)
    await loop.run_in_executor(None, functools.partial(by_a_partial, 1))
    await asyncio.wrap_future(threads.submit(by_submit))
    await asyncio.to_thread(lambda: here())
    list(threads.map(by_map, [1]))
    async for _ in iterate_in_threadpool(rows()):
        pass
    return await Worker().start()


def in_a_process() -> int:
    here()
    return 1


def submitted_to_a_process() -> int:
    here()
    return 1


@router.get("/processes")
async def to_processes() -> int:
    here()
    with ProcessPoolExecutor(1) as processes:
        await asyncio.get_running_loop().run_in_executor(processes, in_a_process)
        return await asyncio.wrap_future(processes.submit(submitted_to_a_process))


def asyncify(function: Callable[P, T]) -> Callable[P, Awaitable[T]]:
    """A wrapper as projects write it themselves."""
    here()

    @functools.wraps(function)
    async def wrapper(*args: P.args, **kwargs: P.kwargs) -> T:
        here()
        return await asyncio.get_running_loop().run_in_executor(None, functools.partial(function, *args, **kwargs))

    return wrapper


async def in_thread(function: Callable[..., T], *args: Any) -> T:
    here()
    return await asyncio.to_thread(function, *args)


def in_the_project_pool(function: Callable[..., T], *args: Any) -> asyncio.Future[T]:
    here()
    return asyncio.wrap_future(threads.submit(function, *args))


def by_asyncify() -> int:
    here()
    return 1


def by_in_thread(number: int) -> int:
    here()
    return number


def by_the_project_pool(number: int) -> int:
    here()
    return number


@router.get("/wrappers")
async def through_wrappers() -> int:
    here()
    await asyncify(by_asyncify)()
    await in_thread(by_in_thread, 1)
    return await in_the_project_pool(by_the_project_pool, 1)


async def as_a_task() -> int:
    here()
    return below_a_task()


def below_a_task() -> int:
    here()
    return 1


async def gathered() -> int:
    here()
    return 1


async def gathered_from_a_list() -> int:
    here()
    return 1


async def in_a_group() -> int:
    here()
    return 1


async def started_soon() -> None:
    here()


async def shielded() -> int:
    here()
    return 1


def called_soon() -> None:
    here()


def called_when_done(task: Any) -> None:
    here()


def in_a_context() -> None:
    here()


@router.get("/loop")
async def on_the_loop() -> int:
    here()
    task = asyncio.create_task(as_a_task())
    task.add_done_callback(called_when_done)
    asyncio.get_running_loop().call_soon(called_soon)
    contextvars.copy_context().run(in_a_context)
    await asyncio.gather(gathered(), *[gathered_from_a_list() for _ in range(2)])
    async with asyncio.TaskGroup() as group:
        group.create_task(in_a_group())
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(started_soon)
    await asyncio.wait_for(asyncio.shield(shielded()), 1)
    return await task


async def back_on_the_loop() -> int:
    here()
    return 1


def called_back_on_the_loop() -> int:
    here()
    return 1


async def in_a_loop_of_its_own() -> int:
    here()
    return below_a_loop_of_its_own()


def below_a_loop_of_its_own() -> int:
    here()
    return 1


async def given_to_the_loop() -> int:
    here()
    return 1


@router.get("/back")
def from_a_thread() -> int:
    here()
    anyio.from_thread.run(back_on_the_loop)
    anyio.from_thread.run_sync(called_back_on_the_loop)
    return asyncio.run(in_a_loop_of_its_own())


@router.get("/thread-safe")
async def to_a_thread_and_back() -> int:
    here()
    return await asyncio.to_thread(in_a_thread, asyncio.get_running_loop())


def in_a_thread(loop: asyncio.AbstractEventLoop) -> int:
    here()
    return asyncio.run_coroutine_threadsafe(given_to_the_loop(), loop).result()


def in_a_thread_of_its_own() -> None:
    here()
    below_a_thread_of_its_own()


def below_a_thread_of_its_own() -> None:
    here()


def by_a_timer() -> None:
    here()


class Loop(threading.Thread):
    def run(self) -> None:
        here()


@router.get("/elsewhere")
async def elsewhere() -> int:
    here()
    for thread in (threading.Thread(target=in_a_thread_of_its_own), threading.Timer(0, by_a_timer), Loop()):
        thread.start()
        thread.join()
    return 1


async def made_but_not_awaited() -> int:
    here()
    return 1


@router.get("/not-awaited")
async def drops() -> int:
    here()
    made_but_not_awaited()
    not_drawn()
    return 1


def not_drawn() -> Iterator[int]:
    here()
    yield 1


@router.get("/from-the-pool")
def drops_in_the_pool() -> int:
    here()
    made_in_the_pool()
    return 1


async def made_in_the_pool() -> int:
    here()
    return 1
