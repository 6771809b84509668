import json
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Query, Response

from ..dependencies import Books, Filters, PageSize, Pricing
from ..models import Book
from ..schemas import BookIn, BookOut, Quote
from ..services import placeholder_cover, related
from ..services.search import duplicates

router = APIRouter(tags=["books"])


def found(book: Book | None) -> Book:
    if book is None:
        raise HTTPException(404, "no such book")
    return book


@router.get("")
async def list_books(books: Books, limit: PageSize, q: str = "") -> list[BookOut]:
    return [BookOut.model_validate(book) for book in books.find(q, None, limit)]


@router.post("", status_code=201)
async def add_book(book: BookIn, books: Books) -> BookOut:
    return BookOut.model_validate(books.add(Book(**book.model_dump())))


@router.post("/search")
async def search_books(q: str, books: Books, filters: Filters) -> list[dict]:
    matches = books.find(q, filters["author"], filters["limit"])
    return [{"id": book.id, "title": book.title, "author": book.author} for book in matches]


@router.get("/export")
async def export_books(books: Books) -> Response:
    rows = [{"isbn": book.isbn, "title": book.title, "tags": book.tags} for book in books.all()]
    return Response(json.dumps(rows), media_type="application/json")


@router.get("/related", response_model=list)
async def related_books(books: Books) -> Any:
    return related(books.all())


@router.post("/duplicates")
async def duplicate_titles(titles: list[str]) -> set[str]:
    return duplicates(titles)


@router.get("/{book_id}")
def read_book(book_id: int, books: Books) -> BookOut:
    return BookOut.model_validate(found(books.get(book_id)))


@router.get("/{book_id}/price")
async def price(book_id: int, currency: str, books: Books, pricing: Pricing) -> Quote:
    return pricing.quote(found(books.get(book_id)), currency)


@router.put("/{book_id}/labels")
async def set_labels(book_id: int, labels: list) -> dict:
    return {"book_id": book_id, "labels": len(labels)}


@router.get("/{book_id}/cover.png")
async def cover(
    book_id: int,
    width: Annotated[int, Query(ge=1)] = 120,
    height: Annotated[int, Query(ge=1)] = 180,
) -> Response:
    return Response(placeholder_cover(width, height, book_id), media_type="image/png")
