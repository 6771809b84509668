"""Started with `uvicorn --factory ledger.main:create_app`."""

from contextlib import asynccontextmanager

from fastapi import FastAPI, Request

from ledger.api import register_routers
from ledger.core.config import Settings, settings as default_settings


@asynccontextmanager
async def lifespan(app: FastAPI):
    app.state.started = True
    yield
    app.state.started = False


def _register_probes(app: FastAPI) -> None:
    @app.get("/healthz", tags=["probes"])
    async def healthz(request: Request):
        return {"started": request.app.state.started}

    @app.get("/readyz", tags=["probes"])
    def readyz():
        return {"ready": True}


def create_app(settings: Settings = default_settings) -> FastAPI:
    app = FastAPI(
        title=settings.PROJECT_NAME,
        openapi_url=f"{settings.API_V1_STR}/openapi.json",
        lifespan=lifespan,
    )
    _register_probes(app)
    register_routers(app, settings)
    return app
