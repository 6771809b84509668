"""Every part of the API is a module with a `router`; they are listed, not written out."""

import importlib
from types import ModuleType

from fastapi import APIRouter, Depends, FastAPI

from parcels import depots, drivers, modules
from parcels.auth import require_dispatcher
from parcels.modules import labels, rates, tracking

app = FastAPI(title="Parcels")

for module in (tracking, rates, labels):
    app.include_router(module.router, prefix="/v1")

PUBLIC: dict[str, APIRouter] = {
    "/depots": depots.router,
    "/drivers": drivers.router,
}

for prefix, router in PUBLIC.items():
    app.include_router(router, prefix=prefix, tags=[prefix.strip("/")])

for name in ("billing", "customs"):
    plugin = importlib.import_module(f"parcels.plugins.{name}")
    app.include_router(getattr(plugin, "router"), prefix=f"/plugins/{name}")


def _modules() -> list[ModuleType]:
    found = []
    found.append(modules.returns)
    found.append(modules.claims)
    return found


for part in _modules():
    app.include_router(part.router, dependencies=[Depends(require_dispatcher)])

for version in ["v2", "v3"]:
    app.include_router(tracking.router, prefix=f"/{version}")

for path, endpoint, methods in [
    ("/pickup", drivers.request_pickup, ["POST"]),
    ("/pickup/{pickup_id}", drivers.read_pickup, ["GET", "DELETE"]),
]:
    app.add_api_route(path, endpoint, methods=methods)
