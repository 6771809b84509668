from collections.abc import AsyncIterator, Collection, Sequence

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from ..models import Book


class BookRepository:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def get(self, book_id: int) -> Book | None:
        return await self.session.get(Book, book_id)

    async def by_ids(self, ids: Collection[int]) -> dict[int, Book]:
        found = await self.session.scalars(select(Book).where(Book.id.in_(ids)))
        return {book.id: book for book in found}

    async def newest(self, limit: int) -> Sequence[Book]:
        return (await self.session.scalars(select(Book).order_by(Book.id.desc()).limit(limit))).all()

    async def stream(self) -> AsyncIterator[Book]:
        query = select(Book).order_by(Book.id).execution_options(yield_per=500)
        async for book in await self.session.stream_scalars(query):
            yield book

    async def find(self, text: str, author: str | None, limit: int) -> Sequence[Book]:
        query = select(Book).where(or_(Book.title.icontains(text), Book.author.icontains(text)))
        if author:
            query = query.where(Book.author == author)
        return (await self.session.scalars(query.order_by(Book.title).limit(limit))).all()

    async def add(self, *books: Book) -> None:
        self.session.add_all(books)
        await self.session.commit()
