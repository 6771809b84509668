"""The workbench's own router: rights by keyword, aliases, and classes of handlers."""

import inspect
from collections.abc import Callable
from typing import Any, TypeVar

from fastapi import APIRouter, Depends, Header, HTTPException

T = TypeVar("T", bound=type)


def session_user(x_session: str = Header("")) -> str:
    return x_session


def admin_user(user: str = Depends(session_user)) -> str:
    if user != "admin":
        raise HTTPException(403)
    return user


class FrameworkRouter(APIRouter):
    """Takes `require_admin` and `alias` with each verb."""

    admin_dependency: Callable[..., Any]

    def _with_alias(self, verb: Callable[..., Any], path: str, *, alias: str | None = None, **options: Any) -> Any:
        decorate = verb(path, **options)
        if alias is None:
            return decorate
        options["include_in_schema"] = False
        decorate_alias = verb(alias, **options)

        def both(function: Callable[..., Any]) -> Callable[..., Any]:
            function = decorate_alias(function)
            return decorate(function)

        return both

    def _options(self, options: dict[str, Any]) -> dict[str, Any]:
        if options.pop("require_admin", False):
            options["dependencies"] = [*options.get("dependencies", []), Depends(self.admin_dependency)]
        return options

    def get(self, path: str, **options: Any) -> Any:
        return self._with_alias(super().get, path, **self._options(options))

    def post(self, path: str, **options: Any) -> Any:
        return self._with_alias(super().post, path, **self._options(options))

    def delete(self, path: str, **options: Any) -> Any:
        return self._with_alias(super().delete, path, **self._options(options))

    @property
    def cbv(self) -> Callable[[T], T]:
        """A class whose methods are handlers on a fresh instance of it."""
        return class_based(self)


class Router(FrameworkRouter):
    admin_dependency = staticmethod(admin_user)


def class_based(router: APIRouter) -> Callable[[T], T]:
    def bind(cls: T) -> T:
        methods = {function for _, function in inspect.getmembers(cls, inspect.isfunction)}
        own = [route for route in router.routes if getattr(route, "endpoint", None) in methods]
        bound = APIRouter()
        for route in own:
            router.routes.remove(route)
            signature = inspect.signature(route.endpoint)
            first, *others = signature.parameters.values()
            if first.default is inspect.Parameter.empty:
                keywords = [other.replace(kind=inspect.Parameter.KEYWORD_ONLY) for other in others]
                instance = first.replace(default=Depends(cls))
                route.endpoint.__signature__ = signature.replace(parameters=[instance, *keywords])
            route.path = route.path.removeprefix(router.prefix)
            route.tags = [tag for tag in route.tags if tag not in router.tags]
            bound.routes.append(route)
        router.include_router(bound)
        return cls

    return bind


def depends(cls: type[Any]) -> Any:
    """A service by its class."""

    def service() -> Any:
        return cls()

    return Depends(service)
