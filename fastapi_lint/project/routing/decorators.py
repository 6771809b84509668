"""Decorators: those above the one that registers come too late, and some below hide the signature."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from fastapi_lint.model import expression as ex
from fastapi_lint.model.expression import Expression
from fastapi_lint.model.facts import ParameterKind
from fastapi_lint.model.location import Span
from fastapi_lint.model.routing import RouteFault
from fastapi_lint.project.flow.text import text_of
from fastapi_lint.project.resolve.parameters import header_use
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.project.resolve.values import FunctionValue, LibraryObject, LibraryValue
from fastapi_lint.project.routing.places import place_in, place_of_registration
from fastapi_lint.project.web.surface import Route

if TYPE_CHECKING:
    from fastapi_lint.project.project import Project

_STARS = (ParameterKind.VAR_POSITIONAL, ParameterKind.VAR_KEYWORD)
_WRAPPING = frozenset(
    {
        "aiocache.cached", "aiocache.decorators.cached", "async_lru.alru_cache", "backoff.on_exception",
        "backoff.on_predicate", "cachetools.cached", "circuitbreaker.circuit", "dependency_injector.wiring.inject",
        "fastapi_cache.decorator.cache", "functools.cache", "functools.lru_cache", "ratelimit.limits",
        "slowapi.Limiter.limit", "slowapi.extension.Limiter.limit", "stamina.retry", "tenacity.retry",
    }
)  # fmt: skip
"""Decorators of libraries that give another function, which is what a route must get to make use of them."""


def late_decorators(project: Project) -> Iterator[RouteFault]:
    """Decorators that stand above the route's: what they make is not what is served."""
    told: set[tuple[Scope, int]] = set()
    for route in project.routes:
        scope = route.endpoint
        if route.registration.scope is not scope:
            continue
        decorators = scope.definition.decorators
        own = ex.CallResult(route.registration.call)
        for number, decorator in enumerate(decorators[: decorators.index(own) if own in decorators else 0]):
            if (scope, number) not in told and _wraps(project, decorator, scope):
                told.add((scope, number))
                labels = _labels(project, scope)
                place = place_in(scope, _span(decorator, scope), labels)
                text = text_of(decorator, scope).partition("(")[0]
                yield RouteFault(place, "late", scope.definition.name, text, text_of(own, scope).partition("(")[0])


def _labels(project: Project, scope: Scope) -> tuple[str, ...]:
    return tuple(sorted({route.label for route in project.routes if route.endpoint is scope}))


def _span(decorator: Expression, scope: Scope) -> Span:
    """Where a decorator stands; one that is no call has no place of its own in the facts."""
    if isinstance(decorator, ex.CallResult):
        return scope.body.calls[decorator.call].span
    line = scope.definition.line
    return Span(line, scope.definition.column, line, scope.definition.column + 1)


def _wraps(project: Project, decorator: Expression, scope: Scope) -> bool:
    """True if a decorator gives another function than it gets."""
    values = project.inference.infer(decorator, header_use(scope))
    for value in values:
        if isinstance(value, FunctionValue) and project.callbacks.wrapping(decorator, scope) is not None:
            return True
    return _library_name(project, decorator, scope) in _WRAPPING


def _library_name(project: Project, decorator: Expression, scope: Scope) -> str:
    func = decorator
    if isinstance(decorator, ex.CallResult):
        func = scope.body.calls[decorator.call].func
    for value in project.inference.infer(func, header_use(scope)):
        if isinstance(value, LibraryValue | LibraryObject):
            return value.name
    return ""


def hidden_signatures(project: Project) -> Iterator[RouteFault]:
    """Handlers whose decorator hides their parameters behind `*args, **kwargs`."""
    told: set[Scope] = set()
    for route in project.routes:
        seen = project.surface.seen.get(route.endpoint, ())
        wrapper = seen[0] if len(seen) == 1 else route.endpoint
        if wrapper is route.endpoint or route.endpoint in told or route.registration.is_plain:
            continue
        if any(parameter.kind in _STARS for parameter in wrapper.definition.parameters):
            told.add(route.endpoint)
            yield _hidden(route, wrapper)


def _hidden(route: Route, wrapper: Scope) -> RouteFault:
    around = wrapper.parent
    while around is not None and around.parent is not None and around.parent.is_function:
        around = around.parent
    maker = around.definition.name if around is not None else wrapper.definition.name
    stars = {ParameterKind.VAR_POSITIONAL: "", ParameterKind.VAR_KEYWORD: ""}
    names = [p.name for p in wrapper.definition.parameters if p.kind in stars and p.default is None]
    return RouteFault(
        place_of_registration(route), "hidden", route.endpoint.definition.name, maker, " and ".join(names)
    )
