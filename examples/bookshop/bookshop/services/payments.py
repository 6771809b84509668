from bookshop.clients import PaymentGateway
from bookshop.models import Order
from bookshop.repositories import OrderRepository


class PaymentService:
    """Takes the money and remembers it."""

    def __init__(self, gateway: PaymentGateway, orders: OrderRepository) -> None:
        self.gateway = gateway
        self.orders = orders

    def settle(self, order: Order) -> Order:
        order.payment_id = self.gateway.charge(f"order-{order.id}", order.total_cents)
        order.status = "paid"
        return self.orders.save(order)
