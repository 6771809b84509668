"""Undeclared data: what handlers take out of a `Request` by hand, although FastAPI could validate and document it.

Left alone is what has another reason to look at the request itself: who reads its headers or its raw body (signatures,
content types), hands the data on as a whole (proxies, dispatchers), goes through all of it, or serves a page.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from fastapi_lint.frameworks import pydantic
from fastapi_lint.model import expression as ex
from fastapi_lint.model.contract import UndeclaredView
from fastapi_lint.model.expression import Expression
from fastapi_lint.model.facts import TARGETS, Call
from fastapi_lint.model.location import Span
from fastapi_lint.project.assembly.objects import Constant
from fastapi_lint.project.flow.text import text_of
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.project.resolve.values import ClassValue
from fastapi_lint.project.routing.handlers import Handler, Handlers
from fastapi_lint.project.routing.places import place_in
from fastapi_lint.project.web.test_code import is_test_path

if TYPE_CHECKING:
    from fastapi_lint.project.project import Project

_BODIES = frozenset({"json", "form"})
_DECLARED = frozenset({"body", "form", "file", "multipart-list"})
_QUERY = "query_params"
_ELSE = frozenset({"body", "stream", "headers", "scope", "receive", "method"})
"""What of a request shows that there is another reason to take it."""
_READING = frozenset({"get", "getlist"})
_MESSAGES = ("hook", "callback", "rpc", "graphql", "proxy", "event")
"""Words in names and paths of what takes whatever somebody else sends."""
_PROTOCOLS = ({"jsonrpc"}, {"challenge"}, {"query", "variables"})
"""Keys of messages that say themselves what they are."""
_HIDDEN = Constant(False)


class _Read(NamedTuple):
    """What is read of some data: keys, the model that is made of it, and the place of the first of these."""

    keys: tuple[str, ...]
    model: str
    span: Span


class UndeclaredData:
    """Looks at the handlers that take a request."""

    def __init__(self, project: Project, handlers: Handlers) -> None:
        self._project = project
        self._handlers = handlers

    def all(self) -> Iterator[UndeclaredView]:
        """One for each handler and source, by path and place."""
        for handler in self._handlers.http:
            name = self._request(handler.scope)
            if name and self._is_documented(handler) and not _has_other_reason(handler.scope, name):
                yield from self._of(handler, name)

    def _request(self, scope: Scope) -> str:
        """The parameter that is the request, `` if there is none or it is handed to others."""
        if is_test_path(scope.module.path):
            return ""
        place_of = self._project.contracts.parameter_place
        found = [
            name for name in scope.parameters if place_of(scope, name) == "special" and self._is_request(scope, name)
        ]
        return found[0] if len(found) == 1 else ""

    def _is_request(self, scope: Scope, name: str) -> bool:
        annotation = scope.parameters[name].annotation
        values = self._project.inference.annotations.values(annotation, self._handlers.header_of(Handler(scope, ())))
        return any("fastapi.Request" in self._handlers.class_names(value) for value in values)

    def _is_documented(self, handler: Handler) -> bool:
        """True for a route of data whose name does not say that others decide what is sent."""
        words = handler.scope.definition.name.lower()
        for number in handler.numbers:
            arguments, route = self._project.surface.arguments[number], self._project.routes[number]
            is_told = arguments.get("include_in_schema") == _HIDDEN or "openapi_extra" in arguments
            if is_told or self._handlers.gives_page(number):
                return False
            words += route.path.lower()
        return not any(word in words for word in _MESSAGES)

    def _of(self, handler: Handler, request: str) -> Iterator[UndeclaredView]:
        scope = handler.scope
        sources: list[tuple[str, Expression]] = [(_QUERY, ex.Attribute(ex.Name(request), _QUERY))]
        for number, call in enumerate(() if self._has_body(handler) else scope.body.calls):
            func = call.func
            if isinstance(func, ex.Attribute) and func.value == ex.Name(request) and func.attr in _BODIES:
                sources.append((func.attr, ex.Awaited(ex.CallResult(number))))
        for source, data in sources:
            read = self._read(scope, data)
            is_declared = read is not None and scope.parameters.keys() & set(read.keys)
            if read is not None and not is_declared and not any(words <= set(read.keys) for words in _PROTOCOLS):
                place = place_in(scope, read.span, self._handlers.labels(handler))
                yield UndeclaredView(scope.definition.name, request, source, read.keys, read.model, place)

    def _has_body(self, handler: Handler) -> bool:
        """True if a parameter declares the body, so that there is a reason to look at what it was made of."""
        place_of = self._project.contracts.parameter_place
        asking = [(handler.scope, name) for name in handler.scope.parameters]
        for route in self._handlers.routes_of(handler):
            asking += [
                (one.called, name) for one in route.dependencies if not one.block for name in one.called.parameters
            ]
        return any(place_of(scope, name) in _DECLARED for scope, name in asking)

    def _read(self, scope: Scope, data: Expression) -> _Read | None:
        """What is read of data by name; None if nothing is, or anything else is done with it."""
        names = [one.target for one in scope.body.bindings if one.value == data]
        if any(len(scope.bindings[name]) > 1 or _is_captured(scope, name) for name in names):
            return None
        roots = (data, *map(ex.Name, names))
        keys: dict[str, Span] = {}
        model = ""
        for number, call in enumerate(scope.body.calls):
            if isinstance(call.func, ex.Attribute) and call.func.value in roots:
                key = call.argument(0, "key")
                if call.func.attr not in _READING or not isinstance(key, ex.Constant):
                    return None
                keys.setdefault(str(key.value), call.span)
            elif any(_hands_on(one, roots) for one in (*call.args, *(value for _, value in call.keywords))):
                model = self._model(scope, number, call)
                if not model:
                    return None
                keys.setdefault("", call.span)
        for applied in scope.body.operations:
            one = applied.expression
            if isinstance(one, ex.Subscript) and one.value in roots:
                if not isinstance(one.key, ex.Constant):
                    return None
                keys.setdefault(str(one.key.value), applied.span)
        if not keys or _is_kept(scope, data, roots):
            return None
        ordered = sorted(keys, key=lambda key: keys[key])
        return _Read(tuple(filter(None, ordered)), model, keys[ordered[0]])

    def _model(self, scope: Scope, number: int, call: Call) -> str:
        """The model that a call makes of all the data: `Item(**data)`, `Item.model_validate(data)`."""
        func = call.func
        if isinstance(func, ex.Attribute) and func.attr in pydantic.VALIDATING:
            return text_of(func.value, scope)
        is_spread = any(keyword is None for keyword, _ in call.keywords)
        callees = self._project.inference.callee(scope, number) if is_spread else ()
        is_model = any(isinstance(v, ClassValue) and self._project.contracts.is_model_class(v.scope) for v in callees)
        return text_of(func, scope) if is_model else ""


def _has_other_reason(scope: Scope, request: str) -> bool:
    """True if the request is handed on, or read for what FastAPI cannot declare."""
    name, body = ex.Name(request), scope.body
    for call in body.calls:
        func = call.func
        if isinstance(func, ex.Attribute) and func.value == name and func.attr in _ELSE:
            return True
    if any(
        isinstance(one.expression, ex.Attribute) and one.expression.value == name and one.expression.attr in _ELSE
        for one in body.reads
    ):
        return True
    return any(
        isinstance(call.func, ex.Attribute)
        and isinstance(call.func.value, ex.Attribute)
        and call.func.value.value == name
        and call.func.value.attr in _ELSE
        for call in body.calls
    )


def _is_captured(scope: Scope, name: str) -> bool:
    return any(name in child.body.loads for child in scope.children)


def _is_kept(scope: Scope, data: Expression, roots: tuple[Expression, ...]) -> bool:
    """True if the data as a whole goes anywhere: into a variable, out of the function, through a loop."""
    body = scope.body
    held = [one.value for one in body.bindings if not isinstance(one.value, TARGETS) and one.value != data]
    held += [one.value for one in body.attribute_bindings]
    held += [one.value for one in body.item_bindings]
    held += [one.owner for one in body.item_bindings]
    held += [one.value for one in body.outcomes if one.value is not None]
    return any(_hands_on(one, roots) for one in held)


def _hands_on(expression: Expression, roots: tuple[Expression, ...]) -> bool:
    """True if what is in `roots` is the value of an expression, or in it, as a whole."""
    if expression in roots:
        return True
    if isinstance(expression, ex.Conditional):
        return _hands_on(expression.body, roots) or _hands_on(expression.orelse, roots)
    if isinstance(expression, ex.Operation):
        return expression.operator not in ("in", "not in") and any(_hands_on(one, roots) for one in expression.operands)
    if isinstance(expression, ex.Collection):
        return any(_hands_on(one, roots) for one in expression.elements)
    if isinstance(expression, ex.Mapping):
        return any(_hands_on(one, roots) for _, one in expression.items)
    if isinstance(expression, ex.Element):
        return _hands_on(expression.iterable, roots)
    return isinstance(expression, ex.Starred | ex.Item | ex.Narrowed) and _hands_on(expression.value, roots)
