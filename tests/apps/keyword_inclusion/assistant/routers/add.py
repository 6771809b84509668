from fastapi import APIRouter, Depends

from assistant.security import is_authenticated


def get_add_router() -> APIRouter:
    router = APIRouter()

    @router.post("")
    async def add(text: str, user: str = Depends(is_authenticated)):
        return {"length": len(text), "user": user}

    return router


def get_settings_router() -> APIRouter:
    router = APIRouter()

    @router.get("", response_model=None)
    async def get_settings(user: str = Depends(is_authenticated)):
        return {"user": user}

    @router.post("", response_model=None)
    async def save_settings(values: dict[str, str], user: str = Depends(is_authenticated)):
        return {**values, "user": user}

    return router
