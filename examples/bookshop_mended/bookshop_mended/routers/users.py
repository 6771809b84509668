import secrets

from anyio import to_thread
from fastapi import APIRouter, HTTPException

from ..dependencies import CurrentUser, Loyalty, Users
from ..models import User
from ..schemas import Preferences, Token, UserIn, UserOut
from ..services import passwords

router = APIRouter(prefix="/users", tags=["users"])


@router.post("", status_code=201)
async def register(account: UserIn, users: Users) -> UserOut:
    digest = await to_thread.run_sync(passwords.hash_password, account.password.get_secret_value())
    user = User(email=account.email, password_hash=digest)
    await users.save(user)
    return UserOut.model_validate(user)


@router.post("/login")
async def login(account: UserIn, users: Users) -> Token:
    user = await users.by_email(account.email)
    password = account.password.get_secret_value()
    if user is None or not await to_thread.run_sync(passwords.matches, password, user.password_hash):
        raise HTTPException(401, "wrong email or password")
    user.token = secrets.token_urlsafe(16)
    await users.save(user)
    return Token(token=user.token)


@router.get("/me")
async def me(user: CurrentUser) -> UserOut:
    return UserOut.model_validate(user)


@router.get("/me/loyalty")
async def loyalty(points: Loyalty) -> int:
    return points


@router.patch("/me/preferences")
async def set_preferences(preferences: Preferences, user: CurrentUser, users: Users) -> Preferences:
    user.preferences = {**user.preferences, **preferences.model_dump(exclude_none=True)}
    await users.save(user)
    return Preferences.model_validate(user.preferences)
