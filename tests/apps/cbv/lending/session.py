from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Depends, Header


class Session:
    async def close(self) -> None: ...


async def open_session() -> AsyncIterator[Session]:
    session = Session()
    yield session
    await session.close()


def reader(x_reader: Annotated[str, Header()], session: Session = Depends(open_session)) -> str:
    return x_reader


def librarian(name: str = Depends(reader)) -> str:
    return name
