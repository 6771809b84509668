"""The web surface: routes, entry points and the parts that definitions play."""

from __future__ import annotations

from msgspec import Struct, field

from fastapi_lint.model.effect import Thread
from fastapi_lint.model.expression import Expression
from fastapi_lint.model.problem import Problem
from fastapi_lint.model.role import Role
from fastapi_lint.project.assembly.objects import Value
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.project.web.dependency_markers import Taken
from fastapi_lint.project.web.route_tree import Node
from fastapi_lint.project.web.routers import Routers


class Registration(Struct, frozen=True):
    """One call that registers a handler: `@router.get("/x")`, `app.add_api_route("/x", f)`, `@app.websocket(...)`.

    `scope` and `call` say where the call stands; keyword arguments are read from it where they are needed.
    """

    scope: Scope
    call: int
    kind: str  # "http" or "websocket"
    methods: tuple[str, ...]
    path: str | None  # the path as written; None if it cannot be known
    endpoint: Scope
    owner: str  # key of the app or router (see `routers.py`), `` if unknown
    is_plain: bool = False  # a route of Starlette's, which FastAPI serves but knows nothing of


class Dependency(Struct, frozen=True):
    """A dependency of a route or of another dependency: what is called, and where it is declared.

    `called` differs from `scope` where decorators are involved: a closure that wraps, by `functools.wraps`, what it is
    known as; a function that a wrapper without `functools.wraps` hides.
    """

    scope: Scope  # function, or class whose constructor is called, or method `__call__`
    declared_in: Scope
    depth: int
    called: Scope
    block: int = 0  # of a lambda in the scope


class Route(Struct, frozen=True):
    """A path operation at its full path. `label` is `GET /users/{id}`; several methods are joined by commas.

    `dependencies` are callables of the project. `outside` are the names of those of libraries that `dependencies=[…]`
    of the route, its routers and their inclusions add; `` stands for what is not known.
    """

    kind: str
    path: str
    methods: tuple[str, ...]
    endpoint: Scope
    registration: Registration
    dependencies: tuple[Dependency, ...]
    response_model: Expression | None
    body_limit: bool
    app: str = ""  # key of the application that serves it, `` if no application is known to include its router
    outside: frozenset[str] = frozenset()

    @property
    def label(self) -> str:
        """How reports name it."""
        return f"{','.join(self.methods) or 'WEBSOCKET'} {self.path}"


class EntryPoint(Struct, frozen=True):
    """A definition that the framework calls, the thread on which it runs it, and the routes that it serves.

    `routes` are indices in `Surface.routes`; empty for what serves none in particular (lifespan). `starter` is the
    definition that runs a coroutine on a loop of its own (`asyncio.run`): where that runs while requests are served,
    the coroutine is no script, but runs there.
    """

    scope: Scope
    role: Role
    thread: Thread
    routes: frozenset[int]
    block: int = 0  # of a lambda in the scope
    starter: Scope | None = None


class AppLayers(Struct, frozen=True):
    """The middleware of one application, the outermost first: the name of each, and what of it the project runs.

    `scope` and `line` are those of the call that makes the application.
    """

    scope: Scope
    line: int
    layers: tuple[tuple[str, Scope | None], ...]


class Surface(Struct):
    """Everything of the project that a web framework calls. `tree` says how applications come by the routes.

    `taken` has the parameters of each endpoint and dependency (with the block of a lambda, else 0) that FastAPI fills.
    `seen` has what stands there for an endpoint: itself, or a wrapper that hides its signature.
    """

    registrations: tuple[Registration, ...] = ()
    routes: tuple[Route, ...] = ()
    entry_points: tuple[EntryPoint, ...] = ()
    roles: dict[Scope, Role] = field(default_factory=dict)
    dependencies: dict[Scope, tuple[Dependency, ...]] = field(default_factory=dict)  # of each handler and dependency
    taken: dict[tuple[Scope, int], tuple[Taken, ...]] = field(default_factory=dict)  # what FastAPI fills, see below
    seen: dict[Scope, tuple[Scope, ...]] = field(default_factory=dict)  # what endpoints are to FastAPI
    models: frozenset[Scope] = frozenset()  # Pydantic models that routes take or give, nested ones included
    middleware: tuple[AppLayers, ...] = ()
    problems: tuple[Problem, ...] = ()
    arguments: tuple[dict[str, Value], ...] = ()  # of the registration of each route
    orders: tuple[int, ...] = ()  # when each route was registered
    routers: Routers | None = None  # None only where a surface is put together by hand
    tree: Node = field(default_factory=lambda: Node(None, None))
