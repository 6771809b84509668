from bookshop_mended.clients import ExchangeClient
from bookshop_mended.models import Book
from bookshop_mended.schemas import Quote

BASE_CURRENCY = "EUR"


class PricingService:
    """Prices in the customer's currency."""

    def __init__(self, exchange: ExchangeClient) -> None:
        self.exchange = exchange

    async def quote(self, book: Book, currency: str) -> Quote:
        amount = await self._convert(book.cents, currency)
        return Quote(book_id=book.id, currency=currency, amount=amount)

    async def _convert(self, cents: int, currency: str) -> float:
        return round(cents / 100 * await self.exchange.rate(BASE_CURRENCY, currency), 2)
