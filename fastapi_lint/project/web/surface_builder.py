"""Builds the web surface of a project from its facts."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi_lint.frameworks import fastapi
from fastapi_lint.model.location import Location, Span
from fastapi_lint.model.problem import Problem, ProblemKind
from fastapi_lint.model.role import Role
from fastapi_lint.model.versions import Release
from fastapi_lint.project.resolve.inference import Inference
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.project.web.call_index import CallIndex, Site
from fastapi_lint.project.web.dependencies import Dependencies
from fastapi_lint.project.web.entries import Colours
from fastapi_lint.project.web.entry_points import EntryPoints
from fastapi_lint.project.web.middleware import Layer
from fastapi_lint.project.web.models import Models
from fastapi_lint.project.web.registrations import Registered, registrations
from fastapi_lint.project.web.route_table import RouteTable
from fastapi_lint.project.web.routers import Routers
from fastapi_lint.project.web.runs import place_of_definition
from fastapi_lint.project.web.surface import AppLayers, Surface
from fastapi_lint.project.web.unresolved import inclusion_problem


def build_surface(
    inference: Inference,
    scopes: dict[str, list[Scope]],
    colours: Colours,
    version: Release,
) -> Surface:
    """Everything that a web framework calls in the project: routes, entry points, roles, models.

    `version` is that of FastAPI.
    """
    routers = Routers(inference, CallIndex(inference, scopes), scopes)
    registered = registrations(routers)
    dependencies = Dependencies(routers.assembly.machine)
    copies_routes = fastapi.copies_routes(version)
    table = RouteTable(routers, registered, dependencies, copies_routes=copies_routes)
    entries = EntryPoints(routers, table.placed, dependencies, Models(inference), colours)
    entries.find(scopes)
    roles = dict(entries.roles)
    for scope in _set_up(routers, registered):
        roles[scope] = roles.get(scope, Role.NONE) | Role.SETUP
    return Surface(
        routers=routers,
        tree=table.top,
        arguments=tuple(placed.arguments for placed in table.placed),
        orders=tuple(placed.order for placed in table.placed),
        registrations=tuple(dict.fromkeys(one.registration for one in registered)),
        routes=tuple(placed.route for placed in table.placed),
        entry_points=tuple(entries.all()),
        roles=roles,
        dependencies=dependencies.trees,
        taken={key: tuple(taken) for key, taken in dependencies.taken.items()},
        seen=dependencies.seen,
        models=frozenset(entries.models),
        middleware=_middleware(routers, entries.layers),
        problems=tuple(_problems(routers, registered)),
    )


def _middleware(routers: Routers, layers: list[Layer]) -> tuple[AppLayers, ...]:
    found: list[AppLayers] = []
    for router in routers.applications:
        of_app = [layer for layer in layers if layer.app == router.key]
        if of_app:
            shown = tuple((layer.name, layer.function) for layer in of_app)
            found.append(AppLayers(router.site.scope, router.site.call.line, shown))
    return tuple(found)


def _set_up(routers: Routers, registered: list[Registered]) -> Iterator[Scope]:
    """The modules and functions whose code puts the application together."""
    for router in routers.all.values():
        yield router.site.scope
    for edge in routers.inclusions:
        yield edge.site.scope
    for one in registered:
        scope = one.registration.scope
        is_decorator = scope.in_header(scope.body.calls[one.registration.call].block)
        yield place_of_definition(scope)[0] if is_decorator else scope


def _problems(routers: Routers, registered: list[Registered]) -> Iterator[Problem]:
    """What of the route table cannot be known, each once."""
    found: dict[Problem, None] = {}
    for router in routers.all.values():
        if not routers.prefix(router).is_known:
            found.setdefault(_at(router.site, "the prefix of this router is only known when the program runs"))
    for edge in routers.inclusions:
        if not edge.written.is_known:
            found.setdefault(_at(edge.site, "the prefix given here is only known when the program runs"))
    for site, what in routers.unresolved:
        found.setdefault(_at(site, inclusion_problem(routers, site, what)))
    for one in registered:
        if one.registration.path is None:
            site = Site(one.registration.scope, one.registration.call)
            found.setdefault(_at(site, "the path of this route is only known when the program runs"))
    assembly = routers.assembly
    for scope, line, column in assembly.machine.cut_short:
        if assembly.relevance.registers_itself(scope):
            place = Location(scope.module.path, Span(line, column, line, column + 1))
            message = "this loop is too long to be followed to its end: routes that it registers may be missing"
            found.setdefault(Problem.at(ProblemKind.UNRESOLVED, place, message))
    yield from sorted(found, key=lambda problem: (problem.path or "", problem.line or 0, problem.column or 0))


def _at(site: Site, message: str) -> Problem:
    return Problem.at(ProblemKind.UNRESOLVED, Location(site.scope.module.path, site.call.span), message)
