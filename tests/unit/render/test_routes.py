"""The route table in all its forms, from views made by hand."""

from __future__ import annotations

import json
from textwrap import dedent
from typing import Any

import jsonschema
import pytest

from fastapi_lint.model.effect import EffectKind, Thread
from fastapi_lint.model.problem import Problem, ProblemKind
from fastapi_lint.model.route import (
    DependencyView,
    EndpointView,
    LookedAt,
    RouteReport,
    RouterView,
    RouteView,
    WorstEffect,
)
from fastapi_lint.render.glyphs import ASCII
from fastapi_lint.render.json import encoded
from fastapi_lint.render.page import Page
from fastapi_lint.render.routes import openapi_paths, routes_object, routes_schema
from fastapi_lint.render.routes_compact import named
from fastapi_lint.render.routes_concise import concise_routes
from fastapi_lint.render.routes_filter import filtered
from fastapi_lint.render.routes_parts import as_many, begun, short_leaf
from fastapi_lint.render.routes_table import routes_table
from fastapi_lint.render.routes_tree import routes_tree

ORDERS = "shop/routers/orders.py"


def dependency(name: str, **changes: Any) -> DependencyView:
    return DependencyView("shop.access", name, False, True, "shop/access.py", 3, 1)._replace(**changes)


def route(method: str, path: str, name: str, line: int, **changes: Any) -> RouteView:
    made = RouteView(
        kind="http",
        path=path,
        methods=(method,),
        endpoint=EndpointView("shop.routers.orders", name, ORDERS, line, True),
        dependencies=(),
        response_model=None,
        status_code=None,
        operation_id=None,
        include_in_schema=True,
        tags=(),
        thread="loop",
        worst_effect=None,
        declared=(ORDERS, line - 1),
    )
    return made._replace(**changes)


READ = route(
    "GET",
    "/orders/{order_id:int}",
    "read_order",
    12,
    dependencies=(dependency("session"), dependency("Guard.__call__", depth=2)),
    response_model="Order",
    tags=("orders",),
    operation_id="order",
    worst_effect=WorstEffect("network", 1, "error", "loop", "requests.get", "read_order", "shop/http.py", 8),
)
LIVE = route("", "/live", "live", 30, kind="websocket", methods=())
STATIC = route("", "", "", 1, kind="mount", methods=(), endpoint=None, thread=None, mounted="StaticFiles(…)")
LOST = route("DELETE", "…/lost", "lost", 40, thread="pool")


@pytest.fixture
def report() -> RouteReport:
    """An application with a router and a mount, a router that nobody includes, and the problem with it."""
    router = RouterView("router", "router", "shop.routers.orders", ORDERS, 5, "/orders", (READ,))
    app = RouterView("application", "app", "shop.main", "shop/main.py", 7, "", (router, LIVE, STATIC))
    rest = RouterView("application", "", "", "", None, "", (LOST,))
    problem = Problem(ProblemKind.UNRESOLVED, "the prefix is hidden", ORDERS, 38, 1)
    return RouteReport("1.2.3", "/srv/shop", (app, rest), (problem,))


def plain(lines: Any) -> str:
    return "".join(f"{line.plain}\n" for line in lines)


def test_the_schema_is_a_valid_schema():
    jsonschema.Draft202012Validator.check_schema(routes_schema())


def test_a_report_is_as_the_schema_says(report: RouteReport):
    jsonschema.validate(json.loads(encoded(routes_object(report))), routes_schema())


@pytest.mark.parametrize("kind", [kind for kind in EffectKind if not kind.fails])
def test_every_kind_of_effect_is_in_the_schema(report: RouteReport, kind: EffectKind):
    changed = READ._replace(worst_effect=WorstEffect(str(kind), 2, "warning", "pool", "x", "f", "a.py", 1))
    apps = (report.apps[0]._replace(entries=(changed,)),)
    jsonschema.validate(routes_object(report._replace(apps=apps)), routes_schema())


@pytest.mark.parametrize("thread", list(Thread))
def test_every_thread_is_in_the_schema(report: RouteReport, thread: Thread):
    apps = (report.apps[0]._replace(entries=(READ._replace(thread=thread.label),)),)
    jsonschema.validate(routes_object(report._replace(apps=apps)), routes_schema())


@pytest.mark.parametrize("kind", list(ProblemKind))
def test_every_kind_of_problem_is_in_the_schema(report: RouteReport, kind: ProblemKind):
    jsonschema.validate(routes_object(report._replace(problems=(Problem(kind, "so it is"),))), routes_schema())


@pytest.mark.parametrize(("key", "value"), [("kind", "http2"), ("methods", "GET"), ("extra", 1), ("thread", "main")])
def test_the_schema_refuses_what_is_not_promised(report: RouteReport, key: str, value: object):
    document = routes_object(report)
    document["apps"][0]["routes"][0][key] = value
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(document, routes_schema())


def test_the_routes_of_an_application_are_flat_and_in_order_and_what_nobody_serves_is_last(report: RouteReport):
    apps = routes_object(report)["apps"]
    assert [(app["name"], app["line"], [one["path"] for one in app["routes"]]) for app in apps] == [
        ("app", 7, ["/orders/{order_id:int}", "/live", ""]),
        (None, None, ["…/lost"]),
    ]


def test_keys_and_their_order(report: RouteReport):
    document = routes_object(report)
    assert list(document) == ["version", "root", "apps", "problems"]
    assert list(document["apps"][0]) == ["name", "module", "line", "routes"]
    assert list(document["apps"][0]["routes"][0]) == [
        *("kind", "path", "methods", "endpoint", "dependencies", "response_model", "status_code", "operation_id"),
        *("include_in_schema", "tags", "security", "thread", "worst_effect"),
    ]


def test_openapi_writes_paths_without_convertors_and_leaves_out_what_is_hidden(report: RouteReport):
    hidden = route("POST", "/hidden", "hide", 50, include_in_schema=False)
    app = report.apps[0]._replace(entries=(READ, hidden, LIVE, STATIC))
    assert openapi_paths(report._replace(apps=(app,))) == {
        "paths": {"/orders/{order_id}": {"get": {"tags": ["orders"], "operationId": "order"}}}
    }


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        ("get /ORDERS", ["/orders/{order_id:int}"]),
        ("read_order", ["/orders/{order_id:int}"]),
        ("routers/orders.py", ["/orders/{order_id:int}", "/live", "…/lost"]),
        ("GET", ["/orders/{order_id:int}"]),
        ("get,delete", ["/orders/{order_id:int}", "…/lost"]),
        ("delete /*", []),
        ("DELETE */lost", ["…/lost"]),
        ("/orders/*", ["/orders/{order_id:int}"]),
        ("/orders", ["/orders/{order_id:int}"]),
        ("/orders/{order_id:int}", ["/orders/{order_id:int}"]),
        ("*_order", ["/orders/{order_id:int}"]),
        ("shop.routers.orders:l*", ["/live", "…/lost"]),
        ("websocket", ["/live"]),
        ("mount /", [""]),
        ("staticfiles", [""]),
        ("no such thing", []),
    ],
)
def test_filter(report: RouteReport, text: str, paths: list[str]):
    assert [one.path for app in filtered(report, [text]).apps for one in app.routes] == paths


def test_of_several_filters_one_is_enough_and_the_rest_is_counted(report: RouteReport):
    left = filtered(report, ["/live", "staticfiles"])
    assert [one.path for app in left.apps for one in app.routes] == ["/live", ""]
    assert left.hidden == 2
    assert "2 more not shown" in plain(routes_table(left, Page(width=140)))


def test_a_narrow_page(report: RouteReport):
    assert plain(routes_table(report, Page(width=80))) == dedent(
        """\
        shop.main:app  shop/main.py:7 ───────────────────────────────────────── 2 routes

        GET        /orders/{order_id:int}
        loop       read_order  shop/routers/orders.py:12
                   → Order · needs session, Guard
                   ■ network: requests.get  shop/http.py:8

        WEBSOCKET  /live
        loop       live  shop/routers/orders.py:30

        MOUNT      /
                   StaticFiles(…)  shop/routers/orders.py:0

        Not served by any known application ──────────────────────────────────── 1 route

        DELETE  …/lost
        pool    lost  shop/routers/orders.py:40

        not known: the prefix is hidden
          --> shop/routers/orders.py:38

        ────────────────────────────────────────────────────────────────────────────────
        3 routes in 1 application · 2 on the event loop · 1 in the thread pool
          1 with a blocking effect (1 network) · 1 not known to be served · 1 problem
        """
    )


def test_a_wide_page_has_columns(report: RouteReport):
    assert plain(routes_table(report, Page(width=124))).splitlines()[2:14] == [
        "METHOD     PATH                    HANDLER         ON    NEEDS           RETURNS  WORST EFFECT",
        "GET        /orders/{order_id:int}  read_order      loop  session, Guard  Order    ■ network: requests.get",
        "                                   shop/routers/orders.py:12                      shop/http.py:8",
        "WEBSOCKET  /live                   live            loop",
        "                                   shop/routers/orders.py:30",
        "MOUNT      /                       StaticFiles(…)",
        "                                   shop/routers/orders.py:0",
        "",
        "Not served by any known application " + "─" * 80 + " 1 route",
        "",
        "METHOD  PATH    HANDLER  ON",
        "DELETE  …/lost  lost     pool",
    ]


def test_a_path_too_long_for_its_column_goes_on_below(report: RouteReport):
    long = READ._replace(path="/orders" + "/{part}" * 12, methods=("DELETE", "GET", "OPTIONS"))
    app = report.apps[0]._replace(entries=(long, LIVE))
    lines = plain(routes_table(report._replace(apps=(app,)), Page(width=120))).splitlines()[3:6]
    cells = [(line[:9].strip(), line[11:].partition("  ")[0]) for line in lines]
    assert [verb for verb, _ in cells] == ["DELETE,", "GET,", "OPTIONS"]
    assert "".join(path for _, path in cells) == long.path


def test_an_effect_on_another_thread_says_where(report: RouteReport):
    assert READ.worst_effect is not None
    pooled = READ._replace(worst_effect=READ.worst_effect._replace(thread="pool", severity="warning"))
    changed = report._replace(apps=(report.apps[0]._replace(entries=(pooled,)),))
    for width in (80, 140):
        assert "■ network: requests.get (pool)" in plain(routes_table(changed, Page(width=width)))


def test_severity_has_the_colour_that_findings_have(report: RouteReport):
    assert READ.worst_effect is not None
    for severity, style in (("error", "bold red"), ("warning", "bold yellow"), ("info", "bold blue")):
        judged = READ._replace(worst_effect=READ.worst_effect._replace(severity=severity))
        changed = report._replace(apps=(report.apps[0]._replace(entries=(judged,)),))
        for width in (80, 140):
            spans = [span for line in routes_table(changed, Page(width=width)) for span in line.spans]
            assert style in {span.style for span in spans}


def test_a_minor_effect_is_no_blocking_one(report: RouteReport):
    assert READ.worst_effect is not None
    minor = READ._replace(worst_effect=READ.worst_effect._replace(severity="info"))
    changed = report._replace(apps=(report.apps[0]._replace(entries=(minor,)),))
    shown = plain(routes_table(changed, Page(width=140)))
    assert "1 with a minor one" in shown
    assert "blocking effect" not in shown


def test_problems_of_a_kind_are_told_once_with_their_places(report: RouteReport):
    many = tuple(Problem(ProblemKind.UNRESOLVED, "it is hidden", "a.py", line) for line in range(1, 16))
    shown = plain(routes_table(report._replace(problems=many), Page(width=80)))
    assert shown.count("not known: it is hidden (15 times)") == 1
    assert "  --> a.py:12\n      and 3 more\n" in shown


@pytest.mark.parametrize(
    ("looked_at", "hidden", "says"),
    [
        (LookedAt(("app",), 0, 0), 0, "No Python file was found in `app`."),
        (LookedAt((), 7, 0), 0, "No FastAPI application was found in `/srv/shop`: looked at 7 Python files, none of"),
        (LookedAt(("a", "b"), 7, 2), 0, "No FastAPI application was found in `a`, `b`: looked at 7 Python files, 2 of"),
        (LookedAt(("a",), 7, 2), 3, "No route matches the filter; there are 3."),
    ],
)
def test_an_empty_table_says_why(looked_at: LookedAt, hidden: int, says: str):
    report = RouteReport("1", "/srv/shop", (), (), looked_at, hidden)
    lines = plain(routes_table(report, Page(width=100))).splitlines()
    assert lines[1].startswith(says)
    assert any(line.startswith("  = help: ") for line in lines)


def test_an_application_without_routes_is_no_reason_to_look_elsewhere(report: RouteReport):
    empty = report._replace(apps=(report.apps[0]._replace(entries=()),), problems=(), looked_at=LookedAt(("a",), 1, 1))
    shown = plain(routes_table(empty, Page(width=100)))
    assert "No route was found in `a`, though there is 1 application: looked at 1 Python file." in shown


@pytest.mark.parametrize("width", [80, 110, 120, 140, 200])
@pytest.mark.parametrize("form", [routes_table, routes_tree])
def test_lines_fit_the_page_and_end_in_no_space(report: RouteReport, form: Any, width: int):
    lines = [line.plain for line in form(report, Page(width=width))]
    assert [line for line in lines if len(line) > width or line != line.rstrip()] == []


def test_the_tree_shows_prefixes_and_what_paths_add_to_them(report: RouteReport):
    assert plain(routes_tree(report, Page(width=100))).splitlines()[:5] == [
        "shop.main:app  shop/main.py:7 " + "─" * 61 + " 2 routes",
        "├─ /orders  shop.routers.orders:router  shop/routers/orders.py:5",
        "│  └─ GET /{order_id:int}  read_order  shop/routers/orders.py:12  ■ network: requests.get",
        "├─ WEBSOCKET /live  live  shop/routers/orders.py:30",
        "└─ MOUNT /  StaticFiles(…)  shop/routers/orders.py:0",
    ]


def test_a_mount_and_the_application_below_it_are_one_branch(report: RouteReport):
    mount = STATIC._replace(path="/v2", mounted="below")
    below = RouterView("application", "below", "shop.v2", "shop/v2.py", 3, "/v2", (LIVE._replace(path="/v2/live"),))
    changed = report._replace(apps=(report.apps[0]._replace(entries=(mount, below)),))
    assert plain(routes_tree(changed, Page(width=80))).splitlines()[1:3] == [
        "└─ MOUNT /v2  app shop.v2:below  shop/v2.py:3",
        "   └─ WEBSOCKET /live  live  shop/routers/orders.py:30",
    ]


@pytest.mark.parametrize("form", [routes_table, routes_tree])
def test_ascii_is_enough(report: RouteReport, form: Any):
    page = Page(width=80, glyphs=ASCII, encoding="ascii")
    assert plain(form(report, page)).isascii()


def test_one_line_a_route(report: RouteReport):
    assert list(concise_routes(report)) == [
        "shop/routers/orders.py:12: GET /orders/{order_id:int} -> read_order (loop, 2 dependencies, network)",
        "shop/routers/orders.py:30: WEBSOCKET /live -> live (loop)",
        "shop/routers/orders.py:0: MOUNT / -> StaticFiles(…)",
        "shop/routers/orders.py:40: DELETE …/lost -> lost (pool, no known application)",
        "shop/routers/orders.py:38:1: unresolved: the prefix is hidden",
    ]


def test_a_name_cannot_steer_the_terminal(report: RouteReport):
    evil = READ._replace(path="/\x1b[31m", response_model="\x1b[2J")
    changed = report._replace(apps=(report.apps[0]._replace(entries=(evil,)),))
    shown = [plain(routes_table(changed, Page())), plain(routes_tree(changed, Page())), *concise_routes(changed)]
    assert not [text for text in shown if "\x1b" in text]


def test_many_dependencies_are_counted():
    names = ["a", "b", "c", "d", "e"]
    assert named(names) == "a, b, c, and 2 more"
    assert named(names[:4]) == "a, b, c, d"


@pytest.mark.parametrize(
    ("width", "shown"), [(40, "current_user, get_session"), (20, "current_user +1"), (12, "current_… +1")]
)
def test_as_many_names_as_there_is_room_for(width: int, shown: str):
    assert as_many(["current_user", "get_session"], width, Page()) == shown


def test_long_places_and_leaves_keep_their_ends():
    assert begun("shop/routers/orders.py:20", 16, Page()) == "…/orders.py:20"
    assert begun("shop/orders.py:20", 40, Page()) == "shop/orders.py:20"
    assert short_leaf("sqlalchemy.orm.Session.scalars") == "Session.scalars"
    assert short_leaf("nested loops over `a.b.c` × `d.e.f`") == "nested loops over `a.b.c` × `d.e.f`"


def test_a_file_that_cannot_be_parsed_makes_the_report_incomplete(report: RouteReport):
    broken = report._replace(problems=(Problem(ProblemKind.SYNTAX_ERROR, "invalid syntax", "a.py", 1),))
    assert not report.is_incomplete
    assert broken.is_incomplete
    assert "The analysis is incomplete: see the problems above." in plain(routes_table(broken, Page()))
