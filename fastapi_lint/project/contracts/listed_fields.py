"""Listed fields: routes that choose by a list what of their response model goes out.

FastAPI leaves the others out of the response, and documents all of them (fastapi 0.165: routing.py, serialize_response;
openapi/utils.py knows no such argument).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from fastapi_lint.model import expression as ex
from fastapi_lint.model.contract import ListedFieldsView
from fastapi_lint.model.expression import NONE, Expression
from fastapi_lint.project.flow.text import text_of
from fastapi_lint.project.routing.places import place_of_registration
from fastapi_lint.project.web.surface import Route
from fastapi_lint.project.web.test_code import is_test_path

if TYPE_CHECKING:
    from fastapi_lint.project.project import Project

_KEYWORDS = ("response_model_exclude", "response_model_include")


def listed_fields(project: Project) -> Iterator[ListedFieldsView]:
    """One for each list of a registration, in the order of the route table."""
    told: set[object] = set()
    for route in project.routes:
        if route.kind != "http" or route.registration.is_plain or is_test_path(route.endpoint.module.path):
            continue
        call = route.registration.scope.body.calls[route.registration.call]
        for keyword in _KEYWORDS:
            fields = _fields(call.argument(None, keyword))
            model = _model(route)
            if fields and model and (call.span, keyword, route.registration.scope) not in told:
                told.add((call.span, keyword, route.registration.scope))
                name = route.endpoint.definition.name
                yield ListedFieldsView(name, keyword, fields, model, place_of_registration(route))


def _fields(given: Expression | None, path: str = "") -> tuple[str, ...]:
    """The names in `{"a", "b"}`, `["a"]`, `{"a": True}` and `{"a": {"b"}}`: here `a.b`."""
    if isinstance(given, ex.Collection):
        names = (one for one in given.elements if isinstance(one, ex.Constant) and one.type == "str")
        return tuple(_joined(path, name.value) for name in names)
    if not isinstance(given, ex.Mapping):
        return ()
    found: list[str] = []
    for key, value in given.items:
        if isinstance(key, ex.Constant) and key.type == "str":
            inner = _joined(path, key.value)
            found += [inner] if isinstance(value, ex.Constant) else _fields(value, inner)
    return tuple(found)


def _joined(path: str, name: object) -> str:
    """A name below another one; `__all__` stands for the items of a list."""
    if name == "__all__":
        return path
    return f"{path}.{name}" if path else str(name)


def _model(route: Route) -> str:
    """The response model as it is written, `` if there is none."""
    registration, definition = route.registration, route.endpoint.definition
    given = registration.scope.body.calls[registration.call].argument(None, "response_model")
    if given is not None:
        return "" if given == NONE else text_of(given, registration.scope)
    return "" if definition.returns is None else text_of(definition.returns, route.endpoint)
