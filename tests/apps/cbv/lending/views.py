"""Classes whose methods are handlers: what they share is asked for once, as attributes of the class."""

import inspect
from collections.abc import Callable
from typing import Any, ClassVar, TypeVar, get_origin, get_type_hints

from fastapi import APIRouter, Depends

T = TypeVar("T")


def cbv(router: APIRouter) -> Callable[[type[T]], type[T]]:
    """Turns the methods of a class that are registered on the router into handlers on fresh instances of it."""

    def bind(cls: type[T]) -> type[T]:
        _construct_from_attributes(cls)
        methods = {function for _, function in inspect.getmembers(cls, inspect.isfunction)}
        bound = APIRouter()
        for route in [route for route in router.routes if getattr(route, "endpoint", None) in methods]:
            router.routes.remove(route)
            _ask_for_instance(cls, route.endpoint)
            route.path = route.path.removeprefix(router.prefix)
            if hasattr(route, "tags"):
                route.tags = [tag for tag in route.tags if tag not in router.tags]
                route.dependencies = route.dependencies[len(router.dependencies) :]
            bound.routes.append(route)
        router.include_router(bound)
        return cls

    return bind


def _construct_from_attributes(cls: type[Any]) -> None:
    original = cls.__init__
    parameters = [p for p in list(inspect.signature(original).parameters.values())[1:] if p.kind not in (2, 4)]
    names = []
    for name, hint in get_type_hints(cls, include_extras=True).items():
        if get_origin(hint) is not ClassVar:
            names.append(name)
            default = getattr(cls, name, inspect.Parameter.empty)
            parameters.append(inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, annotation=hint, default=default))

    def construct(self: Any, *args: Any, **kwargs: Any) -> None:
        for name in names:
            setattr(self, name, kwargs.pop(name))
        original(self, *args, **kwargs)

    construct.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    cls.__init__ = construct
    cls.__signature__ = construct.__signature__


def _ask_for_instance(cls: type[Any], method: Callable[..., Any]) -> None:
    signature = inspect.signature(method)
    first, *others = signature.parameters.values()
    instance = first.replace(default=Depends(cls))
    keywords = [other.replace(kind=inspect.Parameter.KEYWORD_ONLY) for other in others]
    method.__signature__ = signature.replace(parameters=[instance, *keywords])
