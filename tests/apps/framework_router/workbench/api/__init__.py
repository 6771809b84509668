from fastapi import FastAPI

from workbench.api import histories, jobs, tools


def include_all(app: FastAPI) -> None:
    for module in (histories, jobs, tools):
        router = getattr(module, "router", None)
        if router:
            app.include_router(router, prefix="/api")
