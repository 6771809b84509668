from collections.abc import AsyncIterator

from fastapi import Depends

from accounts.authlib import AuthenticationBackend, Users


class UserManager:
    def __init__(self, database: dict[str, str]) -> None:
        self.database = database


async def get_user_db() -> AsyncIterator[dict[str, str]]:
    yield {}


async def get_user_manager(database: dict[str, str] = Depends(get_user_db)) -> AsyncIterator[UserManager]:
    yield UserManager(database)


class JWTStrategy:
    def __init__(self, secret: str) -> None:
        self.secret = secret


def get_jwt_strategy() -> JWTStrategy:
    return JWTStrategy("secret")


def get_database_strategy(database: dict[str, str] = Depends(get_user_db)) -> JWTStrategy:
    return JWTStrategy("database")


jwt_backend = AuthenticationBackend(name="jwt", get_strategy=get_jwt_strategy)
cookie_backend = AuthenticationBackend("cookie", get_database_strategy)

users = Users(get_user_manager, [jwt_backend, cookie_backend])
current_active_user = users.current_user(optional=False)
