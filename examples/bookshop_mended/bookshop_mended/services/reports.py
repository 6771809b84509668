import csv
import io
import zlib
from collections.abc import AsyncIterator, Sequence

from anyio import to_thread

from ..database import SessionLocal
from ..models import Order
from ..repositories import OrderRepository

PAGE = 500


def recommendations(weeks: int) -> list[int]:
    """Fans who recommend the shop: everyone brings one friend after two weeks."""
    counts = [1, 1]
    while len(counts) < weeks:
        counts.append(counts[-1] + counts[-2])
    return counts[:weeks]


def _table(rows: Sequence[Sequence[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


def _row(order: Order) -> list[str]:
    return [str(order.id), order.status, str(order.total_cents), order.created_at.isoformat()]


def _packed(packer: "zlib._Compress", rows: Sequence[Sequence[str]]) -> bytes:
    return packer.compress(_table(rows))


async def sales() -> AsyncIterator[bytes]:
    """All orders as gzipped CSV, a page at a time, with a session that ends with the stream."""
    packer = zlib.compressobj(wbits=31)
    yield await to_thread.run_sync(_packed, packer, [["order", "status", "cents", "created"]])
    last = 0
    async with SessionLocal() as session:
        orders = OrderRepository(session)
        while page := await orders.page(after=last, limit=PAGE):
            last = page[-1].id
            yield await to_thread.run_sync(_packed, packer, [_row(order) for order in page])
    yield packer.flush()
