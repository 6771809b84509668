"""What applications are given: which application a method is called on, and which functions it gets."""

from __future__ import annotations

from fastapi_lint.model import expression as ex
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.project.resolve.values import FunctionValue, ObjectValue
from fastapi_lint.project.web.call_index import Site
from fastapi_lint.project.web.routers import Routers
from fastapi_lint.project.web.runs import Place, Run


def apps_of(routers: Routers, site: Site, run: Run | None = None) -> tuple[str, ...] | None:
    """The applications that a method is called on, empty if not known; None if it is something else's method."""
    func = site.call.func
    if not isinstance(func, ex.Attribute):
        return None
    use = routers.inference.use_of_call(site.scope, site.number)
    found = routers.owners(Place(func.value, use, run))
    if found:
        return found
    values = routers.inference.infer(func.value, use)
    if values and not any(routers.kind(value) for value in values):
        return None
    return routers.only_application


def functions_at(routers: Routers, place: Place) -> list[Scope]:
    """The functions of the project, `__call__` methods included, that an expression stands for."""
    found: dict[Scope, None] = {}
    for root in routers.tracing.roots(place):
        for value in routers.inference.infer(root.expression, root.use):
            if isinstance(value, FunctionValue):
                found.setdefault(value.scope)
            elif isinstance(value, ObjectValue):
                method = method_of(routers, value.scope, "__call__")
                if method is not None:
                    found.setdefault(method)
    return list(found)


def method_of(routers: Routers, scope: Scope, name: str) -> Scope | None:
    """The method of a class of the project, or None."""
    member = routers.inference.classes.member(scope, name)
    return member.function() if member else None
