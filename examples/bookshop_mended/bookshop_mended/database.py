"""The engine and the session factory."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Depends
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine

from .models import Base

SessionLocal = async_sessionmaker(expire_on_commit=False)


async def connect(url: str) -> AsyncEngine:
    """Bind the session factory to the database and create missing tables."""
    engine = create_async_engine(url)
    SessionLocal.configure(bind=engine)
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    return engine


async def get_session() -> AsyncIterator[AsyncSession]:
    """One session a request."""
    async with SessionLocal() as session:
        yield session


DbSession = Annotated[AsyncSession, Depends(get_session)]
