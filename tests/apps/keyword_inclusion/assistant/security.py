from fastapi import Header, HTTPException


async def is_authenticated(authorization: str = Header("")) -> str:
    if not authorization:
        raise HTTPException(401)
    return authorization


async def is_not_locked() -> None:
    """Nothing is written while the database moves."""
