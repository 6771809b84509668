from fastapi import FastAPI

from shared.health import health_router

from .api import routes

app = FastAPI(title="Users")
app.include_router(routes.router, prefix="/users")
app.include_router(health_router("users"))
