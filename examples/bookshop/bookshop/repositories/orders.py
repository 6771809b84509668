from collections.abc import Sequence
from typing import Annotated

from fastapi import Depends
from sqlalchemy import select
from sqlalchemy.orm import Session

from ..database import get_session
from ..models import Order


class OrderRepository:
    def __init__(self, session: Annotated[Session, Depends(get_session)]) -> None:
        self.session = session

    def get(self, order_id: int) -> Order | None:
        return self.session.get(Order, order_id)

    def of_user(self, user_id: int) -> Sequence[Order]:
        return self.session.scalars(select(Order).where(Order.user_id == user_id)).all()

    def all(self) -> Sequence[Order]:
        return self.session.scalars(select(Order).order_by(Order.id)).all()

    def save(self, order: Order) -> Order:
        self.session.add(order)
        self.session.commit()
        return order
