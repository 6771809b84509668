"""Routers and applications as they come out of running the set-up code, with what happened to each, in order."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from msgspec import Struct, field

from fastapi_lint.project.assembly.text import Text
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.project.web.call_index import Site

if TYPE_CHECKING:
    from fastapi_lint.project.assembly.objects import Value


class Router(Struct, eq=False):
    """An application or router: the call that makes it, what it was given, and what was registered on it, in order."""

    key: str
    kind: str  # "application" or "router"
    site: Site
    arguments: dict[str, Value] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    is_reached: bool = True  # False: made in code that nothing in the project is known to call
    run_by: str = ""  # path of the module whose import makes it, if one does


class Registered(Struct, frozen=True):
    """An endpoint registered at a path. `order` grows as the program runs."""

    kind: str  # "http" or "websocket"
    methods: tuple[str, ...]
    written: Text  # the path as it was given
    path: Text  # with the prefix that its router had then
    endpoint: Scope
    function: Value  # the endpoint itself, with its frame
    arguments: dict[str, Value]
    site: Site
    order: int
    is_plain: bool = False  # a route of Starlette's, which FastAPI serves but knows nothing of


class Included(Struct, frozen=True):
    """`include_router(child, prefix=…)`; `child` is None if it cannot be told which router that is."""

    child: Router | None
    written: Text  # the prefix as it was given
    prefix: Text  # with the prefix that its router had then
    arguments: dict[str, Value]
    site: Site
    order: int


class Mounted(Struct, frozen=True):
    """`mount(path, app)`; `child` is None for what is no application of the project."""

    child: Router | None
    path: Text
    site: Site
    order: int


Event: TypeAlias = Registered | Included | Mounted
