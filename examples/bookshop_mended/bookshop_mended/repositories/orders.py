from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from ..models import Order


class OrderRepository:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def get(self, order_id: int) -> Order | None:
        return await self.session.get(Order, order_id)

    async def of_user(self, user_id: int, limit: int) -> Sequence[Order]:
        query = select(Order).where(Order.user_id == user_id).order_by(Order.id.desc()).limit(limit)
        return (await self.session.scalars(query)).all()

    async def page(self, after: int, limit: int) -> Sequence[Order]:
        query = select(Order).where(Order.id > after).order_by(Order.id).limit(limit)
        return (await self.session.scalars(query)).all()

    async def mean_total(self) -> float:
        return float(await self.session.scalar(select(func.avg(Order.total_cents))) or 0)

    async def save(self, *orders: Order) -> None:
        self.session.add_all(orders)
        await self.session.commit()
