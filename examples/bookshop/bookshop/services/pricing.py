from bookshop.clients import ExchangeClient
from bookshop.models import Book
from bookshop.schemas import Quote

BASE_CURRENCY = "EUR"


class PricingService:
    """Prices in the customer's currency."""

    def __init__(self, exchange: ExchangeClient) -> None:
        self.exchange = exchange

    def quote(self, book: Book, currency: str) -> Quote:
        amount = self._convert(book.cents, currency)
        return Quote(book_id=book.id, currency=currency, amount=amount)

    def _convert(self, cents: int, currency: str) -> float:
        return round(cents / 100 * self.exchange.rate(BASE_CURRENCY, currency), 2)
