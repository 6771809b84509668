"""FAL128: an attribute of an ORM object runs SQL when a coroutine reads it."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi_lint.api import Confidence, Finding, LazyLoadView, Project, Rule, Severity

_LEVELS = (Confidence.HIGH, Confidence.MEDIUM, Confidence.LOW)


class LazyLoadOnLoop(Rule):
    """An attribute of an ORM object runs SQL when a coroutine reads it.

    ## What it does

    Finds reads in coroutines that SQLAlchemy answers with a query: a relationship that neither its declaration nor the
    query of the object loads, and any attribute of an object after `await session.commit()` of an `AsyncSession` that
    expires what it holds, which is the default. What a handler returns is read as well.

    ## Why is this bad?

    With an `AsyncSession` such a read fails: `MissingGreenlet: greenlet_spawn has not been called`. It works as long as
    the object happens to be loaded, in tests above all, and fails with a status of 500 when it is not. With a
    synchronous session it works, and stops the event loop for one query each time, which nobody sees in the code.

    ## Example

    ```python
    from collections.abc import AsyncIterator

    from fastapi import Depends, FastAPI
    from sqlalchemy import ForeignKey
    from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
    from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

    app = FastAPI()
    Local = async_sessionmaker(expire_on_commit=False)


    class Base(DeclarativeBase):
        pass


    class Author(Base):
        __tablename__ = "authors"
        id: Mapped[int] = mapped_column(primary_key=True)
        books: Mapped[list["Book"]] = relationship()


    class Book(Base):
        __tablename__ = "books"
        id: Mapped[int] = mapped_column(primary_key=True)
        author_id: Mapped[int] = mapped_column(ForeignKey("authors.id"))


    async def get_session() -> AsyncIterator[AsyncSession]:
        async with Local() as session:
            yield session


    @app.get("/authors/{id}/books")
    async def count_books(id: int, session: AsyncSession = Depends(get_session)) -> int:
        author = await session.get_one(Author, id)
        return len(author.books)
    ```

    ## Use instead

    ```python
    from collections.abc import AsyncIterator

    from fastapi import Depends, FastAPI
    from sqlalchemy import ForeignKey
    from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
    from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship, selectinload

    app = FastAPI()
    Local = async_sessionmaker(expire_on_commit=False)


    class Base(DeclarativeBase):
        pass


    class Author(Base):
        __tablename__ = "authors"
        id: Mapped[int] = mapped_column(primary_key=True)
        books: Mapped[list["Book"]] = relationship()


    class Book(Base):
        __tablename__ = "books"
        id: Mapped[int] = mapped_column(primary_key=True)
        author_id: Mapped[int] = mapped_column(ForeignKey("authors.id"))


    async def get_session() -> AsyncIterator[AsyncSession]:
        async with Local() as session:
            yield session


    @app.get("/authors/{id}/books")
    async def count_books(id: int, session: AsyncSession = Depends(get_session)) -> int:
        author = await session.get_one(Author, id, options=[selectinload(Author.books)])
        return len(author.books)
    ```

    ## Limits

    Only objects whose query can be seen are judged, in the function itself or in one that it calls; where that function
    speaks of loading at all (options, joins, `run_sync`, `awaitable_attrs`) nothing is said. An object that the session
    has already is not loaded again: a relationship to one may be there by luck.

    ## References

    - SQLAlchemy: Preventing Implicit IO when Using AsyncSession,
      https://docs.sqlalchemy.org/en/20/orm/extensions/asyncio.html#preventing-implicit-io-when-using-asyncsession
    - SQLAlchemy: Relationship Loading Techniques, https://docs.sqlalchemy.org/en/20/orm/queryguide/relationships.html
    """

    code, name, since = "FAL128", "lazy-load-on-loop", "0.1.0"
    severity, confidence = Severity.WARNING, Confidence.MEDIUM

    def check_project(self, project: Project) -> Iterator[Finding]:
        """One finding a read; of what a commit expires one an object."""
        for load in project.resources.lazy_loads:
            yield self._finding(load)

    def _finding(self, load: LazyLoadView) -> Finding:
        doubts = 1 + (not load.is_near) + (not load.is_async_session) + (not load.is_reached)
        where = f"in {load.role.label} `{load.place.function.rpartition('.')[2]}`"
        return self.finding(
            load.place,
            f"{_what(load)}{_so(load)}, {where}",
            confidence=_LEVELS[min(doubts, 2)],
            advice=_advice(load),
        )


def _what(load: LazyLoadView) -> str:
    if load.kind == "relationship":
        return f"`{load.name}.{load.attribute}` is a relationship of `{load.model}` that its query did not load"
    if load.kind == "expired":
        return f"`{load.name}.{load.attribute}` has expired with the commit before"
    return f"`{load.name}` is returned after a commit that has expired its attributes"


def _so(load: LazyLoadView) -> str:
    if load.is_async_session:
        return ": reading it raises `MissingGreenlet`"
    return ": reading it runs a query on the event loop"


def _advice(load: LazyLoadView) -> str:
    if load.kind == "relationship":
        return f"load it with the query: `.options(selectinload({load.model}.{load.attribute}))`"
    return f"make the sessions with `expire_on_commit=False`, or `await session.refresh({load.name})`"
