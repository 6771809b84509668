"""Mixed bodies: parameters that FastAPI reads as JSON although the body of their route is a form.

With a `File()` or `Form()` among the parameters of a route, its dependencies included, the body is a form (fastapi
0.115 to 0.165: dependencies/utils.py, get_body_field), whose parts are text: no model is made of that.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from fastapi_lint.model.contract import MixedBodyView
from fastapi_lint.model.facts import Parameter
from fastapi_lint.model.location import Span
from fastapi_lint.project.contracts.bare_types import array_of
from fastapi_lint.project.contracts.declared_types import DeclaredType
from fastapi_lint.project.resolve.names import Use
from fastapi_lint.project.resolve.parameters import header_use
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.project.routing.places import place_in
from fastapi_lint.project.web.test_code import is_test_path

if TYPE_CHECKING:
    from fastapi_lint.project.project import Project

_FORMS = ("file", "multipart-list", "form")


def mixed_bodies(project: Project) -> Iterator[MixedBodyView]:
    """One for each parameter, by path and place."""
    found: dict[tuple[Scope, str], tuple[str, set[str]]] = {}
    for route in project.routes:
        if route.kind == "http" and not route.registration.is_plain and not is_test_path(route.endpoint.module.path):
            asking = (route.endpoint, *(one.called for one in route.dependencies if not one.block))
            taken = {(scope, name): _place(project, scope, name) for scope in asking for name in scope.parameters}
            form = next((name for kind in _FORMS for (_, name), place in taken.items() if place == kind), None)
            for key in (key for key, place in taken.items() if place == "body" and form is not None):
                found.setdefault(key, (str(form), set()))[1].add(route.label)
    for key, (form, labels) in sorted(found.items(), key=lambda each: _order(each[0])):
        view = _view(project, key, form, tuple(sorted(labels)))
        if view is not None:
            yield view


def _place(project: Project, scope: Scope, name: str) -> str:
    return project.contracts.parameter_place(scope, name)


def _order(key: tuple[Scope, str]) -> tuple[str, int, str]:
    scope, name = key
    return scope.module.path, scope.index, name


def _is_never_text(project: Project, declared: DeclaredType, use: Use) -> bool:
    """True if no part of a form can be what is declared; of a list each part is an item."""
    array = array_of(declared)
    if array is not None:
        if len(list(declared.members())) > 1 or len(array.arguments) != 1:
            return False
        declared = array.arguments[0]
    return project.contracts.misfits.refuses_text(declared, use)


def _view(project: Project, key: tuple[Scope, str], form: str, labels: tuple[str, ...]) -> MixedBodyView | None:
    scope, name = key
    parameter, use = scope.parameters[name], header_use(scope)
    declaration = project.contracts.declared(scope, parameter, use)
    if not _is_never_text(project, declaration.type, use):
        return None
    owner = f"{project.surface.roles[scope].label} `{scope.definition.name}`"
    place = place_in(scope, _span(scope, parameter), labels)
    return MixedBodyView(owner, name, declaration.type.text, form, declaration.has_default, place)


def _span(scope: Scope, parameter: Parameter) -> Span:
    """Where the annotation of a parameter stands, or the function."""
    for annotation in scope.body.annotations:
        if annotation.place == "parameter" and annotation.target == parameter.name:
            return annotation.span
    return Span(scope.definition.line, scope.definition.column, scope.definition.line, scope.definition.column + 1)
