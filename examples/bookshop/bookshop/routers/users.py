import secrets
from typing import Annotated, Any

from fastapi import APIRouter, Body, Depends, HTTPException
from fastapi.concurrency import run_in_threadpool

from ..dependencies import CurrentUser, Users, loyalty_points
from ..models import User
from ..schemas import Token, UserIn, UserOut
from ..services import passwords

router = APIRouter(prefix="/users", tags=["users"])


@router.post("", status_code=201)
async def register(account: UserIn, users: Users) -> UserOut:
    user = User(email=account.email, password_hash=passwords.hash_password(account.password))
    return UserOut.model_validate(users.save(user))


@router.post("/login")
async def login(account: UserIn, users: Users) -> Token:
    user = await run_in_threadpool(users.by_email, account.email)
    if user is None or not await run_in_threadpool(passwords.matches, account.password, user.password_hash):
        raise HTTPException(401, "wrong email or password")
    user.token = secrets.token_urlsafe(16)
    await run_in_threadpool(users.save, user)
    return Token(token=user.token)


@router.get("/me")
async def me(user: CurrentUser) -> UserOut:
    return UserOut.model_validate(user)


@router.get("/me/loyalty")
async def loyalty(points: Annotated[int, Depends(loyalty_points)]) -> int:
    return points


@router.patch("/me/preferences")
async def set_preferences(preferences: Annotated[dict, Body()], user: CurrentUser, users: Users) -> Any:
    user.preferences = {**user.preferences, **preferences}
    users.save(user)
    return user.preferences
