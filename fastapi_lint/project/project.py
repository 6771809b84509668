"""The project: all facts linked, as a façade that rules and the engine ask."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from fastapi_lint.catalog.loader import known_libraries
from fastapi_lint.model.dossier import Dossier
from fastapi_lint.model.effect import Thread
from fastapi_lint.model.problem import Problem
from fastapi_lint.model.report import Statistics
from fastapi_lint.model.route import DependencyView, RouterView
from fastapi_lint.model.versions import Targets
from fastapi_lint.project.contracts.breaches import Breaches
from fastapi_lint.project.contracts.contracts import Contracts
from fastapi_lint.project.dossiers import Dossiers
from fastapi_lint.project.flow.awaitable_names import AwaitableNames
from fastapi_lint.project.flow.awaitables import Awaitables
from fastapi_lint.project.flow.callbacks import Callbacks
from fastapi_lint.project.flow.called import CalledNames
from fastapi_lint.project.flow.callgraph import CallGraph
from fastapi_lint.project.flow.effects import Effects
from fastapi_lint.project.flow.leaves import Leaves
from fastapi_lint.project.flow.reach import Reach
from fastapi_lint.project.flow.request_data import RequestData
from fastapi_lint.project.flow.units import Unit
from fastapi_lint.project.parts import Parts
from fastapi_lint.project.payloads.payloads import Payloads
from fastapi_lint.project.remedies.remedies import Remedies
from fastapi_lint.project.resolve.import_roots import named_as_imported
from fastapi_lint.project.resolve.inference import Inference
from fastapi_lint.project.resolve.modules import Module, ModuleTable
from fastapi_lint.project.resolve.scopes import Scope, build_scopes
from fastapi_lint.project.resolve.views import Views
from fastapi_lint.project.resources.resources import Resources
from fastapi_lint.project.routing.routing import Routing
from fastapi_lint.project.tasks.misuses import Misuses
from fastapi_lint.project.web.entries import Colours
from fastapi_lint.project.web.route_views import dependency_view, route_table
from fastapi_lint.project.web.surface import Route, Surface
from fastapi_lint.project.web.surface_builder import build_surface

if TYPE_CHECKING:
    from fastapi_lint.catalog.catalog import Catalog


class Project:
    """All that is known of an application. Built by `link`; nothing in it changes afterwards.

    `versions` are those of FastAPI, Starlette, Pydantic and Python that it is written for.
    """

    def __init__(self, modules: Sequence[Module], catalog: Catalog, versions: Targets) -> None:
        self.versions = versions
        self.table = ModuleTable(named_as_imported(modules), known_libraries())
        self.scopes = build_scopes(self.table.modules)
        self.inference = Inference(self.table, self.scopes, catalog)
        self.callbacks = Callbacks(self.inference)
        self.awaitables = Awaitables(self.inference, self.callbacks)
        self.called = CalledNames(self.inference.mentions, self.scopes)
        self.awaitable_names = AwaitableNames(self.inference, self.awaitables, self.called)
        self.surface: Surface = build_surface(
            self.inference, self.scopes, Colours.of(self.callbacks, versions.fastapi), versions.fastapi
        )
        self.misuses = Misuses(
            self.inference, self.callbacks, self.awaitables, self.called, self.surface, version=versions.fastapi
        )
        self.graph = CallGraph(self.inference, self.callbacks, self.scopes)
        self.reach = Reach(self.graph, self.surface.entry_points)
        self.requests = self._request_data()
        self.leaves = Leaves(self.inference, self.graph, self.requests, self.scopes)
        self.effects = Effects(self.graph, self.leaves.of, self.leaves.passes)
        self.contracts = Contracts(self.inference, self.surface, versions, self.scopes)
        self.resources = Resources(self)
        self.payloads = Payloads(self)
        self.routing = Routing(self)
        self.breaches = Breaches(self)
        self.remedies = Remedies(self)
        self.parts = Parts(self)
        self._dossiers = Dossiers(self)

    @property
    def routes(self) -> tuple[Route, ...]:
        """The route table, in matching order."""
        return self.surface.routes

    def route_table(self) -> tuple[RouterView, ...]:
        """The applications with their routers and routes, as plain data; what none is known to serve comes last."""
        return route_table(self)

    def dependencies_of(self, module: str, qualname: str) -> tuple[DependencyView, ...]:
        """What a handler or dependency depends on by its own parameters, flattened in the order of solving."""
        for scope, found in self.surface.dependencies.items():
            if (scope.module.name, scope.definition.qualname) == (module, qualname):
                return tuple(map(dependency_view, found))
        return ()

    def threads_of(self, module: str, qualname: str) -> Thread:
        """The threads on which a definition runs, on its callers' account too; none if nothing is known to call it."""
        units = (unit for unit in self.reach.threads if (unit.scope.module.name, unit.block) == (module, 0))
        found = next((unit for unit in units if unit.scope.definition.qualname == qualname), None)
        return Thread.NONE if found is None else self.reach.threads[found]

    def middleware_of(self, path: str, line: int) -> tuple[str, ...]:
        """The names of the middleware of the application that is made on a line, the outermost first."""
        for one in self.surface.middleware:
            if (one.scope.module.path, one.line) == (path, line):
                return tuple(name for name, _ in one.layers)
        return ()

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What of the application could not be known statically."""
        return self.surface.problems

    @property
    def statistics(self) -> Statistics:
        """Counts of what was linked."""
        calls, unresolved = self._calls()
        return Statistics(
            files=len(self.table.modules),
            lines=sum(module.facts.lines for module in self.table.modules),
            definitions=sum(len(group) for group in self.scopes.values()),
            routes=len(self.surface.routes),
            calls=calls,
            calls_resolved=calls - sum(unresolved.values()),
            unresolved=tuple(sorted(unresolved.items())),
        )

    def _calls(self) -> tuple[int, dict[str, int]]:
        """How many calls there are in what was looked at, and why how many of them are not known."""
        count, unresolved = 0, dict[str, int]()
        for scope in dict.fromkeys(unit.scope for unit in self.parts.looked_at):
            header = scope.header
            for index, call in enumerate(scope.body.calls):
                if call.block not in header:
                    count += 1
                    if not self.graph.is_known(scope, index):
                        reason = self.graph.reason(scope, call)
                        unresolved[reason] = unresolved.get(reason, 0) + 1
        return count, unresolved

    def all_scopes(self) -> Iterator[Scope]:
        """Every definition, by path and place."""
        for path in sorted(self.scopes):
            yield from self.scopes[path]

    def dossier(self, scope: Scope) -> Dossier:
        """The dossier of any definition."""
        return self._dossiers.of(scope, self.parts.of(scope))

    def resolved_at(self, path: str, line: int) -> tuple[str, ...]:
        """What the names on a line refer to, as text: see `Views.resolved_at`."""
        return Views(self.inference, self.scopes).resolved_at(path, line)

    def types_at(self, path: str, line: int) -> tuple[str, ...]:
        """The classes of what a line binds, as text: see `Views.types_at`."""
        return Views(self.inference, self.scopes).types_at(path, line)

    def sites(self) -> Iterator[Dossier]:
        """The dossiers of all definitions that rules may want to look at, by path and place."""
        return (site for site in map(self.site, self.all_scopes()) if site is not None)

    def prepare(self) -> None:
        """Work out at once, which costs less, what the dossiers of all sites need; processes can then share it."""
        self.parts.prepare()

    def site(self, scope: Scope) -> Dossier | None:
        """The dossier of a definition if rules may want to look at it."""
        roles = self.parts.of(scope)
        return self._dossiers.of(scope, roles) if roles else None

    def is_site(self, scope: Scope) -> bool:
        """True if rules may want to look at the definition."""
        return bool(self.parts.of(scope))

    def runs_alone(self, unit: Unit) -> bool:
        """True if a body runs as a frame of its own, so that what it does is reported there."""
        return bool(self._dossiers.threads(unit))

    def _request_data(self) -> RequestData:
        requests = RequestData(self.inference)
        endpoints = {scope for scope, block in self.surface.taken if not block}
        paths: dict[Scope, set[str]] = {}
        for route in self.surface.routes:
            names = {part.partition("}")[0].partition(":")[0] for part in route.path.split("{")[1:]}
            paths.setdefault(route.endpoint, set()).update(names)
        for scope in sorted(endpoints, key=lambda s: s.id):
            if scope.is_function:
                requests.seed(scope, frozenset(paths.get(scope, ())))
        requests.spread()
        return requests


def link(modules: Sequence[Module], catalog: Catalog, versions: Targets | None = None) -> Project:
    """The project that these modules make up. Pure: reads nothing, and the same facts give the same project.

    `versions` are those that the project is written for; the newest if they are not given.
    """
    return Project(modules, catalog, versions or Targets())
