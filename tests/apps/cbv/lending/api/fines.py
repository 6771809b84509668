from typing import Annotated

from fastapi import APIRouter, Depends

from lending.session import Session, librarian, open_session
from lending.views import cbv

fines = APIRouter(dependencies=[Depends(librarian)])


class Tariff:
    def __init__(self, currency: str = "EUR", session: Session = Depends(open_session)):
        self.currency = currency


class Priced:
    tariff: Annotated[Tariff, Depends()]

    def price(self, days: int) -> int:
        return 20 * days


@cbv(fines)
class FineViews(Priced):
    def __init__(self, reader_id: int) -> None:
        self.reader_id = reader_id

    @fines.get("/readers/{reader_id}/fines")
    def list_fines(self):
        return [self.price(3)]

    @fines.post("/readers/{reader_id}/fines/pay")
    async def pay(self, cents: int, by: str = Depends(librarian)):
        return {"reader": self.reader_id, "cents": cents, "by": by}
