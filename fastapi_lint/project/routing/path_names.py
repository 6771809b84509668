"""Path names: which parameters of a path somebody takes: the handler, a dependency, or whoever reads the request."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from fastapi_lint.model import expression as ex
from fastapi_lint.model.facts import TARGETS, Parameter, ParameterKind
from fastapi_lint.project.contracts.declared_types import Form
from fastapi_lint.project.contracts.markers import Marker
from fastapi_lint.project.contracts.places import Declaration
from fastapi_lint.project.resolve.names import Use
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.project.resolve.values import FunctionValue, LibraryObject, LibraryValue
from fastapi_lint.project.web.dependency_markers import Taken
from fastapi_lint.project.web.surface import Route

if TYPE_CHECKING:
    from fastapi_lint.project.project import Project

_ALIASES = ("alias", "validation_alias")
_REQUESTS = frozenset({"fastapi.Request", "fastapi.WebSocket", "fastapi.requests.HTTPConnection"})
_STARS = (ParameterKind.VAR_POSITIONAL, ParameterKind.VAR_KEYWORD)
_FASTAPI = ("fastapi.", "starlette.")
_KNOWN = sys.stdlib_module_names | {"fastapi", "starlette", "pydantic", "annotated_types", "typing_extensions"}
"""Whose types are no aliases with a dependency in them."""
_DEEPEST = 3


class Bound(NamedTuple):
    """The names that are taken, and the required query parameters that stand beside. `is_open`: perhaps more."""

    names: frozenset[str]
    required: tuple[str, ...]
    is_open: bool


class PathNames:
    """Looks at all that FastAPI calls for a route; at each callable once."""

    def __init__(self, project: Project) -> None:
        self._inference = project.inference
        self._contracts = project.contracts
        self._surface = project.surface
        self._known: dict[tuple[Scope, int], Bound] = {}

    def of(self, route: Route) -> Bound:
        """What a route's handler and dependencies take."""
        seen = self._surface.seen.get(route.endpoint) or (route.endpoint,)
        keys = [(scope, 0) for scope in seen] + [(one.scope, one.block) for one in route.dependencies]
        found = [self._of(key) for key in dict.fromkeys(keys)]
        return Bound(
            frozenset[str]().union(*(one.names for one in found)),
            tuple(name for one in found for name in one.required),
            any(one.is_open for one in found) or any(not name.startswith(_FASTAPI) for name in route.outside),
        )

    def _of(self, key: tuple[Scope, int]) -> Bound:
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = self._worked_out(*key)
        return known

    def _worked_out(self, scope: Scope, block: int) -> Bound:
        taken = self._surface.taken.get((scope, block), ())
        names: set[str] = set(self._fields(scope)) if scope.is_class and not block else set()
        required: list[str] = []
        is_open = not taken and not scope.is_class and bool(scope.definition.parameters) and not block
        for one in taken:
            parameter = one.parameter
            declared = self._contracts.declared(scope, parameter, one.use)
            markers = declared.markers
            names |= {*self._aliases(markers, one.use)} or {parameter.name}
            is_open = is_open or parameter.kind in _STARS or any(m.place and m.call is None for m in markers)
            is_open = is_open or _is_given_from_outside(one, scope) or _may_be_dependency(declared, parameter)
            is_open = is_open or self._is_unknown_dependency(one, scope) or self._reads_path(one, scope)
            if not markers and self._is_required_query(one, scope):
                required.append(parameter.name)
        return Bound(frozenset(names), tuple(required), is_open)

    @staticmethod
    def _aliases(markers: tuple[Marker, ...], use: Use) -> Iterator[str]:
        for marker in markers:
            for keyword in _ALIASES:
                given = marker.call.argument(None, keyword) if marker.call is not None else None
                if isinstance(given, ex.Constant):
                    yield str(given.value)
                elif given is not None:
                    yield "*"

    def _fields(self, scope: Scope) -> Iterator[str]:
        """The annotated variables of a class: parameters of the constructor that a model or data class gets."""
        for owner in self._inference.classes.mro(scope):
            for binding in owner.body.bindings:
                if binding.annotation is not None and not isinstance(binding.value, TARGETS):
                    use = Use(owner, binding.block, (binding.line, binding.column))
                    default = None if isinstance(binding.value, ex.Unknown) else binding.value
                    field = Parameter(binding.target, ParameterKind.KEYWORD_ONLY, binding.annotation, default, 0)
                    yield binding.target
                    yield from self._aliases(self._contracts.declared(owner, field, use).markers, use)

    def _is_required_query(self, taken: Taken, scope: Scope) -> bool:
        parameter = taken.parameter
        if parameter.default is not None or scope.parameters.get(parameter.name) is not parameter:
            return False
        return self._contracts.parameter_place(scope, parameter.name) == "query"

    def _is_unknown_dependency(self, taken: Taken, scope: Scope) -> bool:
        """True for a dependency of which it is not known what it takes."""
        if scope.parameters.get(taken.parameter.name) is not taken.parameter:
            return False
        dependency = self._inference.parameters.dependency(scope, taken.parameter)
        if dependency is None:
            return False
        if dependency[0] is None:  # a bare `Depends()`: its annotation is called
            return not self._inference.annotations.values(taken.parameter.annotation, taken.use)
        values = self._inference.infer(dependency[0], dependency[1])
        libraries = [value.name for value in values if isinstance(value, LibraryValue | LibraryObject)]
        return not values or any(not name.startswith(_FASTAPI) for name in libraries)

    def _reads_path(self, taken: Taken, scope: Scope) -> bool:
        """True if a request is taken, and its `path_params` are read here or where it is handed on."""
        annotation = self._inference.annotations.values(taken.parameter.annotation, taken.use)
        names = {self._inference.library_name(v.name) for v in annotation if isinstance(v, LibraryObject)}
        return bool(names & _REQUESTS) and self._speaks_of_path(scope, taken.parameter.name, 0)

    def _speaks_of_path(self, scope: Scope, name: str, depth: int) -> bool:
        body = scope.body
        if any(_leads_through(read.expression, "path_params", "scope") for read in body.reads):
            return True
        for number, call in enumerate(body.calls):
            if _leads_through(call.func, "path_params", "scope"):
                return True
            given = [*call.args, *(value for _, value in call.keywords)]
            if ex.Name(name) in given and depth < _DEEPEST and self._hands_on(scope, number, name, depth):
                return True
        return False

    def _hands_on(self, scope: Scope, number: int, name: str, depth: int) -> bool:
        call = scope.body.calls[number]
        callees = self._inference.callee(scope, number)
        for value in callees:
            if isinstance(value, FunctionValue):
                keyword = next((word for word, given in call.keywords if word and given == ex.Name(name)), "")
                if keyword and keyword not in value.scope.parameters:
                    return True  # among `**kwargs`, from which anything may take it
                if self._speaks_of_path(value.scope, keyword or _position(value, call.args, name), depth + 1):
                    return True
        return not callees


def _may_be_dependency(declared: Declaration, parameter: Parameter) -> bool:
    """True for an annotation or default that a library, or nobody knows who, may have made with a dependency in it."""
    if declared.marker is not None:
        return False
    if declared.default is None and isinstance(parameter.default, ex.CallResult):
        return True
    if any(marker.module.partition(".")[0] not in _KNOWN for marker in declared.markers):
        return True
    kind = declared.type
    if parameter.annotation is None or kind.form is not Form.UNKNOWN:
        return "." in kind.name and kind.name.partition(".")[0] not in _KNOWN
    return not isinstance(parameter.annotation, ex.Constant)


def _is_given_from_outside(taken: Taken, scope: Scope) -> bool:
    """True for an annotation that is a parameter of a function around: the class is another one in each run."""
    annotation, around = taken.parameter.annotation, scope.parent
    while around is not None and isinstance(annotation, ex.Name):
        if annotation.id in around.parameters:
            return True
        around = around.parent
    return False


def _position(value: FunctionValue, args: tuple[ex.Expression, ...], name: str) -> str:
    parameters = value.scope.definition.parameters[1 if value.receiver is not None else 0 :]
    index = args.index(ex.Name(name)) if ex.Name(name) in args else -1
    return parameters[index].name if -1 < index < len(parameters) else ""


def _leads_through(expression: ex.Expression, *attributes: str) -> bool:
    """True for `request.path_params`, and for what is read of it."""
    while isinstance(expression, ex.Attribute | ex.Subscript):
        if isinstance(expression, ex.Attribute) and expression.attr in attributes:
            return True
        expression = expression.value
    return False
