"""Classes of routes and routers are put together by functions."""

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import APIRouter as _APIRouter
from fastapi import Request, Response
from fastapi.routing import APIRoute


class CommitRoute(APIRoute):
    """Commits what the handler wrote."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def committing(request: Request) -> Response:
            return await handle(request)

        return committing


class GroupedRoute(APIRoute):
    """Puts routes of the schema into groups."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        options["openapi_extra"] = {
            "x-group": (options.get("tags") or ["other"])[0],
            **(options["openapi_extra"] or {}),
        }
        super().__init__(path, endpoint, **options)


def inherit(*classes: type[APIRoute]) -> type[APIRoute]:
    """One class of routes that does what all of them do."""
    return type("_Route", classes, {})


def get_api_router_class(route_class: type[APIRoute]) -> type[_APIRouter]:
    class _CustomAPIRouter(_APIRouter):
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, route_class=route_class, **kwargs)

    return _CustomAPIRouter


APIRouter = get_api_router_class(inherit(CommitRoute, GroupedRoute))
