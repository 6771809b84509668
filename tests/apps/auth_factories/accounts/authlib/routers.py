from collections.abc import Callable
from typing import Any

from fastapi import APIRouter, Depends, status

from accounts.authlib.backend import AuthenticationBackend, Authenticator


def get_auth_router(
    backend: AuthenticationBackend,
    get_user_manager: Callable[..., Any],
    authenticator: Authenticator,
    requires_verification: bool = False,
) -> APIRouter:
    router = APIRouter()
    get_current_user = authenticator.current_user()

    @router.post("/login", name=f"auth:{backend.name}.login")
    async def login(manager: Any = Depends(get_user_manager), strategy: Any = Depends(backend.get_strategy)):
        return await backend.login(strategy, "ada")

    @router.post("/logout", name=f"auth:{backend.name}.logout")
    async def logout(user: str = Depends(get_current_user), strategy: Any = Depends(backend.get_strategy)):
        return {"bye": user}

    if requires_verification:

        @router.post("/verify", status_code=status.HTTP_202_ACCEPTED)
        async def verify(token: str, manager: Any = Depends(get_user_manager)):
            return token

    return router


def get_users_router(get_user_manager: Callable[..., Any], authenticator: Authenticator) -> APIRouter:
    router = APIRouter()
    get_current_active_user = authenticator.current_user()
    get_current_superuser = authenticator.current_user(superuser=True)

    async def get_user_or_404(id: str, manager: Any = Depends(get_user_manager)) -> str:
        return id

    @router.get("/me", name="users:current_user")
    async def me(user: str = Depends(get_current_active_user)):
        return user

    @router.get("/{id}", dependencies=[Depends(get_current_superuser)])
    async def get_user(user: str = Depends(get_user_or_404)):
        return user

    @router.delete("/{id}", status_code=status.HTTP_204_NO_CONTENT, dependencies=[Depends(get_current_superuser)])
    async def delete_user(user: str = Depends(get_user_or_404)) -> None: ...

    return router
