from collections.abc import Callable
from typing import Any

from fastapi import Depends, Request


class AuthenticationBackend:
    def __init__(self, name: str, get_strategy: Callable[..., Any]) -> None:
        self.name = name
        self.get_strategy = get_strategy

    async def login(self, strategy: Any, user: str) -> dict[str, str]:
        return {"token": user, "backend": self.name}


class Authenticator:
    def __init__(self, backends: list[AuthenticationBackend], get_user_manager: Callable[..., Any]) -> None:
        self.backends = backends
        self.get_user_manager = get_user_manager

    def current_user(self, *, optional: bool = False, superuser: bool = False) -> Callable[..., Any]:
        async def current_user_dependency(
            request: Request, manager: Any = Depends(self.get_user_manager)
        ) -> str | None:
            return request.headers.get("X-User")

        return current_user_dependency
