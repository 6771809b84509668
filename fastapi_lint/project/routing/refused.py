"""Refused: parameters that are declared in a way that FastAPI asserts against while the module is imported.

After `analyze_param` (fastapi 0.165, fastapi/dependencies/utils.py). And those that can only be given by position:
`run_endpoint_function` (fastapi/routing.py) and `solve_dependencies` call with `**values`, which raises a `TypeError`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from fastapi_lint.model.facts import ParameterKind
from fastapi_lint.model.location import Span
from fastapi_lint.model.routing import RouteFault
from fastapi_lint.project.contracts.markers import Marker
from fastapi_lint.project.contracts.places import Declaration
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.project.routing.places import place_in
from fastapi_lint.project.web.dependency_markers import Taken

if TYPE_CHECKING:
    from fastapi_lint.project.project import Project

_FIELDS = frozenset({"query", "path", "header", "cookie", "body", "form", "file"})


def refused_parameters(project: Project) -> Iterator[RouteFault]:
    """Parameters of handlers and dependencies, by path and place."""
    served = {route.endpoint for route in project.routes if not route.registration.is_plain}
    served |= {one.scope for route in project.routes for one in route.dependencies if not one.block}
    for scope in sorted(served, key=lambda one: (one.module.path, one.index)):
        for taken in project.surface.taken.get((scope, 0), ()):
            if scope.parameters.get(taken.parameter.name) is taken.parameter:
                fault = _fault(project, scope, taken)
                if fault is not None:
                    yield fault


def _fault(project: Project, scope: Scope, taken: Taken) -> RouteFault | None:
    parameter = taken.parameter
    declaration = project.contracts.declared(scope, parameter, taken.use)
    in_path = project.contracts.parameter_place(scope, parameter.name) == "path"
    found = _form(declaration, in_path, parameter.default is not None)
    is_receiver = scope.is_method and parameter is scope.definition.parameters[0]
    if found is None and (is_receiver or parameter.kind is not ParameterKind.POSITIONAL_ONLY):
        return None
    form, marker = (found[0], found[1].name) if found is not None else ("by-position", "")
    line = parameter.line
    column = scope.definition.column if line == scope.definition.line else 1
    place = place_in(scope, Span(line, column, line, column + 1))
    return RouteFault(place, form, scope.definition.name, parameter.name, marker)


def _form(declaration: Declaration, in_path: bool, has_default: bool) -> tuple[str, Marker] | None:
    """Which assertion fails, and because of which marker."""
    default = declaration.default if declaration.default is not None and declaration.default.place else None
    annotated = [marker for marker in declaration.markers if marker.place and marker is not default]
    last = annotated[-1] if annotated else None
    if last is not None and default is not None:
        return "both", default
    marker = default or last
    if marker is None or marker.place not in _FIELDS or marker.call is None:
        return None
    if marker.place == "path" and marker.has_default:
        return "path-default", marker
    if marker is last and marker.has_default and marker.call.argument(None, "default_factory") is None:
        return "annotated-default", marker
    if in_path and marker.place != "path":
        return "not-path", marker
    return ("path-default", marker) if in_path and marker is last and has_default else None
