from fastapi import FastAPI

from app.api.routes import router
from shared.health import health_router

app = FastAPI(title="Orders")
app.include_router(router, prefix="/orders")
app.include_router(health_router("orders"))
