"""A small report made by hand: rendering needs no analysis."""

from __future__ import annotations

import pytest

from fastapi_lint.model.effect import Hop
from fastapi_lint.model.finding import Chain, Confidence, Edit, Finding, Fix, Safety, Severity
from fastapi_lint.model.location import Location, Span
from fastapi_lint.model.problem import Problem, ProblemKind
from fastapi_lint.model.report import Report, Statistics

SOURCES = {
    "app/routers/orders.py": [
        '@router.get("/orders/{order_id}")',
        "async def read_order(order_id: int) -> Order:",
        "    return load(order_id)",
        "",
        '@router.post("/orders")',
        "def create_order(order: NewOrder) -> Order:",
        "    return repository.save(order)",
    ],
    "app/main.py": ["app = FastAPI()", "", "async def lifespan(app): yield app"],
}


@pytest.fixture
def sources() -> dict[str, list[str]]:
    return {path: list(lines) for path, lines in SOURCES.items()}


@pytest.fixture
def blocking_call() -> Finding:
    """An error three calls deep, with another leaf beside it, on thirty routes, with a fix."""
    orders = "app/routers/orders.py"
    return Finding(
        code="FAL101",
        name="blocking-call",
        severity=Severity.ERROR,
        confidence=Confidence.HIGH,
        message="`read_order` runs on the event loop and waits for `requests.get` through `load` and `fetch`",
        location=Location(orders, Span(3, 12, 3, 26)),
        function="read_order",
        trace=(
            Hop(orders, 3, 12, "read_order", "load(order_id)"),
            Hop("app/services/orders.py", 8, 9, "load", "fetch(url)"),
            Hop("app/http.py", 121, 9, "HttpClient.fetch", "requests.get(url, timeout=3)"),
        ),
        also=(
            Chain(
                "bcrypt.hashpw",
                "cpu",
                (
                    Hop(orders, 3, 12, "read_order", "load(order_id)"),
                    Hop("app/services/orders.py", 9, 9, "load", "bcrypt.hashpw(…)"),
                ),
            ),
        ),
        routes=tuple(f"GET /orders/{{order_id}}/{number}" for number in range(30)),
        advice="await `httpx.AsyncClient.get`, or run the call in a thread with `anyio.to_thread.run_sync`",
        fix=Fix("Await `load_async`", Safety.UNSAFE, (Edit(Location(orders, Span(3, 12, 3, 16)), "await load_async"),)),
        fingerprint="0123456789abcdef",
        url="https://fastapi-lint.readthedocs.io/rules/FAL101/",
    )


@pytest.fixture
def pool_pressure() -> Finding:
    """A warning of medium confidence, without a chain or advice."""
    return Finding(
        code="FAL104",
        name="sync-handler-io",
        severity=Severity.WARNING,
        confidence=Confidence.MEDIUM,
        message="`create_order` waits for the database in one of 40 pool threads",
        location=Location("app/routers/orders.py", Span(7, 12, 7, 34)),
        function="create_order",
        routes=("POST /orders",),
    )


@pytest.fixture
def unreadable() -> Problem:
    return Problem(
        ProblemKind.UNREADABLE,
        "`app/legacy.py` is not UTF-8: byte 0xe9 in line 4",
        "app/legacy.py",
        4,
        hint="save it as UTF-8, or declare its encoding in the first line",
    )


@pytest.fixture
def report(blocking_call: Finding, pool_pressure: Finding, unreadable: Problem) -> Report:
    statistics = Statistics(
        files=38,
        lines=5_120,
        definitions=310,
        routes=24,
        sites=61,
        sites_opened=40,
        calls=1_204,
        calls_resolved=1_003,
        unresolved=(("attribute of an unknown type", 150), ("parameter without a type", 51)),
    )
    return Report(
        version="1.2.3",
        root="/srv/shop",
        findings=(pool_pressure, blocking_call),
        problems=(unreadable,),
        suppressed=(pool_pressure,),
        statistics=statistics,
    )
