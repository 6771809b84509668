"""The application, and what runs before and after it serves."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import Depends, FastAPI

from observatory import decorated, dependencies, errors, handlers, models, offloads, tasks, wrapped
from observatory.log import here


def load() -> None:
    here()


def shared() -> None:
    here()


async def poll() -> None:
    await asyncio.sleep(0.01)
    here()


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    here()
    load()
    shared()
    poller = asyncio.create_task(poll())
    await asyncio.to_thread(warm_up)
    yield
    await poller
    close()


def warm_up() -> None:
    here()


def close() -> None:
    here()


app = FastAPI(
    lifespan=lifespan,
    dependencies=[Depends(dependencies.of_the_application)],
    middleware=errors.LISTED,
    exception_handlers={errors.Lost: errors.lost, 500: errors.failed},
    routes=handlers.routes,
)
for module in (handlers, dependencies, decorated, wrapped, tasks, models, errors, offloads):
    app.include_router(module.router)
app.mount("/mounted", handlers.mounted)
decorated.register(app)
errors.set_up(app)
dependencies.override(app)


@app.get("/")
async def index() -> int:
    here()
    shared()
    return 1
