"""Bodiless: responses with a body where the status allows none (204, 205, 304 and below 200)."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi_lint.model import expression as ex
from fastapi_lint.model.facts import Call
from fastapi_lint.model.location import Location, Span
from fastapi_lint.model.routing import RouteFault
from fastapi_lint.project.contracts.declared_types import DeclaredType
from fastapi_lint.project.resolve.names import Use
from fastapi_lint.project.resolve.values import BoundName, LibraryObject, LiteralValue
from fastapi_lint.project.routing.handlers import Handler, Handlers, Returned
from fastapi_lint.project.routing.places import place_in, place_of_registration
from fastapi_lint.project.web.statuses import has_no_body, status_given, status_written

_JSON = frozenset({"JSONResponse", "ORJSONResponse", "UJSONResponse"})
_WITH_BODY = _JSON | {"HTMLResponse", "PlainTextResponse", "Response"}
_NOTHING = frozenset({"None", "NoReturn", "Never"})
_DATA = (ex.Mapping, ex.Collection, ex.FormattedString, ex.Comprehension)


def bodies(handlers: Handlers) -> Iterator[RouteFault]:
    """Models that FastAPI refuses at import, data that it drops, and responses that send a body all the same."""
    for handler in handlers.http:
        without = [number for number in handler.numbers if has_no_body(_status(handlers, number))]
        if without:
            yield from _of_models(handlers, handler, without)
        for returned in handlers.returned(handler.scope):
            fault = _of_return(handlers, handler, returned, without)
            if fault is not None:
                yield fault


def _status(handlers: Handlers, number: int) -> int | None:
    return status_given(handlers.project.surface.arguments[number].get("status_code"))


def _of_models(handlers: Handlers, handler: Handler, numbers: list[int]) -> Iterator[RouteFault]:
    told: set[object] = set()
    for number in numbers:
        route = handlers.routes[number]
        form, text = _model(handlers, handler, number)
        place = place_of_registration(route)
        if form and place.location not in told:
            told.add(place.location)
            status = str(_status(handlers, number))
            mended = _annotation_of(handler) if form == "annotation" else None
            yield RouteFault(place, form, handler.scope.definition.name, text, status, mended=mended)


def _model(handlers: Handlers, handler: Handler, number: int) -> tuple[str, str]:
    """What FastAPI would make a response model of: the argument, else the annotation."""
    route = handlers.routes[number]
    if "response_model" in handlers.project.surface.arguments[number]:
        return ("model", "response_model") if route.response_model is not None else ("", "")
    declared = handlers.declared_return(handler.scope)
    if declared is None or not _is_model(handlers, handler, declared):
        return "", ""
    return "annotation", declared.text


def _annotation_of(handler: Handler) -> Location | None:
    found = (one.span for one in handler.scope.body.annotations if one.place == "return")
    return next((Location(handler.scope.module.path, span) for span in found), None)


def _is_model(handlers: Handlers, handler: Handler, declared: DeclaredType) -> bool:
    if declared.text in _NOTHING or handlers.project.contracts.is_response_type(declared):
        return False
    is_known = bool(declared.name or declared.scope or declared.arguments)
    return is_known and not handler.scope.definition.is_generator


def _of_return(handlers: Handlers, handler: Handler, returned: Returned, without: list[int]) -> RouteFault | None:
    place = place_in(handler.scope, returned.outcome.span, handlers.labels(handler))
    name = handler.scope.definition.name
    status = _of_response(handlers, returned)
    if status is not None:
        return RouteFault(place, "response", name, status[0], str(status[1]))
    is_all = len(without) == len(handler.numbers)
    if is_all and without and not _changes_status(handler) and _is_data(handlers, returned):
        mended = place.location if _does_nothing(handler, returned) else None
        return RouteFault(place, "dropped", name, detail=str(_status(handlers, without[0])), mended=mended)
    return None


def _changes_status(handler: Handler) -> bool:
    """True for `response.status_code = 200`: the handler decides what the status is, and so whether there is a body."""
    return any(binding.attr == "status_code" for binding in handler.scope.body.attribute_bindings)


def _does_nothing(handler: Handler, returned: Returned) -> bool:
    """True for what could as well not be there: no call is in it, and no line break, after which comments may stand."""
    span, body = returned.outcome.span, handler.scope.body
    places = [call.span for call in body.calls] + [Span(line, column, line, column) for line, column, _ in body.awaits]
    return span.line == span.end_line and not any(
        one.line == span.line and span.column <= one.column < span.end_column for one in places
    )


def _is_data(handlers: Handlers, returned: Returned) -> bool:
    """True for what is surely a value to encode."""
    if isinstance(returned.value, _DATA):
        return True
    if any(handlers.is_response(value) for value in returned.values):
        return False
    literals = [value.value for value in returned.values if isinstance(value, LiteralValue)]
    return bool(literals) and len(literals) == len(returned.values) and None not in literals


def _of_response(handlers: Handlers, returned: Returned) -> tuple[str, int] | None:
    """`JSONResponse(…, status_code=204)`, also from a variable: its class and status, if it may have a body."""
    for number, use in _made(handlers, returned):
        values, call = handlers.inference.call(use.scope, number), use.scope.body.calls[number]
        value = values[0] if len(values) == 1 else None
        name = value.name.rpartition(".")[2] if isinstance(value, LibraryObject) else ""
        if name not in _WITH_BODY or not handlers.is_response(values[0]) or not _has_content(name, call):
            continue
        status = status_written(handlers.inference, call.argument(1, "status_code"), use)
        if status is not None and has_no_body(status):
            return name, status
    return None


def _made(handlers: Handlers, returned: Returned) -> Iterator[tuple[int, Use]]:
    """The calls that make what is returned."""
    if isinstance(returned.value, ex.CallResult):
        yield returned.value.call, returned.use
    elif isinstance(returned.value, ex.Name):
        for target in handlers.inference.names.lookup(returned.value.id, returned.use):
            if isinstance(target, BoundName) and isinstance(target.binding.value, ex.CallResult):
                binding = target.binding
                yield target.binding.value.call, Use(target.scope, binding.block, (binding.line, binding.column))


def _has_content(name: str, call: Call) -> bool:
    """False if there is none, and of a plain response if it is not known; JSON of nothing is `null`, four bytes."""
    content = call.argument(0, "content")
    if name in _JSON:
        return True
    if isinstance(content, ex.Constant):
        return bool(content.value)
    return content is not None and (name != "Response" or isinstance(content, ex.FormattedString))
