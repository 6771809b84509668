from fastapi import Depends, HTTPException
from fastapi.security import OAuth2PasswordBearer

from ledger.core.config import settings

oauth2 = OAuth2PasswordBearer(tokenUrl=f"{settings.API_V1_STR}/login")


async def current_user(token: str = Depends(oauth2)) -> str:
    return token.partition(":")[0]


def current_superuser(user: str = Depends(current_user)) -> str:
    if user != "root":
        raise HTTPException(403)
    return user
