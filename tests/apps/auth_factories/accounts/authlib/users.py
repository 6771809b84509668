from collections.abc import Callable
from typing import Any

from fastapi import APIRouter

from accounts.authlib.backend import AuthenticationBackend, Authenticator
from accounts.authlib.routers import get_auth_router, get_users_router


class Users:
    authenticator: Authenticator

    def __init__(self, get_user_manager: Callable[..., Any], backends: list[AuthenticationBackend]) -> None:
        self.authenticator = Authenticator(backends, get_user_manager)
        self.get_user_manager = get_user_manager
        self.current_user = self.authenticator.current_user

    def get_auth_router(self, backend: AuthenticationBackend, requires_verification: bool = False) -> APIRouter:
        return get_auth_router(backend, self.get_user_manager, self.authenticator, requires_verification)

    def get_users_router(self) -> APIRouter:
        return get_users_router(self.get_user_manager, self.authenticator)
