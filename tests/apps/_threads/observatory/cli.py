"""A command, which is no server."""

import asyncio

from observatory.log import here


async def migrate() -> None:
    here()
    step()
    await asyncio.gather(second(), asyncio.to_thread(third))


def step() -> None:
    here()


async def second() -> None:
    here()


def third() -> None:
    here()


if __name__ == "__main__":
    asyncio.run(migrate())
