from typing import Annotated

from fastapi import APIRouter, BackgroundTasks, Body, HTTPException

from ..dependencies import Books, CurrentUser, Mail, Orders, PageSize, Parcels, Payments
from ..models import Order, OrderLine
from ..repositories import BookRepository
from ..schemas import Accepted, OrderIn, OrderOut, PaymentEvent, Tracking
from ..services import Mailer

router = APIRouter()


async def priced(batch: list[OrderIn], user_id: int, books: BookRepository) -> list[Order]:
    """The orders to be saved; all books of the batch are looked up in one query."""
    known = await books.by_ids({line.book_id for order in batch for line in order.lines})
    return [_order(order, user_id, {book.id: book.cents for book in known.values()}) for order in batch]


def _order(order: OrderIn, user_id: int, cents: dict[int, int]) -> Order:
    unknown = [line.book_id for line in order.lines if line.book_id not in cents]
    if unknown:
        raise HTTPException(404, f"no book {unknown[0]}")
    return Order(
        user_id=user_id,
        total_cents=sum(cents[line.book_id] * line.quantity for line in order.lines),
        lines=[OrderLine(book_id=line.book_id, quantity=line.quantity) for line in order.lines],
    )


async def send_receipt(mailer: Mailer, to: str, order_id: int) -> None:
    await mailer.send(to, f"Your order {order_id}", "Thank you! We pack it today.")


@router.post("", status_code=201)
async def create_order(
    order: OrderIn,
    user: CurrentUser,
    books: Books,
    orders: Orders,
    payments: Payments,
    mailer: Mail,
    tasks: BackgroundTasks,
) -> OrderOut:
    (placed,) = await priced([order], user.id, books)
    await orders.save(placed)
    await payments.settle(placed)
    tasks.add_task(send_receipt, mailer, user.email, placed.id)
    return OrderOut.model_validate(placed)


@router.get("")
async def my_orders(user: CurrentUser, orders: Orders, limit: PageSize) -> list[OrderOut]:
    return [OrderOut.model_validate(order) for order in await orders.of_user(user.id, limit)]


@router.post("/import")
async def import_orders(
    batch: Annotated[list[OrderIn], Body(max_length=100)], user: CurrentUser, books: Books, orders: Orders
) -> list[OrderOut]:
    placed = await priced(batch, user.id, books)
    await orders.save(*placed)
    return [OrderOut.model_validate(order) for order in placed]


@router.post("/webhook")
async def payment_webhook(event: PaymentEvent, orders: Orders) -> Accepted:
    order = await orders.get(event.data.order_id)
    if order is not None:
        order.status = event.kind
        await orders.save(order)
    return Accepted(accepted=order is not None)


@router.get("/{order_id}/tracking")
async def tracking(order_id: int, parcels: Parcels) -> Tracking:
    return Tracking(order_id=order_id, status=await parcels.status(f"order-{order_id}"))
