from typing import Annotated

from fastapi import Depends, Header, HTTPException

__all__ = ["Baker", "current_baker"]

_KEYS = {"oven-door": "ada"}


def require_api_key(x_api_key: Annotated[str, Header()]) -> str:
    if x_api_key not in _KEYS:
        raise HTTPException(403)
    return x_api_key


async def current_baker(key: Annotated[str, Depends(require_api_key)]) -> str:
    return _KEYS[key]


Baker = Annotated[str, Depends(current_baker)]
