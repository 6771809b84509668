"""Operation ids: those that two operations of one schema share, and those that differ from process to process."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from fastapi_lint.model import expression as ex
from fastapi_lint.model.expression import Expression
from fastapi_lint.model.routing import RouteFault
from fastapi_lint.project.assembly.objects import Function, Value, likely_of
from fastapi_lint.project.assembly.text import HIDDEN
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.project.routing.branches import exclude
from fastapi_lint.project.routing.handlers import Handlers
from fastapi_lint.project.routing.inherited import has_schema, is_in_schema
from fastapi_lint.project.routing.listing import Listed, Listing
from fastapi_lint.project.routing.places import hop_of_route, place_of_registration
from fastapi_lint.project.routing.templates import template_of
from fastapi_lint.project.web.routers import Routers
from fastapi_lint.project.web.surface import Route

_MAKER = "generate_unique_id_function"


class _Operation(NamedTuple):
    """A route in the schema of an application. `form` says where its id comes from."""

    id: str
    form: str  # "explicit", "made" or "default"
    route: Route
    listed: Listed


class OperationIds:
    """Works out the ids as FastAPI does (fastapi/utils.py, generate_unique_id)."""

    def __init__(self, handlers: Handlers, listings: list[Listing]) -> None:
        surface = handlers.project.surface
        assert surface.routers is not None, "the surface of a project comes with its routers"
        self._handlers = handlers
        self._surface = surface
        self._routers: Routers = surface.routers
        self._machine = surface.routers.assembly.machine
        self._listings = listings

    def faults(self) -> Iterator[RouteFault]:
        """One for each route whose id an earlier one has, and for each route of several methods."""
        told: dict[object, RouteFault] = {}
        for listing in self._listings:
            if not has_schema(self._machine, listing):
                continue
            first: dict[str, _Operation] = {}
            for listed in listing.entries:
                for operation in self._operation(listed):
                    fault = self._several(operation) or self._same(operation, first)
                    first.setdefault(operation.id, operation)
                    if fault is not None:
                        told.setdefault(fault.place.location, fault)
        yield from told.values()

    def _operation(self, listed: Listed) -> Iterator[_Operation]:
        if listed.mount is not None:
            return
        route = self._surface.routes[listed.number]
        arguments = self._surface.arguments[listed.number]
        if route.kind != "http" or route.registration.is_plain or not is_in_schema(self._machine, listed, arguments):
            return
        explicit = self._machine.texts.of(arguments.get("operation_id"))
        if explicit.text:
            if explicit.is_known:
                yield _Operation(explicit.text, "explicit", route, listed)
            return
        maker = self._maker(listed, arguments)
        if maker is None:
            yield _Operation(_default(self._name(route, arguments), route), "default", route, listed)
        else:
            made = self._made(maker, route, listed, arguments)
            if made:
                yield _Operation(made, "made", route, listed)

    def _several(self, operation: _Operation) -> RouteFault | None:
        methods = operation.route.methods
        if len(methods) < 2 or operation.form == "made":
            return None
        if operation.form == "default" and self._handlers.gives_page(operation.listed.number):
            return None
        place, name = place_of_registration(operation.route), operation.route.endpoint.definition.name
        return RouteFault(place, f"several-{operation.form}", name, operation.id, " and ".join(methods))

    @staticmethod
    def _same(operation: _Operation, first: dict[str, _Operation]) -> RouteFault | None:
        earlier = first.get(operation.id)
        if earlier is None or exclude(earlier.listed.where, operation.listed.where):
            return None
        one, other = earlier.route, operation.route
        is_same_route = one.registration == other.registration
        if is_same_route and operation.form == "default":
            return None
        if (one.path, one.methods) == (other.path, other.methods):
            return None  # it is hidden, which says it all
        return RouteFault(
            place_of_registration(other),
            "twice" if is_same_route else operation.form,
            other.endpoint.definition.name,
            operation.id,
            one.label,
            trace=() if is_same_route else (hop_of_route(one),),
        )

    def _name(self, route: Route, arguments: dict[str, Value]) -> str:
        named = self._machine.texts.of(arguments.get("name"))
        return named.text or route.endpoint.definition.name

    def _maker(self, listed: Listed, arguments: dict[str, Value]) -> Value | None:
        """The function that makes the id: of the route, else of the router, its inclusion, and so on upwards."""
        if _MAKER in arguments:
            return arguments[_MAKER]
        for node in reversed(listed.nodes):
            for given in (node.router, node.edge):
                if given is not None and _MAKER in given.arguments:
                    return given.arguments[_MAKER]
        return None

    def _made(self, maker: Value, route: Route, listed: Listed, arguments: dict[str, Value]) -> str:
        """What a function of the project makes of the route's name and tags, `` if it asks for more."""
        functions = [each for each in likely_of(maker) if isinstance(each, Function)]
        if len(functions) != 1:
            return ""
        scope = functions[0].scope
        outcomes = [one for one in scope.body.outcomes if one.kind == "return"]
        if len(outcomes) != 1 or outcomes[0].value is None or not scope.definition.parameters:
            return ""
        of_route = {
            "name": self._name(route, arguments),
            "path": route.path,
            "path_format": re.sub(r":\w+}", "}", route.path),
            "tags": next(iter(self._tags(listed, arguments)), HIDDEN),
        }
        parts = _parts(outcomes[0].value, scope, of_route)
        text = "".join(parts) if parts is not None else ""
        return "" if HIDDEN in text else text

    def _tags(self, listed: Listed, arguments: dict[str, Value]) -> Iterator[str]:
        for node in listed.nodes:
            for given in (node.edge, node.router):
                if given is not None and getattr(given, "kind", "router") != "application":
                    yield from self._machine.texts.list_of(given.arguments.get("tags"))
        yield from self._machine.texts.list_of(arguments.get("tags"))


def _default(name: str, route: Route) -> str:
    template = template_of(route.path)
    holes = [f"{{{parameter.name}}}" for parameter in template.parameters]
    path = "".join(text + hole for text, hole in zip(template.texts, [*holes, ""], strict=True))
    method = route.methods[0].lower() if route.methods else "get"
    return re.sub(r"\W", "_", f"{name}{path}") + f"_{method}"


def _parts(value: Expression, scope: Scope, of_route: dict[str, str]) -> list[str] | None:
    """The texts that an expression of the route's attributes is made of, None if it is made of anything else."""
    if isinstance(value, ex.FormattedString):
        found = [_parts(part, scope, of_route) for part in value.parts]
        return None if None in found else [text for part in found for text in part or []]
    if isinstance(value, ex.Constant):
        return [str(value.value)]
    if isinstance(value, ex.Subscript) and value.key == ex.Constant(0, "int"):
        inner = value.value
        is_tags = isinstance(inner, ex.Attribute) and inner.attr == "tags"
        return [of_route["tags"]] if is_tags else None
    route = ex.Name(scope.definition.parameters[0].name)
    if isinstance(value, ex.Attribute) and value.value == route and value.attr in of_route and value.attr != "tags":
        return [of_route[value.attr]]
    return None
