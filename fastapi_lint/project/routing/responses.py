"""Responses: what a route declares of its response, and what of it a returned response leaves."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi_lint.model import expression as ex
from fastapi_lint.model.facts import Placed
from fastapi_lint.model.routing import RouteFault
from fastapi_lint.project.contracts.declared_types import Form
from fastapi_lint.project.resolve.values import LibraryObject
from fastapi_lint.project.routing.endings import falls_through
from fastapi_lint.project.routing.handlers import Handler, Handlers, Returned
from fastapi_lint.project.routing.places import place_in, place_of_registration
from fastapi_lint.project.web.statuses import status_given, status_written

_STREAMS = frozenset({"AsyncIterable", "AsyncIterator", "AsyncGenerator", "Iterable", "Iterator", "Generator"})
_DEFAULTS = {"RedirectResponse": 307}
_SETTING = frozenset({"set_cookie", "delete_cookie"})
_OF_HEADERS = frozenset({"append", "update", "setdefault", "add_vary_header"})


def ignored_statuses(handlers: Handlers) -> Iterator[RouteFault]:
    """`status_code=` of routes whose handlers return responses with another status."""
    for handler in handlers.http:
        if not handlers.returned(handler.scope) or falls_through(handler.scope):
            continue
        for number in handler.numbers:
            declared = status_given(handlers.project.surface.arguments[number].get("status_code"))
            if declared is None:
                continue
            sent = [_sent(handlers, returned) for returned in handlers.returned(handler.scope)]
            known = [status for status in sent if status is not None]
            successes = {status for status in known if status < 400}
            if len(known) == len(sent) and successes and declared not in known and declared < 400:
                found = ", ".join(str(status) for status in sorted(successes))
                place = place_of_registration(handlers.routes[number])
                is_legacy = declared < 300 <= min(successes)  # a redirect to what has the declared status
                name = handler.scope.definition.name
                yield RouteFault(place, "status", name, found, str(declared), doubts=2 * is_legacy)


def _sent(handlers: Handlers, returned: Returned) -> int | None:
    """The status of a response that is made on the spot."""
    if not isinstance(returned.value, ex.CallResult) or len(returned.values) != 1:
        return None
    value = returned.values[0]
    if not isinstance(value, LibraryObject) or not handlers.is_response(value):
        return None
    call = returned.use.scope.body.calls[returned.value.call]
    name = value.name.rpartition(".")[2]
    is_library_class = getattr(call.func, "attr", getattr(call.func, "id", "")) == name
    if not is_library_class or any(keyword is None for keyword, _ in call.keywords):
        return None
    position = None if name in ("FileResponse", "_TemplateResponse", "TemplateResponse") else 1
    given = call.argument(position, "status_code")
    return _DEFAULTS.get(name, 200) if given is None else status_written(handlers.inference, given, returned.use)


def lost_headers(handlers: Handlers) -> Iterator[RouteFault]:
    """What is set on an injected `Response` of a handler that always returns another one."""
    for handler in handlers.http:
        scope = handler.scope
        names = [p.name for p in scope.definition.parameters if _is_injected(handlers, handler, p.name)]
        if not names:
            continue
        returned = handlers.returned(scope)
        if not returned or falls_through(scope) or not all(_is_another(handlers, one, names[0]) for one in returned):
            continue
        for place, what in _settings(handler, names[0]):
            where = place_in(scope, place.span, handlers.labels(handler))
            yield RouteFault(where, "lost", scope.definition.name, names[0], what)


def _is_injected(handlers: Handlers, handler: Handler, name: str) -> bool:
    if handlers.project.contracts.parameter_place(handler.scope, name) != "special":
        return False
    parameter = handler.scope.parameters[name]
    values = handlers.inference.annotations.values(parameter.annotation, handlers.header_of(handler))
    return any(handlers.is_response(value) for value in values)


def _is_another(handlers: Handlers, returned: Returned, name: str) -> bool:
    """True for a response that is made here, without looking at the injected one."""
    if not isinstance(returned.value, ex.CallResult):
        return False
    call = returned.use.scope.body.calls[returned.value.call]
    given = [*call.args, *(value for _, value in call.keywords)]
    return bool(returned.values) and all(map(handlers.is_response, returned.values)) and not _speak_of(given, name)


_PLAIN = (ex.Name, ex.Constant, ex.Mapping, ex.CallResult, ex.FormattedString, ex.Collection)


def _speak_of(expressions: list[ex.Expression], name: str) -> bool:
    """True if one of them reads the injected response, or may do so."""
    return any(one == ex.Name(name) or not isinstance(one, _PLAIN) for one in map(_owner, expressions))


def _owner(expression: ex.Expression) -> ex.Expression:
    while isinstance(expression, ex.Attribute | ex.Subscript):
        expression = expression.value
    return expression


def _settings(handler: Handler, name: str) -> Iterator[tuple[Placed, str]]:
    """Calls that set a cookie or header on the injected response."""
    own, headers = ex.Name(name), ex.Attribute(ex.Name(name), "headers")
    for call in handler.scope.body.calls:
        func = call.func
        if isinstance(func, ex.Attribute) and (
            (func.value == own and func.attr in _SETTING) or (func.value == headers and func.attr in _OF_HEADERS)
        ):
            yield call, f"{name}{'.headers' if func.value == headers else ''}.{func.attr}(…)"
    for operation in handler.scope.body.operations:
        expression = operation.expression
        if isinstance(expression, ex.Operation) and expression.operator == "[]=" and expression.operands[0] == headers:
            yield operation, f"{name}.headers[…] = …"


def responses_in_unions(handlers: Handlers) -> Iterator[RouteFault]:
    """Return annotations with a response class in a union: FastAPI can make no model of them."""
    for handler in handlers.http:
        declared = handlers.declared_return(handler.scope)
        if declared is None or declared.form is not Form.UNION:
            continue
        if not any(handlers.project.contracts.is_response_type(one) for one in declared.members()):
            continue
        for number in handler.numbers:
            if "response_model" not in handlers.project.surface.arguments[number]:
                place = place_of_registration(handlers.routes[number])
                yield RouteFault(place, "union", handler.scope.definition.name, declared.text)
                break


def _has_response_class(handlers: Handlers, number: int) -> bool:
    """True if the route or the router that it is registered on names a class of responses."""
    surface = handlers.project.surface
    routers = surface.routers
    owner = routers.all.get(surface.routes[number].registration.owner) if routers is not None else None
    return "response_class" in surface.arguments[number] or (
        owner is not None and "default_response_class" in owner.arguments
    )


def accidental_streams(handlers: Handlers) -> Iterator[RouteFault]:
    """Handlers that yield, but say nowhere that they stream."""
    for handler in handlers.http:
        scope = handler.scope
        if not scope.definition.is_generator or handlers.project.surface.seen.get(scope, (scope,)) != (scope,):
            continue
        declared = handlers.declared_return(scope)
        if declared is not None and any(one.name in _STREAMS for one in declared.walk()):
            continue
        numbers = [number for number in handler.numbers if not _has_response_class(handlers, number)]
        if numbers:
            place = place_of_registration(handlers.routes[numbers[0]])
            yield RouteFault(place, "stream", scope.definition.name, declared.text if declared is not None else "")
