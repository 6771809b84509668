from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import FastAPI

if TYPE_CHECKING:
    from school.config import Config


def create_app(config: Config | None = None) -> FastAPI:
    """Imports inside, since the routers need what this module has."""
    from school import classes, pupils
    from school.config import Config as DefaultConfig
    from school.teachers import router as teachers_router

    config = config or DefaultConfig()
    app = FastAPI(title=config.title)
    prefix = config.prefix
    app.include_router(pupils.router, prefix=prefix)
    app.include_router(classes.router, prefix=f"{prefix}/classes")
    app.include_router(teachers_router, prefix=prefix + "/teachers")
    _add_error_pages(app)
    return app


def _add_error_pages(app: FastAPI) -> None:
    from school.errors import not_found

    app.add_api_route("/404", not_found, include_in_schema=False)


def school_name() -> str:
    return "Lint Grammar School"
