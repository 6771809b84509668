"""Views of the back office; their methods may be exposed at paths of their own."""

from collections.abc import Callable
from typing import Any, ClassVar

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response


def expose(path: str, *, methods: list[str] | None = None) -> Callable[..., Any]:
    """Says where a method of a view is served."""

    def wrap(function: Callable[..., Any]) -> Callable[..., Any]:
        function._exposed = True
        function._path = path
        function._methods = methods or ["GET"]
        return function

    return wrap


class BaseView:
    name: ClassVar[str] = ""
    identity: ClassVar[str] = ""


class ModelView(BaseView):
    can_delete: ClassVar[bool] = True

    async def rows(self, request: Request) -> list[Any]:
        return []


async def denied(request: Request) -> Response:
    return PlainTextResponse("no", 403)
