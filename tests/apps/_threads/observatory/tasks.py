"""Background tasks, and what is streamed."""

import functools
from collections.abc import AsyncIterator, Iterator

from fastapi import APIRouter, BackgroundTasks, Response
from fastapi.responses import PlainTextResponse, StreamingResponse
from starlette.background import BackgroundTask
from starlette.background import BackgroundTasks as Tasks

from observatory.log import here

router = APIRouter(prefix="/tasks")


def plain(text: str) -> None:
    here()
    of_a_plain_task()


def of_a_plain_task() -> None:
    here()


async def awaited(text: str) -> None:
    here()
    of_an_awaited_task()


def of_an_awaited_task() -> None:
    here()


class Reports:
    def write(self) -> None:
        here()

    async def send(self) -> None:
        here()

    def __call__(self) -> None:
        here()


class Awaited:
    async def __call__(self) -> None:
        here()


async def through_a_partial(text: str) -> None:
    here()


def plain_through_a_partial(text: str) -> None:
    here()


def of_a_response() -> None:
    here()


def of_a_list() -> None:
    here()


async def awaited_of_a_list() -> None:
    here()


@router.get("/all")
async def add_tasks(background: BackgroundTasks) -> int:
    here()
    reports = Reports()
    background.add_task(plain, "text")
    background.add_task(awaited, text="text")
    background.add_task(reports.write)
    background.add_task(reports.send)
    background.add_task(reports)
    background.add_task(Awaited())
    background.add_task(functools.partial(through_a_partial, "text"))
    background.add_task(functools.partial(plain_through_a_partial, "text"))
    background.add_task(lambda: here())
    handed_on(background)
    return 1


def handed_on(tasks: BackgroundTasks) -> None:
    here()
    tasks.add_task(added_by_a_helper)


def added_by_a_helper() -> None:
    here()


@router.get("/of-a-response")
def respond() -> Response:
    here()
    return PlainTextResponse("ok", background=BackgroundTask(of_a_response))


@router.get("/of-a-list")
def respond_with_a_list() -> Response:
    here()
    tasks = Tasks([BackgroundTask(awaited_of_a_list)])
    tasks.add_task(of_a_list)
    return PlainTextResponse("ok", background=tasks)


def rows() -> Iterator[str]:
    here()
    yield of_a_row()


def of_a_row() -> str:
    here()
    return "row"


async def async_rows() -> AsyncIterator[str]:
    here()
    yield "row"


class Rows:
    def __iter__(self) -> Iterator[str]:
        here()
        yield "row"


class CountedRows:
    def __init__(self) -> None:
        here()
        self.left = 2

    def __iter__(self) -> "CountedRows":
        here()
        return self

    def __next__(self) -> str:
        here()
        self.left -= 1
        if self.left < 0:
            raise StopIteration
        return "row"


class AsyncRows:
    async def __aiter__(self) -> AsyncIterator[str]:
        here()
        yield "row"


@router.get("/stream")
async def stream() -> StreamingResponse:
    here()
    return StreamingResponse(rows())


@router.get("/async-stream")
def async_stream() -> StreamingResponse:
    here()
    return StreamingResponse(content=async_rows(), media_type="text/plain")


@router.get("/iterable")
async def iterable() -> StreamingResponse:
    here()
    return StreamingResponse(Rows())


@router.get("/counted")
async def counted() -> StreamingResponse:
    here()
    return StreamingResponse(CountedRows())


@router.get("/async-iterable")
async def async_iterable() -> StreamingResponse:
    here()
    return StreamingResponse(AsyncRows())


def drawn() -> Iterator[str]:
    here()
    yield from inner()


def inner() -> Iterator[str]:
    here()
    yield "row"


async def drawn_on_the_loop() -> AsyncIterator[str]:
    here()
    for row in consumed():
        yield row


def consumed() -> Iterator[str]:
    here()
    yield "row"


@router.get("/drawn")
async def nested() -> StreamingResponse:
    here()
    return StreamingResponse(drawn())


@router.get("/drawn-on-the-loop")
async def nested_on_the_loop() -> StreamingResponse:
    here()
    return StreamingResponse(drawn_on_the_loop())


@router.get("/local")
async def local() -> StreamingResponse:
    here()

    def lines() -> Iterator[str]:
        here()
        yield "line"

    return StreamingResponse(lines())


@router.get("/expression")
async def expression() -> StreamingResponse:
    here()
    return StreamingResponse(of_an_expression(number) for number in range(2))


def of_an_expression(number: int) -> str:
    here()
    return str(number)


@router.get("/mapped")
async def mapped() -> StreamingResponse:
    here()
    return StreamingResponse(map(of_a_map, range(2)))


def of_a_map(number: int) -> str:
    here()
    return str(number)
