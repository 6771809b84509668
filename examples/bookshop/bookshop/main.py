"""The application: `uvicorn bookshop.main:app`."""

import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from fastapi import APIRouter, FastAPI, Request, Response

from . import routers
from .clients import ParcelClient, PaymentGateway
from .database import connect
from .services import AuditLog
from .settings import get_settings


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    settings = get_settings()
    settings.storage.mkdir(parents=True, exist_ok=True)
    engine = connect(settings.database_url)
    app.state.gateway = PaymentGateway(settings.payments_url)
    app.state.parcels = ParcelClient(settings.parcels_url)
    try:
        yield
    finally:
        await app.state.parcels.close()
        app.state.gateway.close()
        engine.dispose()


app = FastAPI(title="Bookshop", lifespan=lifespan)


@app.middleware("http")
async def audit(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
    response = await call_next(request)
    AuditLog(get_settings().storage).record(request.method, request.url.path, response.status_code)
    return response


@app.get("/ping")
async def ping() -> str:
    return "pong"


def build() -> str:
    """The commit this copy was deployed from."""
    try:
        described = subprocess.run(["git", "describe", "--always"], capture_output=True, text=True, check=False)
    except OSError:
        return "unknown"
    return described.stdout.strip() or "unknown"


@app.get("/version")
async def version() -> dict[str, str]:
    return {"version": build()}


shop = APIRouter(prefix="/api")
shop.include_router(routers.books, prefix="/books")
shop.include_router(routers.orders, prefix="/orders", tags=["orders"])
shop.include_router(routers.users)
shop.include_router(routers.reports)
shop.include_router(routers.uploads)
app.include_router(shop)
app.include_router(routers.live, prefix="/live")
