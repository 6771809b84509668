from bookshop_mended.clients import PaymentGateway
from bookshop_mended.models import Order
from bookshop_mended.repositories import OrderRepository


class PaymentService:
    """Takes the money and remembers it."""

    def __init__(self, gateway: PaymentGateway, orders: OrderRepository) -> None:
        self.gateway = gateway
        self.orders = orders

    async def settle(self, order: Order) -> None:
        order.payment_id = await self.gateway.charge(f"order-{order.id}", order.total_cents)
        order.status = "paid"
        await self.orders.save(order)
