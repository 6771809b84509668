"""Servers: `uvicorn.run` with an object where it needs the name of one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from fastapi_lint.model import expression as ex
from fastapi_lint.model.routing import RouteFault
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.project.resolve.values import FunctionValue, LibraryObject, LibraryValue, LiteralValue, ObjectValue
from fastapi_lint.project.routing.places import place_of_call
from fastapi_lint.project.web.call_index import Site

if TYPE_CHECKING:
    from fastapi_lint.project.project import Project

_RUN = frozenset({"uvicorn.run", "uvicorn.main.run"})


def objects_run(project: Project) -> Iterator[RouteFault]:
    """Calls with `reload=True` or several workers and an application that is no import string."""
    for scope, number in project.called.calls(frozenset({"run"})):
        callees = project.inference.callee(scope, number)
        if any(isinstance(value, LibraryValue) and value.name in _RUN for value in callees):
            fault = _fault(project, scope, number)
            if fault is not None:
                yield fault


def _fault(project: Project, scope: Scope, number: int) -> RouteFault | None:
    call = scope.body.calls[number]
    use = project.inference.use_of_call(scope, number)
    given = call.argument(0, "app")
    values = project.inference.infer(given, use) if given is not None else ()
    is_object = bool(values) and all(isinstance(v, LibraryObject | ObjectValue | FunctionValue) for v in values)
    if not is_object or any(isinstance(v, LibraryObject) and v.name == "builtins.str" for v in values):
        return None
    for keyword in ("reload", "workers"):
        argument = call.argument(None, keyword)
        literals = project.inference.infer(argument, use) if argument is not None else ()
        numbers = [value.value for value in literals if isinstance(value, LiteralValue)]
        if len(numbers) == len(literals) == 1 and _is_several(keyword, numbers[0]):
            name = given.id if isinstance(given, ex.Name) else "app"
            return RouteFault(place_of_call(Site(scope, number)), keyword, name, f"{keyword}={numbers[0]}")
    return None


def _is_several(keyword: str, value: object) -> bool:
    if keyword == "reload":
        return value is True
    return type(value) is int and value > 1
