from typing import Any

import assistant.routers.add
import assistant.routers.v1
from fastapi import APIRouter, Depends, FastAPI

from assistant.configs import ADMIN_PREFIX, API_PREFIX, APP_API_PREFIX, AUTH_TYPE
from assistant.security import is_not_locked


def include_with_global_prefix(application: FastAPI, router: APIRouter, **kwargs: Any) -> None:
    """Prepends what the whole server is served below, if there is something."""
    global_prefix = f"/{APP_API_PREFIX.strip('/')}" if APP_API_PREFIX else ""
    passed = kwargs.get("prefix")
    prefix = global_prefix + passed if passed else global_prefix
    final_kwargs: dict[str, Any] = {**kwargs, "prefix": prefix}
    application.include_router(router, **final_kwargs)


def include_auth(application: FastAPI, router: APIRouter, **kwargs: Any) -> None:
    kwargs.setdefault("tags", ["auth"])
    include_with_global_prefix(application, router, **kwargs)


def get_application() -> FastAPI:
    application = FastAPI(title="Assistant")
    for route in assistant.routers.v1.ROUTERS:
        application.include_router(route, prefix=API_PREFIX)
        application.include_router(route, prefix="/latest", include_in_schema=False)
    include_with_global_prefix(application, assistant.routers.v1.create_v1_router(AUTH_TYPE != "disabled"))
    include_with_global_prefix(
        application, assistant.routers.add.get_add_router(), prefix="/add", dependencies=[Depends(is_not_locked)]
    )
    include_auth(application, assistant.routers.add.get_settings_router(), prefix=f"{ADMIN_PREFIX}/settings")
    return application


app = get_application()
