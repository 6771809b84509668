"""FastAPI's vocabulary (fastapi 0.165): applications, routers, decorators, parameter functions, special types.

Names are canonical spellings; `canonical` folds the public aliases of FastAPI and Starlette into one.
"""

from __future__ import annotations

from collections.abc import Iterable

from fastapi_lint.model.versions import Release

APPLICATION = "fastapi.FastAPI"
ROUTER = "fastapi.APIRouter"
STARLETTE = "starlette.applications.Starlette"

_SPELLINGS = {
    "fastapi.applications.FastAPI": APPLICATION,
    "fastapi.routing.APIRouter": ROUTER,
    "cadwyn.Cadwyn": APPLICATION,
    "cadwyn.applications.Cadwyn": APPLICATION,
    "fastapi.params.Depends": "fastapi.Depends",
    "fastapi.param_functions.Depends": "fastapi.Depends",
    "fastapi.params.Security": "fastapi.Security",
    "fastapi.background.BackgroundTasks": "fastapi.BackgroundTasks",
    "starlette.background.BackgroundTasks": "fastapi.BackgroundTasks",
    "starlette.background.BackgroundTask": "fastapi.BackgroundTask",
    "fastapi.datastructures.UploadFile": "fastapi.UploadFile",
    "starlette.datastructures.UploadFile": "fastapi.UploadFile",
    "starlette.requests.Request": "fastapi.Request",
    "fastapi.requests.Request": "fastapi.Request",
    "starlette.requests.HTTPConnection": "fastapi.requests.HTTPConnection",
    "starlette.websockets.WebSocket": "fastapi.WebSocket",
    "fastapi.websockets.WebSocket": "fastapi.WebSocket",
    "starlette.responses.Response": "fastapi.Response",
    "fastapi.responses.Response": "fastapi.Response",
    "starlette.responses.StreamingResponse": "fastapi.responses.StreamingResponse",
    "sse_starlette.EventSourceResponse": "fastapi.responses.StreamingResponse",
    "sse_starlette.sse.EventSourceResponse": "fastapi.responses.StreamingResponse",
}

REGISTERING = frozenset({"api_route", "route", "websocket", "websocket_route"})
"""Decorators of an app or router, besides those named after HTTP methods, that register an endpoint."""

ADDING = {
    "add_api_route": "http",
    "add_route": "http",
    "add_api_websocket_route": "websocket",
    "add_websocket_route": "websocket",
}
"""Methods of an app or router that register the endpoint that they are given, and the kind of route."""

HOOKS = frozenset({"middleware", "exception_handler", "on_event"})
"""Decorators of an application that register what is not an endpoint."""

INCLUDING = frozenset({"include_router", "generate_and_include_versioned_routers"})
"""Methods of an app or router that include the routers that they are given (the second is Cadwyn's)."""

DOCUMENTING = ("callbacks", "webhooks")
"""Arguments by which a router's routes go into the schema alone."""

CLASS_VIEW = "cbv"
"""The decorator of classes (fastapi-utils, fastapi-restful and their kin) whose methods are handlers."""

STARLETTES = frozenset({"route", "add_route", "Route"})
"""What makes routes of Starlette: no dependencies, no models, and Starlette's rule for threads."""

APPLICATION_DEFAULTS = {
    "openapi_url": "/openapi.json",
    "docs_url": "/docs",
    "redoc_url": "/redoc",
    "swagger_ui_oauth2_redirect_url": "/docs/oauth2-redirect",
    "root_path": "",
    "title": "FastAPI",
    "version": "0.1.0",
}
"""Attributes of an application that are what its constructor was given, and what they are without
(fastapi/applications.py, FastAPI.__init__)."""

AUTHENTICATORS = frozenset({"current_user", "current_token", "current_user_token"})
"""Methods of `fastapi_users.FastAPIUsers` and its authenticator that make dependencies: those depend on the manager
and the backends that the object was made with
(fastapi_users/authentication/authenticator.py, _get_dependency_signature)."""

USERS = "FastAPIUsers"

_SCHEMES = frozenset(
    {"APIKeyCookie", "APIKeyHeader", "APIKeyQuery", "HTTPBasic", "HTTPBearer", "HTTPDigest", "OAuth2",
     "OAuth2AuthorizationCodeBearer", "OAuth2PasswordBearer", "OpenIdConnect"}
)  # fmt: skip
"""Classes of fastapi.security whose objects are dependencies that ask who sends a request."""

_OTHER_FRAMEWORKS = frozenset(
    {"aiohttp", "bottle", "click", "cyclopts", "django", "falcon", "flask", "litestar", "ninja", "quart", "robyn",
     "sanic", "starlite", "tornado", "typer", "httpx", "requests", "respx", "unittest", "pytest"}
)  # fmt: skip
"""Import roots of libraries whose decorators and methods look like FastAPI's."""

HTTP_METHODS = frozenset({"get", "put", "post", "delete", "options", "head", "patch", "trace"})
"""Methods of an app or router that register a path operation (fastapi/routing.py, APIRouter)."""

DEPENDENCY_MARKERS = frozenset({"fastapi.Depends", "fastapi.Security"})

PARAMETER_FUNCTIONS = {
    "Path": "path",
    "Query": "query",
    "Header": "header",
    "Cookie": "cookie",
    "Body": "body",
    "Form": "form",
    "File": "file",
}
"""`fastapi.Body` … and the place that it stands for (fastapi/param_functions.py)."""

SPECIAL_TYPES = frozenset(
    {
        "fastapi.Request",
        "fastapi.requests.HTTPConnection",
        "fastapi.WebSocket",
        "fastapi.Response",
        "fastapi.BackgroundTasks",
        "fastapi.security.SecurityScopes",
    }
)
"""Parameters of these types are filled in by the framework (fastapi/dependencies/utils.py, add_non_field_param)."""

UPLOAD = "fastapi.UploadFile"
REQUEST = "fastapi.Request"
BACKGROUND_TASKS = "fastapi.BackgroundTasks"

REQUEST_DATA = {
    "json": "json",
    "body": "body",
    "form": "parameter",  # 1,000 fields of 1 MB at most (starlette/formparsers.py)
    "stream": "body",
    "query_params": "parameter",
    "path_params": "parameter",
    "headers": "parameter",
    "cookies": "parameter",
}
"""Attributes of a request whose size or value the client chooses, and the kind of source."""


def canonical(name: str) -> str:
    """One spelling for the public names of FastAPI and Starlette that mean the same class."""
    return _SPELLINGS.get(name, name)


def security_scheme(name: str) -> str:
    """The last part of the name of a security scheme, or of a dependency of fastapi-users that has some; else ``."""
    module, _, last = name.rpartition(".")
    root = module.partition(".")[0]
    is_scheme = (root == "fastapi" and last in _SCHEMES) or (root == "fastapi_users" and last in AUTHENTICATORS)
    return last if is_scheme else ""


def spellings() -> Iterable[str]:
    """The names that `canonical` folds."""
    return _SPELLINGS.keys()


KIND_ENDINGS = ("FastAPI", "Router", "Starlette")
"""How names end that `kind_of` may know."""


def kind_of(name: str) -> str:
    """`application` or `router` if the class of this name is one, else ``.

    Classes of third-party packages are known by their names: `FastAPI` and `APIRouter` in them say what they extend.
    """
    if name in (APPLICATION, STARLETTE):
        return "application"
    if name in (ROUTER, "starlette.routing.Router"):
        return "router"
    root, last = name.partition(".")[0], name.rpartition(".")[2]
    if root in _OTHER_FRAMEWORKS or not last[:1].isupper():
        return ""
    if last.endswith("FastAPI"):
        return "application"
    return "router" if last.endswith("APIRouter") or (root.startswith("fastapi") and last.endswith("Router")) else ""


def is_foreign(name: str) -> bool:
    """True for names of frameworks and clients whose decorators only look like FastAPI's."""
    return name.partition(".")[0] in _OTHER_FRAMEWORKS


def parameter_place(name: str) -> str | None:
    """`body`, `query` … if the name is one of FastAPI's parameter functions or classes, else None."""
    package, _, last = name.rpartition(".")
    return PARAMETER_FUNCTIONS.get(last) if package.partition(".")[0] == "fastapi" else None


DEPRECATED_RESPONSES = frozenset({"fastapi.responses.ORJSONResponse", "fastapi.responses.UJSONResponse"})
"""Response classes that FastAPI warns of since 0.131, when they are instantiated."""

JSON_RESPONSES = DEPRECATED_RESPONSES | {"fastapi.responses.JSONResponse", "starlette.responses.JSONResponse"}
"""Response classes that write JSON and do nothing else."""

ENCODER = "jsonable_encoder"
ENCODERS = frozenset({"fastapi.encoders.jsonable_encoder"})
"""What FastAPI encodes data with that has no response model."""

EVENT_STREAM = "EventSourceResponse"
"""The response class of handlers whose yields are sent as events: they are serialized on the event loop."""


def copies_routes(version: Release) -> bool:
    """True for versions before 0.137, whose `include_router` copies the routes that are there."""
    return version < (0, 137)


def awaits_what_is_wrapped(version: Release) -> bool:
    """True from 0.123 on: what `functools.wraps` wraps, and handlers that are objects with `async def __call__`."""
    return version >= (0, 123)


def closes_before_background(version: Release) -> bool:
    """True for 0.106 to 0.117: what dependencies yield, and uploads, are closed before background tasks run."""

    return (0, 106) <= version < (0, 118)


def limits_bodies(version: Release) -> bool:
    """True from 0.164 on: applications, routers and routes take `max_body_size`."""
    return version >= (0, 164)


def deprecates_fast_classes(version: Release) -> bool:
    """True from 0.131 on, which warns of `ORJSONResponse` and `UJSONResponse`."""
    return version >= (0, 131)
