from typing import Annotated

from anyio import to_process
from fastapi import APIRouter, HTTPException, Query, Response
from fastapi.responses import StreamingResponse
from pydantic import Field

from ..compute.covers import placeholder_cover
from ..compute.related import related
from ..dependencies import Books, PageSize, Pricing
from ..models import Book
from ..schemas import BookFilters, BookIn, BookMatch, BookOut, Currency, Label, LabelCount, Line, Quote
from ..services import catalogue

router = APIRouter(tags=["books"])

COMPARED = 2_000


def found(book: Book | None) -> Book:
    if book is None:
        raise HTTPException(404, "no such book")
    return book


@router.get("")
async def list_books(books: Books, limit: PageSize, q: str = "") -> list[BookOut]:
    return [BookOut.model_validate(book) for book in await books.find(q, None, limit)]


@router.post("", status_code=201)
async def add_book(book: BookIn, books: Books) -> BookOut:
    added = Book(**book.model_dump(exclude={"attributes"}), attributes=book.attributes.model_dump(exclude_none=True))
    await books.add(added)
    return BookOut.model_validate(added)


@router.post("/search")
async def search_books(q: str, books: Books, filters: BookFilters | None = None) -> list[BookMatch]:
    wanted = filters or BookFilters()
    return [BookMatch.model_validate(book) for book in await books.find(q, wanted.author, wanted.limit)]


@router.get("/export")
async def export_books() -> StreamingResponse:
    return StreamingResponse(catalogue.export(), media_type="application/x-ndjson")


@router.get("/related")
async def related_books(books: Books, limit: PageSize) -> list[tuple[int, int]]:
    tags = [(book.id, book.tags) for book in await books.newest(COMPARED)]
    return await to_process.run_sync(related, tags, limit)


@router.post("/duplicates")
async def duplicate_titles(titles: Annotated[list[Line], Field(max_length=1000)]) -> list[str]:
    return catalogue.duplicates(titles)


@router.get("/{book_id}")
async def read_book(book_id: int, books: Books) -> BookOut:
    return BookOut.model_validate(found(await books.get(book_id)))


@router.get("/{book_id}/price")
async def price(book_id: int, currency: Currency, books: Books, pricing: Pricing) -> Quote:
    return await pricing.quote(found(await books.get(book_id)), currency)


@router.put("/{book_id}/labels")
async def set_labels(book_id: int, labels: Annotated[list[Label], Field(max_length=50)]) -> LabelCount:
    return LabelCount(book_id=book_id, labels=len(labels))


@router.get("/{book_id}/cover.png")
async def cover(
    book_id: int,
    width: Annotated[int, Query(ge=1, le=400)] = 120,
    height: Annotated[int, Query(ge=1, le=600)] = 180,
) -> Response:
    image = await to_process.run_sync(placeholder_cover, width, height, book_id)
    return Response(image, media_type="image/png")
