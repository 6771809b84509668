from fastapi import APIRouter, Depends

from assistant.routers.v1.agents import router as agents_router
from assistant.routers.v1.tools import router as tools_router
from assistant.security import is_authenticated, is_not_locked

ROUTERS = [
    agents_router,
    tools_router,
]


def create_v1_router(authentication_enabled: bool) -> APIRouter:
    dependencies = []
    if authentication_enabled:
        dependencies.append(Depends(is_authenticated))
    dependencies.append(Depends(is_not_locked))
    router = APIRouter(prefix="/private", dependencies=dependencies, tags=["private"])
    for one in ROUTERS:
        router.include_router(one)
    return router
