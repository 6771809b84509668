from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from fastapi import Header, Request


class AuthProvider:
    def __init__(self, *, required: bool) -> None:
        self.required = required

    def auth_wrapper(self, public: bool = False) -> Callable[..., Coroutine[Any, Any, str]]:
        async def who(authorization: str = Header("")) -> str:
            return authorization if self.required and not public else "anyone"

        return who


class Database:
    async def rows(self, table: str) -> list[str]:
        return [table]


@dataclass
class Providers:
    auth: AuthProvider
    database: Database


async def rate_limit(request: Request) -> None:
    """Counts requests by client."""
