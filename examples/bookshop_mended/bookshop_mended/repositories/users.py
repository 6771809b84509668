from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from ..models import User


class UserRepository:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def by_email(self, email: str) -> User | None:
        return (await self.session.scalars(select(User).where(User.email == email))).one_or_none()

    async def by_token(self, token: str) -> User | None:
        return (await self.session.scalars(select(User).where(User.token == token))).one_or_none()

    async def save(self, user: User) -> None:
        self.session.add(user)
        await self.session.commit()
