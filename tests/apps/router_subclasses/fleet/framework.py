"""The house's own FastAPI: what every service of ours has."""

import time
from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import APIRouter, Depends, FastAPI, Header, HTTPException, Request, Response
from fastapi.routing import APIRoute


async def check_tenant(x_tenant: str = Header()) -> str:
    if not x_tenant.isalpha():
        raise HTTPException(400)
    return x_tenant


class TimedRoute(APIRoute):
    """Says in a header how long a request took."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def timed(request: Request) -> Response:
            started = time.monotonic()
            response = await handle(request)
            response.headers["X-Seconds"] = f"{time.monotonic() - started:.3f}"
            return response

        return timed


class VersionedRouter(APIRouter):
    """A router below a version."""

    def __init__(self, prefix: str = "", version: int = 1, **kwargs: Any) -> None:
        kwargs.setdefault("route_class", TimedRoute)
        super().__init__(prefix=f"/v{version}{prefix}", **kwargs)


class BothSlashesRouter(APIRouter):
    """Serves each path with and without a slash at its end; only one of them is documented."""

    def add_api_route(self, path: str, endpoint: Callable[..., Any], **kwargs: Any) -> None:
        super().add_api_route(path.rstrip("/"), endpoint, **kwargs)
        kwargs["include_in_schema"] = False
        super().add_api_route(path.rstrip("/") + "/", endpoint, **kwargs)


class OptionalSlashRouter(APIRouter):
    """The same by way of the decorators."""

    def api_route(self, path: str, *, include_in_schema: bool = True, **kwargs: Any) -> Callable[..., Any]:
        if path == "/":
            return super().api_route(path, include_in_schema=include_in_schema, **kwargs)
        with_slash = super().api_route(path + "/", include_in_schema=False, **kwargs)
        without = super().api_route(path, include_in_schema=include_in_schema, **kwargs)

        def decorator(function: Callable[..., Any]) -> Callable[..., Any]:
            with_slash(function)
            return without(function)

        return decorator


class TenantRouter(APIRouter):
    """Every route asks for a tenant."""

    def add_api_route(
        self, path: str, endpoint: Callable[..., Any], *, dependencies: Any = None, **kwargs: Any
    ) -> None:
        guarded = [Depends(check_tenant), *(dependencies or [])]
        super().add_api_route(path, endpoint, dependencies=guarded, **kwargs)


class Service(FastAPI):
    """An application with probes."""

    def __init__(self, name: str, **kwargs: Any) -> None:
        super().__init__(title=name, root_path_in_servers=False, **kwargs)
        self.add_api_route("/-/alive", self.alive, include_in_schema=False)
        self.ready_path = f"/-/{name}/ready"
        self.add_api_route(self.ready_path, self.ready, include_in_schema=False)

    async def alive(self) -> dict[str, bool]:
        return {"alive": True}

    def ready(self) -> dict[str, str]:
        return {"ready": self.title}
