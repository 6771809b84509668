"""Inclusions: routers that no application serves, and routes that come too late for one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from fastapi_lint.frameworks import fastapi
from fastapi_lint.model import expression as ex
from fastapi_lint.model.routing import RouteFault
from fastapi_lint.project.assembly.routers import Included, Registered, Router
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.project.routing.loaded_by_name import LoadedByName
from fastapi_lint.project.routing.places import hop_of_call, place_of_call
from fastapi_lint.project.web.route_tree import Node

if TYPE_CHECKING:
    from fastapi_lint.project.project import Project


def never_included(project: Project) -> Iterator[RouteFault]:
    """Routers with routes that nothing includes, in a project that has an application."""
    routers = project.surface.routers
    assert routers is not None, "the surface of a project comes with its routers"
    applications = [router for router in routers.applications if router.events]
    made_elsewhere = {routers.all[edge.child].site for edge in routers.inclusions}
    loaded = LoadedByName(project)
    doubts = int(bool(routers.unresolved) or loaded.is_unknown)
    for entry in project.surface.tree.entries:
        router = entry.router if isinstance(entry, Node) else None
        if router is None or router.kind != "router" or not router.is_reached or router.site in made_elsewhere:
            continue
        count = sum(isinstance(event, Registered) for event in router.events)
        name = _variable(router)
        if not count or not name or not applications or _is_alone(router):
            continue
        if loaded.may_load(router.site.scope.module.name):
            continue
        if _is_handed_on(project.scopes[router.site.scope.module.path], name):
            continue
        is_near = any(_root(app) == _root(router) for app in applications)
        is_beside = any(app.site.scope.module is router.site.scope.module for app in applications)
        imported = _importers(project, router, name)
        yield RouteFault(
            place_of_call(router.site),
            "never",
            name,
            detail=str(count),
            doubts=doubts + (not is_near) + (not is_beside) + imported + (not router.site.scope.is_module),
        )


def _variable(router: Router) -> str:
    """The variable that holds a router."""
    result = ex.CallResult(router.site.number)
    bindings = router.site.scope.body.bindings
    return next((binding.target for binding in bindings if binding.value == result), "")


def _is_handed_on(scopes: list[Scope], name: str) -> bool:
    """True if the module gives a router, or its routes, to a call, or puts it somewhere."""
    handed = (ex.Name(name), ex.Attribute(ex.Name(name), "routes"))
    for scope in scopes:
        body = scope.body
        if any(one in handed for call in body.calls for one in (*call.args, *(value for _, value in call.keywords))):
            return True
        put = [binding.value for binding in body.attribute_bindings]
        put += [binding.value for binding in body.item_bindings]
        if any(value in handed for value in put):
            return True
        collections = (b.value for b in body.bindings if isinstance(b.value, ex.Collection | ex.Mapping))
        if any(_holds(each, handed) for each in collections):
            return True
    return False


def _holds(collection: ex.Collection | ex.Mapping, handed: tuple[ex.Expression, ...]) -> bool:
    if isinstance(collection, ex.Mapping):
        return any(value in handed for _, value in collection.items)
    return any(element in handed for element in collection.elements)


def _is_alone(router: Router) -> bool:
    """True for the router of a plug-in: a package that is loaded by its name."""
    parts = router.site.scope.module.path.lower().split("/")
    return any(part in ("plugins", "plugin", "extensions", "examples", "example", "contrib") for part in parts)


def _root(router: Router) -> str:
    return router.site.scope.module.name.partition(".")[0]


def _importers(project: Project, router: Router, name: str) -> int:
    """How many modules import the variable: they may hand the router to something that is not known."""
    module = router.site.scope.module
    for other in project.table.modules:
        for imported in other.facts.names().imports:
            target = imported.target
            if target.name == name and other is not module:
                last = target.module.rpartition(".")[2]
                if last and last == module.name.rpartition(".")[2]:
                    return 1
    return 0


def prefixes_at_inclusion(project: Project) -> Iterator[RouteFault]:
    """Prefixes that `include_router` gives to a router which is included once and has none of its own."""
    routers = project.surface.routers
    assert routers is not None, "the surface of a project comes with its routers"
    edges = [edge for edge in routers.inclusions if not edge.is_mount]
    times = Counter(edge.child for edge in edges)
    for edge in edges:
        child = routers.all[edge.child]
        is_written = isinstance(edge.site.call.argument(None, "prefix"), ex.Constant)
        is_own = fastapi.ROUTER in routers.names_of(child.site)
        if times[edge.child] == 1 and is_written and is_own and edge.written.text and not routers.prefix(child).text:
            name = _variable(child)
            if name:
                yield RouteFault(place_of_call(edge.site), "prefix", name, edge.written.text)


def too_late(project: Project) -> Iterator[RouteFault]:
    """Routes and routers that are added to a router after it was included: `include_router` copies what is there."""
    if not fastapi.copies_routes(project.versions.fastapi):
        return
    routers = project.surface.routers
    assert routers is not None, "the surface of a project comes with its routers"
    for router in routers.all.values():
        inclusions = [event for parent in routers.all.values() for event in parent.events if _includes(event, router)]
        if not inclusions:
            continue
        last = max(inclusions, key=lambda event: event.order)
        trace = (hop_of_call(last.site),)
        for event in router.events:
            if isinstance(event, Registered) and event.order > last.order:
                place = place_of_call(event.site, function=event.endpoint.definition.qualname)
                yield RouteFault(place, "late", event.endpoint.definition.name, detail=event.path.text, trace=trace)
            elif isinstance(event, Included) and event.order > last.order and _has_routes(event.child):
                name = _variable(event.child) if event.child is not None else ""
                place = place_of_call(event.site)
                yield RouteFault(place, "late-router", name or "a router", _variable(router), trace=trace)


def _has_routes(router: Router | None) -> bool:
    return router is not None and any(isinstance(event, Registered) for event in router.events)


def _includes(event: object, router: Router) -> bool:
    return isinstance(event, Included) and event.child is router
