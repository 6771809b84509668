from typing import Any

from fastapi import APIRouter, BackgroundTasks, HTTPException, Request

from ..dependencies import Books, CurrentUser, Mail, Orders, Parcels, Payments
from ..models import Order, OrderLine
from ..repositories import BookRepository, OrderRepository
from ..schemas import OrderIn, OrderOut, PaymentEvent, Tracking
from ..services import Mailer

router = APIRouter()


def place(order: OrderIn, user_id: int, books: BookRepository, orders: OrderRepository) -> Order:
    total = 0
    for line in order.lines:
        book = books.get(line.book_id)
        if book is None:
            raise HTTPException(404, f"no book {line.book_id}")
        total += book.cents * line.quantity
    lines = [OrderLine(book_id=line.book_id, quantity=line.quantity) for line in order.lines]
    return orders.save(Order(user_id=user_id, total_cents=total, lines=lines))


def summary(order: Order) -> OrderOut:
    lines = [{"book_id": line.book_id, "quantity": line.quantity} for line in order.lines]
    return OrderOut(id=order.id, status=order.status, total_cents=order.total_cents, lines=lines)


async def send_receipt(mailer: Mailer, to: str, order_id: int) -> None:
    mailer.send(to, f"Your order {order_id}", "Thank you! We pack it today.")


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
    placed = payments.settle(place(order, user.id, books, orders))
    tasks.add_task(send_receipt, mailer, user.email, placed.id)
    return summary(placed)


@router.get("")
def my_orders(user: CurrentUser, orders: Orders) -> list[dict[str, Any]]:
    return [summary(order).model_dump() for order in orders.of_user(user.id)]


@router.post("/import")
async def import_orders(batch: list[OrderIn], user: CurrentUser, books: Books, orders: Orders) -> list[OrderOut]:
    return [summary(place(order, user.id, books, orders)) for order in batch]


@router.post("/webhook")
async def payment_webhook(request: Request, orders: Orders) -> dict:
    event = PaymentEvent.model_validate(await request.json())
    order = orders.get(int(event.data["order_id"]))
    if order is not None:
        order.status = event.kind
        orders.save(order)
    return {"accepted": order is not None}


@router.get("/{order_id}/tracking")
async def tracking(order_id: int, parcels: Parcels) -> Tracking:
    return Tracking(order_id=order_id, status=await parcels.status(f"order-{order_id}"))
