"""Handlers that yield, which FastAPI serves line by line (since 0.134)."""

from collections.abc import AsyncIterable, AsyncIterator, Iterable, Iterator

from fastapi import FastAPI
from fastapi.sse import EventSourceResponse
from pydantic import BaseModel, field_serializer

from observatory.log import here

app = FastAPI()


class Row(BaseModel):
    number: int

    @field_serializer("number")
    def written(self, value: int) -> int:
        here()
        return value


class Event(BaseModel):
    number: int

    @field_serializer("number")
    def written(self, value: int) -> int:
        here()
        return value


@app.get("/rows")
def rows() -> Iterable[Row]:
    here()
    yield Row(number=counted())


def counted() -> int:
    here()
    return 1


@app.get("/async-rows")
async def async_rows() -> AsyncIterable[int]:
    here()
    yield counted_on_the_loop()


def counted_on_the_loop() -> int:
    here()
    return 1


@app.get("/events", response_class=EventSourceResponse)
def events() -> Iterator[Event]:
    here()
    yield Event(number=1)


@app.get("/async-events", response_class=EventSourceResponse)
async def async_events() -> AsyncIterator[int]:
    here()
    yield 1
