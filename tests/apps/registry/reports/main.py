from fastapi import FastAPI

import reports.sources
from reports import exports, plugins
from reports.registry import ROUTERS

app = FastAPI()

for name, router in ROUTERS.items():
    app.include_router(router, prefix="/sources")

for enabled in plugins.ENABLED:
    enabled.install(app)

app.include_router(exports.router)


@app.get("/plugins")
def list_plugins():
    return [enabled.__name__ for enabled in plugins.ENABLED]
