from fastapi import APIRouter, FastAPI

from ledger.api import accounts, admin, entries, login, metrics
from ledger.core.config import Area, Settings

PREFIX = "/"


def v1_router() -> APIRouter:
    """Everything that is served below the version."""
    api_router = APIRouter()
    api_router.include_router(login.router)
    api_router.include_router(accounts.router, prefix="/" + Area.ACCOUNTS.value, tags=[Area.ACCOUNTS])
    api_router.include_router(entries.router, prefix=f"/{Area.ENTRIES.value}", tags=[Area.ENTRIES.value])
    return api_router


def register_routers(app: FastAPI, settings: Settings) -> None:
    app.include_router(v1_router(), prefix=settings.API_V1_STR)
    app.include_router(admin.router, prefix=settings.admin_path)
    if settings.METRICS_ENABLED:
        app.include_router(metrics.router)
