"""Unfit responses: what handlers return that their response model refuses, so that FastAPI answers 500.

FastAPI validates what a handler returns (fastapi 0.165: routing.py, serialize_response): a `ResponseValidationError` is
an error of the server.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from fastapi_lint.frameworks import python
from fastapi_lint.model import expression as ex
from fastapi_lint.model.contract import UnfitView
from fastapi_lint.model.effect import Hop
from fastapi_lint.model.expression import NONE
from fastapi_lint.model.facts import Outcome
from fastapi_lint.project.contracts.declared_types import DeclaredType
from fastapi_lint.project.contracts.misfits import Misfit
from fastapi_lint.project.resolve.names import Use
from fastapi_lint.project.resolve.parameters import header_use
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.project.resolve.values import FunctionValue
from fastapi_lint.project.routing.endings import never_returns
from fastapi_lint.project.routing.handlers import Handler, Handlers
from fastapi_lint.project.routing.places import place_in
from fastapi_lint.project.web.statuses import has_no_body, status_given
from fastapi_lint.project.web.test_code import is_test_path

if TYPE_CHECKING:
    from fastapi_lint.project.project import Project

_MODEL = "response_model"


def unfit_responses(project: Project, handlers: Handlers) -> Iterator[UnfitView]:
    """One for each `return`, by path and place."""
    for handler in handlers.http:
        scope = handler.scope
        if is_test_path(scope.module.path) or not is_sent_as_returned(project, scope):
            continue
        models = [model for number in handler.numbers if (model := _model(project, handlers, number)) is not None]
        for outcome in scope.body.outcomes if models else ():
            view = _view(project, handlers, handler, outcome, models)
            if view is not None:
                yield view


def is_sent_as_returned(project: Project, scope: Scope) -> bool:
    """True unless a decorator may make something else of what the handler returns."""
    if scope.definition.is_generator or project.surface.seen.get(scope, (scope,)) != (scope,):
        return False
    own = {one.call for one in project.surface.registrations if one.scope is scope and one.endpoint is scope}
    names = project.inference.decorator_names(scope)
    others = [
        name
        for name, decorator in zip(names, scope.definition.decorators, strict=True)
        if not (isinstance(decorator, ex.CallResult) and decorator.call in own)
    ]
    return all(name in python.PRESERVING for name in others)


def _model(project: Project, handlers: Handlers, number: int) -> DeclaredType | None:
    """What FastAPI validates the response of a route with; None if it does not, or it is not known."""
    arguments, route = project.surface.arguments[number], handlers.routes[number]
    registration = route.registration
    call = registration.scope.body.calls[registration.call]
    if has_no_body(status_given(arguments.get("status_code"))) or any(name is None for name, _ in call.keywords):
        return None
    given = call.argument(None, _MODEL)
    if given is not None:
        use = project.inference.use_of_call(registration.scope, registration.call)
        return None if given == NONE else project.contracts.read_type(given, use)
    returns = route.endpoint.definition.returns
    if _MODEL in arguments or returns is None:
        return None
    declared = project.contracts.read_type(returns, header_use(route.endpoint))
    return (
        None
        if declared.name == "None" or any(map(project.contracts.is_response_type, declared.members()))
        else declared
    )


def _view(
    project: Project, handlers: Handlers, handler: Handler, outcome: Outcome, models: list[DeclaredType]
) -> UnfitView | None:
    scope = handler.scope
    if outcome.kind != "return" or not _is_reached(project, scope, outcome):
        return None
    use = Use(scope, outcome.block, (outcome.line, outcome.column))
    for model in models:
        found = project.contracts.misfits.find(outcome.value or NONE, use, model)
        if found is not None:
            place = place_in(scope, outcome.span, handlers.labels(handler))
            return UnfitView(
                scope.definition.name, found.form, found.wanted, found.names, found.found, found.path.lstrip("."),
                _trace(found), place,
            )  # fmt: skip
    return None


def _is_reached(project: Project, scope: Scope, outcome: Outcome) -> bool:
    """False for dead code, also after a call of what always raises."""
    if not scope.is_reachable(outcome.block) or scope.lambda_of(outcome.block) is not None:
        return False
    around = scope.block_chain(outcome.block)
    return not any(
        call.discarded and call.block in around and call.line < outcome.line and _always_raises(project, scope, number)
        for number, call in enumerate(scope.body.calls)
    )


def _always_raises(project: Project, scope: Scope, number: int) -> bool:
    callees = project.inference.callee(scope, number)
    return bool(callees) and all(isinstance(one, FunctionValue) and never_returns(one.scope) for one in callees)


def _trace(found: Misfit) -> tuple[Hop, ...]:
    use = found.helper
    if use is None:
        return ()
    name = use.scope.definition.qualname
    return (Hop(use.scope.module.path, use.place[0], use.place[1], name, f"return of {name}"),)
