from typing import Annotated

from fastapi import Depends
from sqlalchemy import select
from sqlalchemy.orm import Session

from ..database import get_session
from ..models import User


class UserRepository:
    def __init__(self, session: Annotated[Session, Depends(get_session)]) -> None:
        self.session = session

    def by_email(self, email: str) -> User | None:
        return self.session.scalars(select(User).where(User.email == email)).one_or_none()

    def by_token(self, token: str) -> User | None:
        return self.session.scalars(select(User).where(User.token == token)).one_or_none()

    def save(self, user: User) -> User:
        self.session.add(user)
        self.session.commit()
        return user
