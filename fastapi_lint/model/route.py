"""Views of the route table: plain data for reports and other programs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from fastapi_lint.model.problem import Problem, ProblemKind

HIDDEN = "…"
"""Stands in a path for what is only known when the program runs."""


class EndpointView(NamedTuple):
    """The definition that serves a route. `line` is that of `def` or `class`."""

    module: str
    qualname: str
    path: str
    line: int
    is_async: bool


class DependencyView(NamedTuple):
    """What FastAPI calls before a handler. `depth` is 1 for what the route itself asks for."""

    module: str
    qualname: str
    is_async: bool
    is_generator: bool
    path: str
    line: int
    depth: int

    @property
    def name(self) -> str:
        """How people call it: the last part of its name, or the class of a callable instance."""
        return self.qualname.removesuffix(".__call__").rpartition(".")[2]


class WorstEffect(NamedTuple):
    """The gravest thing that `check` reports of a route's own code: of its handler, its dependencies, its models.

    `thread` is where it happens and `function` the definition in which it is reported; `path` and `line` are those of
    the leaf.
    """

    kind: str  # see `model.effect.EffectKind`
    tier: int  # 1 is the gravest
    severity: str  # "error", "warning" or "info"
    thread: str  # "loop" or "pool"
    leaf: str  # `requests.get`
    function: str  # qualified name
    path: str
    line: int


class RouteView(NamedTuple):
    """A path operation, a websocket or a mount, at its full path.

    A mount has no endpoint, no thread and no methods; `mounted` is then the source text of what is mounted. `path` and
    `line` of a mount are in `declared`, where the others have the place of the call that registers them.

    `security` has the security schemes that it asks for, itself or through dependencies, by the names of their classes;
    `response_tables` the classes in its response model, or return annotation, whose objects are rows of a database.
    """

    kind: str  # "http", "websocket" or "mount"
    path: str
    methods: tuple[str, ...]
    endpoint: EndpointView | None
    dependencies: tuple[DependencyView, ...]
    response_model: str | None  # as it is written, shortened
    status_code: int | None  # None: FastAPI's default
    operation_id: str | None  # None: FastAPI's default
    include_in_schema: bool
    tags: tuple[str, ...]
    thread: str | None  # "loop" or "pool"
    worst_effect: WorstEffect | None
    declared: tuple[str, int]
    mounted: str = ""
    security: tuple[str, ...] = ()  # `OAuth2PasswordBearer`, `HTTPBearer` …
    response_tables: tuple[str, ...] = ()

    @property
    def verb(self) -> str:
        """`GET`, `GET,HEAD`, `WEBSOCKET` or `MOUNT`."""
        return ",".join(self.methods) or self.kind.upper()

    @property
    def place(self) -> tuple[str, int]:
        """Path and line to open: the handler, or the call that mounts."""
        return (self.endpoint.path, self.endpoint.line) if self.endpoint else self.declared


class RouterView(NamedTuple):
    """An application or router, at the path at which it is included or mounted, with what is below it.

    `name` is the variable, attribute or function that holds it. The routes that no known application serves are in one
    of the name and module ``, without a line.
    """

    kind: str  # "application" or "router"
    name: str
    module: str
    path: str
    line: int | None
    prefix: str  # full path of what is below it
    entries: tuple[RouteView | RouterView, ...]  # in matching order

    @property
    def routes(self) -> Iterator[RouteView]:
        """The routes on it and below it, in the order in which requests are matched."""
        for entry in self.entries:
            if isinstance(entry, RouterView):
                yield from entry.routes
            else:
                yield entry


class ServedRoutes(NamedTuple):
    """The routes of one application, mounts included, in the order in which requests are matched."""

    name: str  # ``: no known application serves these
    module: str
    path: str
    line: int | None
    routes: tuple[RouteView, ...]

    @staticmethod
    def of(app: RouterView) -> ServedRoutes:
        """An application without the tree of its routers."""
        return ServedRoutes(app.name, app.module, app.path, app.line, tuple(app.routes))


class LookedAt(NamedTuple):
    """What was read to make the table: where, how many files, and how many of them import FastAPI or Starlette."""

    places: tuple[str, ...] = ()  # as they were given
    files: int = 0
    importing: int = 0


class RouteReport(NamedTuple):
    """The route table of a project: its applications, and what kept the table from being complete.

    `hidden` counts the routes that a filter left out.
    """

    version: str
    root: str  # absolute; all paths are relative to it
    apps: tuple[RouterView, ...]
    problems: tuple[Problem, ...]
    looked_at: LookedAt = LookedAt()
    hidden: int = 0

    @property
    def is_incomplete(self) -> bool:
        """True if a file could not be read or parsed: it may hold routes."""
        return any(problem.kind is not ProblemKind.UNRESOLVED for problem in self.problems)

    @property
    def routes(self) -> Iterator[RouteView]:
        """All routes without mounts, those that no application serves last."""
        return (route for app in self.apps for route in app.routes if route.kind != "mount")
