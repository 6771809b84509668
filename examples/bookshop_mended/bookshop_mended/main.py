"""The application: `uvicorn bookshop_mended.main:app`."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio
import httpx
from fastapi import APIRouter, FastAPI, Request

from . import routers
from .database import connect
from .middleware import AuditMiddleware
from .schemas import Version
from .services import AuditLog
from .settings import get_settings

BODY_LIMIT = 256 * 1024


async def build() -> str:
    """The commit this copy was deployed from."""
    try:
        described = await anyio.run_process(["git", "describe", "--always"], check=False)
    except OSError:
        return "unknown"
    return described.stdout.decode().strip() or "unknown"


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    settings = get_settings()
    await anyio.Path(settings.storage, "covers").mkdir(parents=True, exist_ok=True)
    engine = await connect(settings.database_url)
    app.state.audit = AuditLog(settings.storage)
    app.state.version = await build()
    try:
        async with httpx.AsyncClient(timeout=5) as client:
            app.state.http = client
            yield
    finally:
        await engine.dispose()


app = FastAPI(title="Bookshop", lifespan=lifespan, max_body_size=BODY_LIMIT)
app.add_middleware(AuditMiddleware)


@app.get("/ping")
async def ping() -> str:
    return "pong"


@app.get("/version")
async def version(request: Request) -> Version:
    return Version(version=request.app.state.version)


shop = APIRouter(prefix="/api")
shop.include_router(routers.books, prefix="/books")
shop.include_router(routers.orders, prefix="/orders", tags=["orders"])
shop.include_router(routers.users)
shop.include_router(routers.reports)
shop.include_router(routers.uploads)
app.include_router(shop)
app.include_router(routers.live, prefix="/live")
