import csv
import gzip
import io
import random

from ..models import Order
from ..repositories import OrderRepository


def rabbits(week: int) -> int:
    """Fans who recommend the shop: everyone brings one friend after two weeks."""
    if week < 2:
        return 1
    return rabbits(week - 1) + rabbits(week - 2)


def average_basket(mean: float, deviation: float) -> float:
    """Monte Carlo estimate of the next basket's worth in cents."""
    total = 0.0
    for _ in range(500_000):
        total += max(0.0, random.gauss(mean, deviation))
    return total / 500_000


class ReportService:
    def __init__(self, orders: OrderRepository) -> None:
        self.orders = orders

    def sales(self) -> bytes:
        """All orders as gzipped CSV."""
        return gzip.compress(self._table([self._row(order) for order in self.orders.all()]).encode())

    def mean_total(self) -> float:
        totals = [order.total_cents for order in self.orders.all()]
        return sum(totals) / len(totals) if totals else 0.0

    @staticmethod
    def _row(order: Order) -> list[str]:
        return [str(order.id), order.status, str(order.total_cents), order.created_at.isoformat()]

    @staticmethod
    def _table(rows: list[list[str]]) -> str:
        text = io.StringIO()
        writer = csv.writer(text)
        writer.writerow(["order", "status", "cents", "created"])
        writer.writerows(rows)
        return text.getvalue()
