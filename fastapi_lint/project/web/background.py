"""What runs after or while a response is sent: background tasks and the generators behind streaming responses."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi_lint.frameworks import fastapi, starlette
from fastapi_lint.model import expression as ex
from fastapi_lint.model.effect import Thread
from fastapi_lint.model.expression import Expression
from fastapi_lint.model.role import Role
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.project.resolve.values import (
    CollectionValue,
    FunctionValue,
    LambdaValue,
    LibraryObject,
    ObjectValue,
    Value,
)
from fastapi_lint.project.web.call_index import Site
from fastapi_lint.project.web.entries import Entries
from fastapi_lint.project.web.routers import Routers
from fastapi_lint.project.web.runs import Place


def background_tasks(routers: Routers, entries: Entries) -> None:
    """Add the functions given to `BackgroundTasks.add_task(f)` and `BackgroundTask(f)`."""
    for site in routers.index.named("add_task"):
        if _is_background(routers, site):
            _add_task(routers, entries, site, site.call.argument(0, "func"))
    for site in routers.index.library(starlette.BACKGROUND_TASK):
        _add_task(routers, entries, site, site.call.argument(0, "func"))


def _is_background(routers: Routers, site: Site) -> bool:
    """True if `add_task` is called on a `BackgroundTasks`, or on something unknown of such a name."""
    func = site.call.func
    if not isinstance(func, ex.Attribute):
        return False
    values = routers.inference.infer(func.value, routers.inference.use_of_call(site.scope, site.number))
    if not values:
        return "background" in getattr(func.value, "id", getattr(func.value, "attr", ""))
    return any(_is_background_tasks(routers, value) for value in values)


def _is_background_tasks(routers: Routers, value: Value) -> bool:
    if isinstance(value, LibraryObject):
        return routers.inference.library_name(value.name) == fastapi.BACKGROUND_TASKS
    if isinstance(value, ObjectValue):
        bases = routers.inference.classes.library_bases(value.scope)
        return any(routers.inference.library_name(base) == fastapi.BACKGROUND_TASKS for base in bases)
    return False


def _add_task(routers: Routers, entries: Entries, site: Site, task: Expression | None) -> None:
    for value in _values(routers, site, task):
        if isinstance(value, LambdaValue):
            entries.add_lambda(value.scope, value.block, Role.BACKGROUND_TASK, entries.routes_of(site.scope))
        scope = _called(routers, value)
        if scope is not None:
            routes = set(entries.routes_of(site.scope))
            entries.add(scope, Role.BACKGROUND_TASK, entries.thread_by_starlette(scope), routes)


def _called(routers: Routers, value: Value) -> Scope | None:
    if isinstance(value, FunctionValue):
        return value.scope
    if isinstance(value, ObjectValue):
        member = routers.inference.classes.member(value.scope, "__call__")
        return member.function() if member else None
    return None


def _values(routers: Routers, site: Site, expression: Expression | None) -> list[Value]:
    """What an argument of a call stands for, followed through the callers of the function in which it is made."""
    if expression is None:
        return []
    use = routers.inference.use_of_call(site.scope, site.number)
    found: dict[Value, None] = {}
    for root in routers.tracing.roots(Place(expression, use, None)):
        for value in routers.inference.infer(root.expression, root.use):
            found.setdefault(value)
    return list(found)


def streams(routers: Routers, entries: Entries) -> None:
    """Add the generators behind `StreamingResponse(generator())`: a sync one is drawn from in the pool."""
    for site in routers.index.library(starlette.STREAMING):
        for value in _values(routers, site, site.call.argument(0, "content")):
            generator = value.generator if isinstance(value, CollectionValue) else None
            if isinstance(value, FunctionValue) and value.scope.definition.is_generator:
                generator = value.scope
            routes = set(entries.routes_of(site.scope))
            if generator is not None:
                entries.add(generator, Role.STREAM, entries.thread(generator), routes)
            elif isinstance(value, ObjectValue):
                for method, thread in _iterating(routers, value.scope):
                    entries.add(method, Role.STREAM, thread, routes)


def _iterating(routers: Routers, scope: Scope) -> Iterator[tuple[Scope, Thread]]:
    """The methods that draw from an object of a class, and where: what is iterated with `async for`, on the loop.

    `__iter__` makes the iterator on the loop, unless it is a generator, of which that runs nothing.
    """
    for names, thread in ((("__aiter__", "__anext__"), Thread.LOOP), (("__iter__", "__next__"), Thread.POOL)):
        members = (routers.inference.classes.member(scope, name) for name in names)
        methods = [function for function in (member.function() for member in members if member) if function]
        for method in methods:
            makes = method.definition.name == "__iter__" and not method.definition.is_generator
            yield method, Thread.LOOP if makes else thread
        if methods:
            return
