from collections.abc import Sequence
from typing import Annotated

from fastapi import Depends
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from ..database import get_session
from ..models import Book


class BookRepository:
    def __init__(self, session: Annotated[Session, Depends(get_session)]) -> None:
        self.session = session

    def get(self, book_id: int) -> Book | None:
        return self.session.get(Book, book_id)

    def all(self) -> Sequence[Book]:
        return self.session.scalars(select(Book).order_by(Book.id)).all()

    def find(self, text: str, author: str | None, limit: int) -> Sequence[Book]:
        query = select(Book).where(or_(Book.title.icontains(text), Book.author.icontains(text)))
        if author:
            query = query.where(Book.author == author)
        return self.session.scalars(query.order_by(Book.title).limit(limit)).all()

    def add(self, book: Book) -> Book:
        self.session.add(book)
        self.session.commit()
        return book
