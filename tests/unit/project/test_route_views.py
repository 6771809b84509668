"""Views of the route table: what routers add to a route, mounts in their order, and the worst effect of a handler."""

from __future__ import annotations

from textwrap import dedent

import pytest

from fastapi_lint.catalog.loader import load_catalog
from fastapi_lint.facts.extract import extract_facts
from fastapi_lint.model.facts import ModuleFacts
from fastapi_lint.model.route import RouterView, RouteView
from fastapi_lint.model.versions import Release, Targets
from fastapi_lint.project.project import link
from fastapi_lint.project.resolve.modules import Module


def apps_of(source: str, fastapi_version: str | None = None) -> tuple[RouterView, ...]:
    """The route table of a project of one file, `main.py`."""
    facts = extract_facts(dedent(source), "main.py")
    assert isinstance(facts, ModuleFacts), facts
    catalog = load_catalog(["requests", "fastapi"])
    return link([Module("main.py", ("main",), False, facts)], catalog, Targets(Release(fastapi_version))).route_table()


def route_of(source: str) -> RouteView:
    """The only route of the only application."""
    (app,) = apps_of(source)
    (found,) = app.routes
    return found


def test_tags_of_inclusion_router_and_route_come_in_that_order():
    found = route_of(
        """
        from fastapi import APIRouter, FastAPI
        router = APIRouter(tags=["router"])
        @router.get("/x", tags=["route"])
        def x(): ...
        app = FastAPI()
        app.include_router(router, tags=["inclusion"])
        """
    )
    assert found.tags == ("inclusion", "router", "route")


def test_what_a_router_hides_is_not_in_the_schema():
    found = route_of(
        """
        from fastapi import APIRouter, FastAPI
        router = APIRouter()
        @router.get("/x")
        def x(): ...
        app = FastAPI()
        app.include_router(router, include_in_schema=False)
        """
    )
    assert not found.include_in_schema


def test_what_an_application_hides_stays_visible_below_a_mount():
    (app,) = apps_of(
        """
        from fastapi import FastAPI
        below = FastAPI()
        @below.get("/x", tags=["below"])
        def x(): ...
        app = FastAPI()
        app.mount("/v2", below)
        """
    )
    assert [(one.kind, one.path, one.include_in_schema, one.tags) for one in app.routes] == [
        ("mount", "/v2", False, ()),
        ("http", "/v2/x", True, ("below",)),
    ]


@pytest.mark.parametrize(
    ("code", "number"),
    [
        ("201", 201),
        ("status.HTTP_201_CREATED", 201),
        ("HTTP_202_ACCEPTED", 202),
        ("CREATED", 201),
        ("HTTPStatus.NO_CONTENT", 204),
        ("http.HTTPStatus.NO_CONTENT.value", 204),
        ("int(HTTPStatus.CREATED)", 201),
        ("STANDARD", 409),
        ("proxy.HTTP_404_NOT_FOUND", 404),
        ("proxy.NOT_FOUND", None),
        ("None", None),
        ("of_the_day()", None),
    ],
)
def test_a_status_code_is_a_number_however_it_is_written(code: str, number: int | None):
    template = """
        import http
        from http import HTTPStatus
        from fastapi import FastAPI, status
        from starlette.status import HTTP_202_ACCEPTED
        from somewhere import of_the_day
        class Proxy:
            def __getattr__(self, name): ...
        proxy = Proxy()
        CREATED = status.HTTP_201_CREATED
        STANDARD = HTTPStatus.CONFLICT
        app = FastAPI()
        @app.post("/x", status_code={code})
        def x(): ...
        """
    assert route_of(template.format(code=code)).status_code == number


def test_tags_may_be_members_of_enumerations_and_applications_have_none():
    found = route_of(
        """
        from enum import Enum
        from fastapi import FastAPI
        class Tag(Enum):
            BOOKS = "books"
        app = FastAPI(tags=["ignored"])
        @app.get("/x", tags=[Tag.BOOKS, Tag.BOOKS.value])
        def x(): ...
        """
    )
    assert found.tags == ("books", "books")


def test_an_operation_id_may_be_a_constant():
    found = route_of(
        """
        from fastapi import FastAPI
        NAME = "read_" + "x"
        app = FastAPI()
        @app.get("/x", operation_id=NAME)
        def x(): ...
        """
    )
    assert found.operation_id == "read_x"


def test_fastapi_knows_nothing_of_plain_routes():
    (app,) = apps_of(
        """
        from fastapi import FastAPI
        from starlette.routing import Route
        async def a(request) -> dict[str, int]: ...
        async def b(request): ...
        app = FastAPI(routes=[Route("/b", b)])
        app.add_route("/a", a)
        """
    )
    shown = [(one.path, one.include_in_schema, one.response_model) for one in app.routes]
    assert shown == [("/b", False, None), ("/a", False, None)]


def test_the_response_model_is_that_of_the_decorator_else_the_annotation_and_none_if_that_is_said():
    (app,) = apps_of(
        """
        from fastapi import FastAPI, Response
        app = FastAPI()
        @app.get("/a", response_model=list[int])
        def a() -> list[str]: ...
        @app.get("/b")
        def b() -> list[str]: ...
        @app.get("/c", response_model=None)
        def c() -> list[str]: ...
        @app.get("/d")
        def d() -> Response: ...
        @app.get("/e")
        def e() -> None: ...
        """
    )
    assert [one.response_model for one in app.routes] == ["list[int]", "list[str]", None, None, None]


def test_mounts_stand_where_requests_meet_them():
    (app,) = apps_of(
        """
        from fastapi import FastAPI
        from fastapi.staticfiles import StaticFiles
        app = FastAPI()
        @app.get("/first")
        def first(): ...
        app.mount("/static", StaticFiles(directory="static"))
        @app.get("/last")
        def last(): ...
        app.mount("/", StaticFiles(directory="web"))
        """
    )
    assert [(one.path, one.mounted) for one in app.routes] == [
        ("/first", ""),
        ("/static", "StaticFiles(…)"),
        ("/last", ""),
        ("", "StaticFiles(…)"),
    ]


LATE = """
    from fastapi import APIRouter, FastAPI
    router = APIRouter(prefix="/r")
    inner = APIRouter(prefix="/inner")
    @router.get("/early")
    def early(): ...
    app = FastAPI()
    app.include_router(router)
    @app.get("/own")
    def own(): ...
    @router.get("/late")
    def late(): ...
    @inner.get("/below")
    def below(): ...
    router.include_router(inner)
    """


def test_what_is_added_to_a_router_after_its_inclusion_is_served_where_the_router_is_included():
    (app,) = apps_of(LATE)
    assert [one.path for one in app.routes] == ["/r/early", "/r/late", "/r/inner/below", "/own"]


def test_before_fastapi_0_137_it_is_not_served():
    app, lost = apps_of(LATE, "0.136.1")
    assert [one.path for one in app.routes] == ["/r/early", "/own"]
    assert (lost.name, [one.path for one in lost.routes]) == ("", ["/r/late", "/inner/below"])


def test_a_mount_inside_a_router_is_served_from_fastapi_0_137_on():
    source = """
        from fastapi import APIRouter, FastAPI
        from fastapi.staticfiles import StaticFiles
        router = APIRouter()
        router.mount("/static", StaticFiles(directory="static"))
        app = FastAPI()
        app.include_router(router, prefix="/r")
        """
    shown = [[one.path for app in apps_of(source, version) for one in app.routes] for version in ("0.136.3", "0.137.0")]
    assert shown == [[], ["/r/static"]]


def test_a_mount_shows_what_is_added_later_whatever_the_version():
    source = """
        from fastapi import FastAPI
        below = FastAPI()
        app = FastAPI()
        app.mount("/v2", below)
        @below.get("/x")
        def x(): ...
        """
    assert [[one.path for one in app.routes] for app in apps_of(source, "0.115.0")] == [["/v2", "/v2/x"]]


def test_a_mount_of_a_session_is_no_mount_of_an_application():
    apps = apps_of(
        """
        import requests
        from fastapi import FastAPI
        app = FastAPI()
        session = requests.Session()
        session.mount("https://", requests.adapters.HTTPAdapter())
        @app.get("/x")
        def x(): ...
        """
    )
    assert [one.kind for app in apps for one in app.routes] == ["http"]


def test_the_worst_effect_is_found_through_what_is_awaited():
    found = route_of(
        """
        import requests
        from fastapi import FastAPI
        app = FastAPI()
        async def ask():
            return requests.get("https://example.com")
        @app.get("/x")
        async def x():
            return await ask()
        """
    )
    assert found.worst_effect is not None
    assert (found.worst_effect.kind, found.worst_effect.leaf, found.worst_effect.line) == ("network", "requests.get", 6)


def test_what_is_handed_to_a_thread_is_no_effect_of_the_handler():
    found = route_of(
        """
        import asyncio, requests
        from fastapi import FastAPI
        app = FastAPI()
        def ask():
            return requests.get("https://example.com")
        @app.get("/x")
        async def x():
            return await asyncio.to_thread(ask)
        """
    )
    assert found.worst_effect is None


def test_an_application_is_named_for_what_holds_it():
    (app,) = apps_of(
        """
        from fastapi import FastAPI
        class Server:
            def __init__(self):
                self.api = FastAPI()
                self.api.add_api_route("/x", self.x)
            def x(self): ...
        """
    )
    assert (app.name, app.module, app.line) == ("Server.api", "main", 5)


def test_what_no_application_serves_comes_last_without_a_name():
    served, lost = apps_of(
        """
        from fastapi import APIRouter, FastAPI
        router = APIRouter(prefix="/lost")
        @router.get("/x")
        def x(): ...
        app = FastAPI()
        @app.get("/y")
        def y(): ...
        """
    )
    assert (served.name, [one.path for one in served.routes]) == ("app", ["/y"])
    assert (lost.name, lost.line, [one.path for one in lost.routes]) == ("", None, ["/lost/x"])


def test_what_a_factory_makes_once_more_is_shown_once():
    apps = apps_of(
        """
        from fastapi import FastAPI
        def create(debug=False):
            app = FastAPI()
            @app.get("/x")
            def x(): ...
            return app
        app = create()
        other = create(debug=True)
        """
    )
    assert [[one.path for one in app.routes] for app in apps] == [["/x"]]
