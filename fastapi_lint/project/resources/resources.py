"""Resources: all that is known of what requests use up, worked out when a rule asks for it."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from fastapi_lint.model.resource import (
    ChunksView,
    EngineView,
    HopView,
    LazyLoadView,
    MadeView,
    OffloadView,
    RepeatedView,
    WaitView,
)
from fastapi_lint.model.role import Role
from fastapi_lint.project.resources.chunks import Chunks
from fastapi_lint.project.resources.engines import Engines
from fastapi_lint.project.resources.hops import Hops
from fastapi_lint.project.resources.keeping import Keeping
from fastapi_lint.project.resources.lazy_loads import LazyLoads
from fastapi_lint.project.resources.made import Made
from fastapi_lint.project.resources.offloads import Offloads
from fastapi_lint.project.resources.per_request import PerRequest
from fastapi_lint.project.resources.repeated import Repeated
from fastapi_lint.project.resources.serving import Serving
from fastapi_lint.project.resources.timeouts import Timeouts

if TYPE_CHECKING:
    from fastapi_lint.project.project import Project


class Resources:
    """Each answer is worked out once."""

    def __init__(self, project: Project) -> None:
        self._project = project

    @cached_property
    def per_request(self) -> PerRequest:
        """Which bodies run anew for each request."""
        project = self._project
        return PerRequest(project.graph, project.surface.entry_points, Keeping(project.inference))

    def entry_of(self, definition: str) -> Role:
        """The part of the entry point from which requests come to a definition (by its id) anew each time."""
        return self._entries.get(definition, Role.NONE)

    @cached_property
    def _entries(self) -> dict[str, Role]:
        return {unit.id: arrival.role for unit, arrival in self.per_request.arrivals.items()}

    @cached_property
    def serving(self) -> Serving:
        """Places in what runs for requests."""
        project = self._project
        return Serving(self.per_request, project.reach, project.routes, project.surface.roles)

    @cached_property
    def made(self) -> tuple[MadeView, ...]:
        """Clients, engines and executors that are made anew for each request."""
        return tuple(Made(self._project.inference, self._project.graph, self.serving).all())

    @cached_property
    def waits(self) -> tuple[WaitView, ...]:
        """Calls in what serves requests that wait without a limit."""
        return tuple(Timeouts(self._project.inference, self._project.called, self.serving).all())

    @cached_property
    def useless_offloads(self) -> tuple[OffloadView, ...]:
        """Calls that hand to a thread what holds the GIL all the time."""
        return tuple(Offloads(self._project).all())

    @cached_property
    def small_pools(self) -> tuple[EngineView, ...]:
        """Engines whose pool is smaller than the number of threads that hold a connection."""
        return tuple(Engines(self._project).all())

    @cached_property
    def small_chunks(self) -> tuple[ChunksView, ...]:
        """Synchronous iterators behind streaming responses that give little at a time."""
        return tuple(Chunks(self._project).all())

    @cached_property
    def needless_hops(self) -> tuple[HopView, ...]:
        """Dependencies that run in a worker thread and do nothing that takes time."""
        return tuple(Hops(self._project).all())

    @cached_property
    def lazy_loads(self) -> tuple[LazyLoadView, ...]:
        """Attributes of ORM objects that run SQL when a coroutine reads them."""
        return tuple(LazyLoads(self._project).all())

    @cached_property
    def repeated(self) -> tuple[RepeatedView, ...]:
        """Queries that run once for each element of something that may be large."""
        return tuple(Repeated(self._project).all())
