"""The parts of the API are found, not listed: by their place, or by a dotted name."""

import importlib
import pkgutil
from pathlib import Path

from fastapi import APIRouter, FastAPI

from events import jobs, routes

INSTALLED = [
    "events.accounts:router",
    "events.calendar.feeds:feeds",
]


def import_string(name: str) -> APIRouter:
    module, _, attribute = name.partition(":")
    return getattr(importlib.import_module(module), attribute)


def include_package(app: FastAPI) -> None:
    """Each module of `routes` has a router."""
    for info in pkgutil.iter_modules(routes.__path__):
        module = importlib.import_module(f"{routes.__name__}.{info.name}")
        if hasattr(module, "router"):
            app.include_router(module.router, prefix=f"/{info.name}", tags=[info.name])


def include_files(app: FastAPI) -> None:
    """Each file of `jobs` that is not private has one as well."""
    folder = Path(jobs.__file__).parent
    for file in sorted(folder.glob("*.py")):
        if file.stem.startswith("_"):
            continue
        module = importlib.import_module(f"events.jobs.{file.stem}")
        app.include_router(module.router, prefix="/jobs")


app = FastAPI()

for name in INSTALLED:
    app.include_router(import_string(name))

include_package(app)
include_files(app)
