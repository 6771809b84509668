"""Reports whose every word tries to get out of its place; a real Chromium without a network; the example's audit."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

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


BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MISSING = "no Chromium with its driver: `make browser` installs them where it can"
ARGUMENTS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--hide-scrollbars",
    "--window-size=1280,900",
)
BOOKSHOP = Path(__file__).resolve().parents[4] / "examples" / "bookshop"


@pytest.fixture(scope="session")
def driver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A browser for all tests, with a profile that nobody has used."""
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    chromedriver = shutil.which("chromedriver")
    if browser is None or chromedriver is None:
        pytest.skip(MISSING)
    webdriver = pytest.importorskip("selenium.webdriver")
    os.environ["SE_OFFLINE"] = "true"  # selenium is to use what is there, and to ask nobody for another
    options = webdriver.ChromeOptions()
    options.binary_location = browser
    for argument in (*ARGUMENTS, f"--user-data-dir={tmp_path_factory.mktemp('profile')}"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    running = webdriver.Chrome(options=options, service=webdriver.ChromeService(executable_path=chromedriver))
    yield running
    running.quit()


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
def open_page(driver: Any) -> Iterator[Open]:
    """A function that opens a file, at a fragment; afterwards nothing was complained of and nothing was fetched."""
    driver.get("about:blank")
    driver.get_log("browser")
    driver.get_log("performance")

    def opened(file: Path, fragment: str = "") -> Any:
        driver.get("about:blank")  # else another fragment of the same file is no new page
        driver.get(file.as_uri() + fragment)
        return driver

    yield opened
    assert [entry["message"] for entry in driver.get_log("browser")] == []
    assert {address.scheme for address in requests_of(driver)} <= {"file", "data", "about"}


def requests_of(driver: Any) -> list[Any]:
    """The addresses that the browser has asked for."""
    events = [json.loads(entry["message"])["message"] for entry in driver.get_log("performance")]
    return [
        urlsplit(event["params"]["request"]["url"])
        for event in events
        if event["method"] == "Network.requestWillBeSent"
    ]


@pytest.fixture
def page(open_page: Open, bookshop: Path) -> Any:
    """The audit of the example application, just opened."""
    return open_page(bookshop)
