"""The engine and the session factory."""

from collections.abc import Iterator

from sqlalchemy import Engine, create_engine
from sqlalchemy.orm import Session, sessionmaker

from .models import Base

SessionLocal = sessionmaker(expire_on_commit=False)


def connect(url: str) -> Engine:
    """Bind the session factory to the database and create missing tables."""
    engine = create_engine(url, connect_args={"check_same_thread": False})
    SessionLocal.configure(bind=engine)
    Base.metadata.create_all(engine)
    return engine


def get_session() -> Iterator[Session]:
    """One session a request."""
    with SessionLocal() as session:
        yield session
