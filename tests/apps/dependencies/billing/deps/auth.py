from collections.abc import Callable
from typing import Annotated

from fastapi import Depends, HTTPException, Request, Security
from fastapi.security import APIKeyHeader, HTTPAuthorizationCredentials, HTTPBearer, SecurityScopes

from billing.deps.database import SessionDep

bearer = HTTPBearer(auto_error=False)
api_key = APIKeyHeader(name="X-Key")


class SessionBearer(HTTPBearer):
    """Looks into a cookie too."""

    async def __call__(self, request: Request) -> HTTPAuthorizationCredentials | None:
        if token := request.cookies.get("session"):
            return HTTPAuthorizationCredentials(scheme="bearer", credentials=token)
        return await super().__call__(request)


async def current_user(
    scopes: SecurityScopes,
    session: SessionDep,
    credentials: Annotated[HTTPAuthorizationCredentials, Depends(SessionBearer())],
) -> str:
    return credentials.credentials


CurrentUser = Annotated[str, Security(current_user, scopes=["me"])]
Auditor = Annotated[str, Security(current_user, scopes=["audit"])]


def require(permission: str) -> Callable[..., str]:
    """A dependency that lets only those pass who have the permission."""

    def check(user: CurrentUser) -> str:
        if permission not in user:
            raise HTTPException(403)
        return user

    return check


is_accountant = require("accountant")


def service_key(key: str = Security(api_key)) -> str:
    return key
