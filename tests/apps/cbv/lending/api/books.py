from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel

from lending.session import Session, librarian, open_session, reader
from lending.views import cbv

router = APIRouter(prefix="/books", tags=["books"])


class Book(BaseModel):
    isbn: str
    title: str


@cbv(router)
class BookViews:
    session: Session = Depends(open_session)

    @router.get("/")
    async def search(self, q: str = Query("")) -> list[Book]:
        return []

    @router.get("/{isbn}")
    async def read(self, isbn: str) -> Book:
        return self._book(isbn)

    @router.post("/", status_code=201, dependencies=[Depends(librarian)])
    async def add(self, book: Book) -> Book:
        return book

    def _book(self, isbn: str) -> Book:
        return Book(isbn=isbn, title="Emma")


@cbv(router)
class LoanViews:
    session: Session = Depends(open_session)
    who: str = Depends(reader)

    @router.post("/{isbn}/loans", tags=["loans"])
    def borrow(self, isbn: str):
        return {"isbn": isbn, "reader": self.who}

    @router.delete("/{isbn}/loans")
    def give_back(self, isbn: str):
        return {"isbn": isbn}
