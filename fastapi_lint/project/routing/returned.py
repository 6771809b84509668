"""Returned: exceptions and tuples that handlers return as if FastAPI would make something of them."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi_lint.model import expression as ex
from fastapi_lint.model.expression import Expression
from fastapi_lint.model.routing import RouteFault
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.project.resolve.values import Value
from fastapi_lint.project.routing.handlers import Handler, Handlers, Returned
from fastapi_lint.project.routing.places import place_in
from fastapi_lint.project.web.statuses import status_written

_HTTP = frozenset({"fastapi.HTTPException", "fastapi.exceptions.HTTPException", "starlette.exceptions.HTTPException"})
_OF_BUILTINS = ("Error", "Exception")
_STATUSES = range(100, 600)


def exceptions(handlers: Handlers) -> Iterator[RouteFault]:
    """Exceptions that are returned, by handlers and by dependencies."""
    for kind, group in (("handler", handlers.http), ("dependency", handlers.dependencies)):
        for handler in group:
            for returned in handlers.returned(handler.scope):
                fault = _exception(handlers, handler, kind, returned)
                if fault is not None:
                    yield fault


def _exception(handlers: Handlers, handler: Handler, kind: str, returned: Returned) -> RouteFault | None:
    names = [name for name in (_exception_name(handlers, value) for value in returned.values) if name]
    if not names:
        return None
    doubts = int(len(names) < len(returned.values)) + int(kind == "dependency")
    if (kind == "dependency" and _is_looked_for(handlers, handler.scope)) or _is_told_apart(returned):
        return None
    place = place_in(handler.scope, returned.outcome.span, handlers.labels(handler))
    is_always = len(names) == len(returned.values)
    detail = "always" if is_always else ""
    return RouteFault(place, kind, handler.scope.definition.name, names[0], detail, doubts=doubts)


def _exception_name(handlers: Handlers, value: Value) -> str:
    """The name of the exception that an object is, `` for any other object."""
    for name in sorted(handlers.class_names(value)):
        module, _, last = name.rpartition(".")
        if name in _HTTP or (module == "builtins" and last.endswith(_OF_BUILTINS)):
            scope = getattr(value, "scope", None)
            return scope.definition.name if isinstance(scope, Scope) else last
    return ""


def _is_told_apart(returned: Returned) -> bool:
    """True if the code asks of a variable whether it is an exception before it returns it."""
    calls = returned.use.scope.body.calls
    return any(call.name == "isinstance" and call.args[:1] == (returned.value,) for call in calls)


def _is_looked_for(handlers: Handlers, scope: Scope) -> bool:
    """True if the annotation says that a dependency gives exceptions: whoever takes it looks at it."""
    declared = handlers.declared_return(scope)
    names = [one.text for one in declared.walk()] if declared is not None else []
    return any(name.endswith(_OF_BUILTINS) for name in names)


def tuples(handlers: Handlers) -> Iterator[RouteFault]:
    """`return data, 404`, as Flask has it."""
    for handler in handlers.http:
        if _gives_tuples(handlers, handler):
            continue
        for returned in handlers.returned(handler.scope):
            status = _status_in(handlers, returned)
            if status is not None:
                place = place_in(handler.scope, returned.outcome.span, handlers.labels(handler))
                yield RouteFault(place, "tuple", handler.scope.definition.name, str(status))


def _gives_tuples(handlers: Handlers, handler: Handler) -> bool:
    """True if a tuple is declared, or a decorator of the project makes something of what is returned."""
    declared = handlers.declared_return(handler.scope)
    if declared is not None and any(one.name in ("tuple", "NamedTuple") for one in declared.walk()):
        return True
    models = [route.response_model for route in handlers.routes_of(handler)]
    if any(model is not None and _speaks_of_tuple(model) for model in models):
        return True
    return handlers.project.surface.seen.get(handler.scope, (handler.scope,)) != (handler.scope,)


def _speaks_of_tuple(model: Expression) -> bool:
    while isinstance(model, ex.Subscript):
        model = model.value
    return getattr(model, "attr", getattr(model, "id", "")).lower() == "tuple"


def _status_in(handlers: Handlers, returned: Returned) -> int | None:
    """The status that is the second of two or three values."""
    value = returned.value
    if not isinstance(value, ex.Collection) or value.kind != "tuple" or len(value.elements) not in (2, 3):
        return None
    second = value.elements[1]
    is_written = isinstance(second, ex.Attribute | ex.Name | ex.Constant)
    status = status_written(handlers.inference, second, returned.use) if is_written else None
    return status if status in _STATUSES and not isinstance(value.elements[0], ex.Constant) else None
