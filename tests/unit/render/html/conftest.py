"""Reports whose every word tries to get out of its place; the example's audit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from fastapi_lint.config.settings import Settings
from fastapi_lint.engine.request import Request
from fastapi_lint.engine.run import analyse, load_rules
from fastapi_lint.model.effect import Hop
from fastapi_lint.model.finding import Chain, Confidence, Edit, Finding, Fix, Safety, Severity
from fastapi_lint.model.location import Location, Span
from fastapi_lint.model.problem import Problem, ProblemKind
from fastapi_lint.model.report import Report, Statistics
from fastapi_lint.model.route import DependencyView, EndpointView, RouteView, ServedRoutes, WorstEffect
from fastapi_lint.render.html.audit import audit
from fastapi_lint.source.overlay import Files

ATTACK = '</script><script>window.pwned=1</script>"onmouseover="window.pwned=1" \'<img src=x onerror=window.pwned=1>'
"""What a file, a function, a string or a path may be called."""


def hostile_source(path: str) -> list[str]:
    """Source of a file that was made to be shown."""
    return [f"# {ATTACK}", f'path = """{ATTACK}', f'"""  # {path}', *[f"call('{ATTACK}')"] * 20]


@pytest.fixture
def hostile() -> Report:
    """A report in which every text of the project is an attack."""
    path = f"app/{ATTACK}.py"
    hops = tuple(Hop(path, line, 1, f"{ATTACK}{line}", f"{ATTACK}(…)") for line in (5, 9, 14))
    label = f"GET /{ATTACK}"
    one = Finding(
        "FAL101",
        "blocking-call",
        Severity.ERROR,
        Confidence.MEDIUM,
        f"`{ATTACK}` waits",
        Location(path, Span(5, 1, 5, 9)),
        function=f"{ATTACK}5",
        trace=hops,
        routes=(label,),
        advice=ATTACK,
        fix=Fix(ATTACK, Safety.SAFE, (Edit(Location(path, Span(5, 1, 5, 9)), ATTACK),)),
        fingerprint="a" * 32,
        leaf=ATTACK,
        also=(Chain(f"{ATTACK}.other", ATTACK, hops[:2]), Chain(f"{ATTACK}.third", "disk", hops[1:])),
        leaf_name=ATTACK,
        thread="loop",
    )
    other = replace(
        one, location=Location(path, Span(9, 1, 9, 9)), trace=(), also=(), leaf_name="", fingerprint="b" * 32
    )
    route = RouteView(
        kind="http",
        path=f"/{ATTACK}",
        methods=("GET",),
        endpoint=EndpointView(ATTACK, ATTACK, path, 5, is_async=True),
        dependencies=(DependencyView(ATTACK, ATTACK, False, False, path, 3, 1),),
        response_model=ATTACK,
        status_code=None,
        operation_id=ATTACK,
        include_in_schema=True,
        tags=(ATTACK,),
        thread="loop",
        worst_effect=WorstEffect("network", 1, "error", "loop", ATTACK, ATTACK, path, 14),
        declared=(path, 4),
    )
    return Report(
        version="1.2.3",
        root=f"/srv/{ATTACK}",
        findings=(one, other),
        problems=(Problem(ProblemKind.UNREADABLE, ATTACK, path, 1, hint=ATTACK),),
        statistics=Statistics(files=1, lines=23, calls=10, calls_resolved=7, routes=1, unresolved=((ATTACK, 3),)),
        apps=(ServedRoutes(ATTACK, ATTACK, path, 2, (route,)), ServedRoutes("", "", "", None, (route,))),
    )


BOOKSHOP = Path(__file__).resolve().parents[4] / "examples" / "bookshop"


@pytest.fixture(scope="session")
def found() -> Report:
    """What is found in the example application."""
    return analyse(Request(BOOKSHOP, Settings(), load_rules(), files=Files(BOOKSHOP), route_table=True))


@pytest.fixture(scope="session")
def bookshop(found: Report, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The audit of the example application."""
    files = Files(BOOKSHOP)

    def lines_of(path: str) -> list[str]:
        source = files.read(path)
        return [] if isinstance(source, Problem) else list(source.lines)

    file = tmp_path_factory.mktemp("audit") / "bookshop.html"
    file.write_text(audit(found, lines_of, load_rules().all))
    return file


Open = Callable[..., Any]


@pytest.fixture
def page(open_page: Open, bookshop: Path) -> Any:
    """The audit of the example application, just opened."""
    return open_page(bookshop)
