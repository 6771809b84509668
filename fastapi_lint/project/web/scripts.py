"""Coroutines that run on an event loop of their own, outside a server: command lines and tests."""

from __future__ import annotations

from fastapi_lint.frameworks import python
from fastapi_lint.model import expression as ex
from fastapi_lint.model.effect import Thread
from fastapi_lint.model.role import Role
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.project.resolve.values import FunctionValue
from fastapi_lint.project.web.call_index import Site
from fastapi_lint.project.web.entries import Entries
from fastapi_lint.project.web.routers import Routers
from fastapi_lint.project.web.runs import Place
from fastapi_lint.project.web.test_code import is_test_path


def scripts(routers: Routers, entries: Entries, scopes: dict[str, list[Scope]]) -> None:
    """Add coroutines given to `asyncio.run` and its like, commands, and those in test files."""
    for site in [*routers.index.library(python.RUNNERS), *routers.index.named("run_until_complete")]:
        _started(routers, entries, site)
    for path in sorted(scopes):
        for scope in scopes[path]:
            if scope.is_function and scope.definition.is_async and (is_test_path(path) or _is_command(routers, scope)):
                entries.add(scope, Role.COROUTINE, Thread.SCRIPT, ())


def _is_command(routers: Routers, scope: Scope) -> bool:
    """True for `@app.command()` of Typer, Click and the like."""
    names = routers.inference.decorator_names(scope)
    return any(name.partition(".")[0] in python.COMMAND_LINES for name in names)


def _started(routers: Routers, entries: Entries, site: Site) -> None:
    """The coroutine functions behind `run(main())` and `run(main)`."""
    if not site.call.args:
        return
    inference = routers.inference
    given = Place(site.call.args[0], inference.use_of_call(site.scope, site.number), None)
    for scope in _coroutines(routers, given):
        entries.add_started(scope, site.scope)


def _bound_to_call(name: ex.Name, place: Place) -> list[int]:
    """The numbers of the calls whose results a name is bound to: `task = main()`, `loop.run_until_complete(task)`."""
    bindings = place.use.scope.bindings.get(name.id, ())
    return [binding.value.call for binding in bindings if isinstance(binding.value, ex.CallResult)]


def _coroutines(routers: Routers, place: Place) -> list[Scope]:
    inference, expression = routers.inference, place.expression
    if isinstance(expression, ex.CallResult):
        values = inference.callee(place.use.scope, expression.call)
    elif isinstance(expression, ex.Name) and (bound := _bound_to_call(expression, place)):
        values = tuple(value for number in bound for value in inference.callee(place.use.scope, number))
    elif isinstance(expression, ex.Name | ex.Attribute):
        values = inference.infer(expression, place.use)
    else:
        return []
    return [v.scope for v in values if isinstance(v, FunctionValue) and v.scope.definition.is_async]
