from collections.abc import Iterator
from typing import Any


class Session:
    def close(self) -> None: ...


def get_session() -> Iterator[Session]:
    session = Session()
    yield session
    session.close()


def get_reader() -> Iterator[Session]:
    session = Session()
    yield session
    session.close()


class Repository:
    def __init__(self, model: type[Any]) -> None:
        self.model = model
