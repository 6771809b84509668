import csv
from collections.abc import AsyncIterator

from ..database import SessionLocal
from ..models import Book
from ..repositories import BookRepository
from ..schemas import BookExport


def parse(content: bytes) -> list[Book]:
    """Books of an uploaded CSV table."""
    rows = csv.DictReader(content.decode().splitlines())
    return [Book(isbn=row["isbn"], title=row["title"], author=row["author"], cents=int(row["cents"])) for row in rows]


async def export() -> AsyncIterator[str]:
    """One JSON object a line, with a session that ends with the stream."""
    async with SessionLocal() as session:
        async for book in BookRepository(session).stream():
            yield BookExport.model_validate(book).model_dump_json() + "\n"


def duplicates(titles: list[str]) -> list[str]:
    """Titles that occur again further down, whatever their case and spacing."""
    last = {_plain(title): position for position, title in enumerate(titles)}
    return sorted({title for position, title in enumerate(titles) if last[_plain(title)] > position})


def _plain(title: str) -> str:
    return " ".join(title.split()).lower()
