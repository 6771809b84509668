"""Engine, session, unit of work: each asks for the one before."""

from collections.abc import AsyncIterator, Iterator
from typing import Annotated

from fastapi import Depends, Request


class Engine:
    url = "memory"


def get_engine(request: Request) -> Engine:
    return getattr(request.app.state, "engine", None) or Engine()


EngineDep = Annotated[Engine, Depends(get_engine)]


class Session:
    def __init__(self, engine: Engine) -> None:
        self.engine = engine


async def get_session(engine: EngineDep) -> AsyncIterator[Session]:
    yield Session(engine)


SessionDep = Annotated[Session, Depends(get_session)]


def replica(engine: EngineDep) -> Iterator[Session]:
    yield Session(engine)


class UnitOfWork:
    """A class as a dependency, with dependencies of its own in its constructor."""

    def __init__(self, session: SessionDep, reader: Session = Depends(replica)) -> None:
        self.session = session
        self.reader = reader

    async def invoices(self) -> "InvoiceRepository":
        return InvoiceRepository(self.session)


class InvoiceRepository:
    def __init__(self, session: SessionDep) -> None:
        self.session = session

    def all(self) -> list[int]:
        return []
