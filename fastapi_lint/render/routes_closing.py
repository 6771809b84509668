"""The end of every readable form of the route table: what is not known, and what there is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from rich.text import Text

from fastapi_lint.model.finding import Severity
from fastapi_lint.model.problem import Problem, ProblemKind
from fastapi_lint.model.route import RouteReport
from fastapi_lint.render.page import Page
from fastapi_lint.render.routes_parts import flowing
from fastapi_lint.render.summary import equal_problems, problem_block
from fastapi_lint.render.tally import counted

_MOST_PLACES = 12


def closing(report: RouteReport, page: Page) -> Iterator[Text]:
    """Problems with their places, then what the table adds up to, or why it is empty."""
    unknown = [problem for problem in report.problems if problem.kind is ProblemKind.UNRESOLVED]
    for problems in equal_problems(each for each in report.problems if each.kind is not ProblemKind.UNRESOLVED):
        yield from problem_block(problems, page)
        yield Text()
    yield from _unknown(unknown, page)
    yield page.line_across()
    yield from _empty(report, page) if not any(report.routes) else flowing(_summary(report), 2, page)
    if report.is_incomplete:
        yield from page.hanging(Text(), Text("The analysis is incomplete: see the problems above.", "bold red"), 2)


def _unknown(problems: list[Problem], page: Page) -> Iterator[Text]:
    """What is only known when the program runs: each kind once, with its places."""
    for found in equal_problems(problems):
        lead = Text.assemble(("not known", "bold magenta"), ": ")
        times = f" ({len(found):,} times)" if len(found) > 1 else ""
        yield from page.hanging(Text(), lead + page.prose(found[0].message + times), indent=2)
        for each in found[:_MOST_PLACES]:
            place = Text() if each.path is None else page.place(each.path, each.line)
            yield Text.assemble(("  --> ", "dim"), place)
        if len(found) > _MOST_PLACES:
            yield Text(f"      and {len(found) - _MOST_PLACES:,} more", style="dim")
        yield Text()


def _summary(report: RouteReport) -> list[Text]:
    """`20 routes in 1 application · 16 on the event loop · 4 in the thread pool · 3 with a blocking effect (…)`."""
    routes = list(report.routes)
    apps = [app for app in report.apps if app.name and any(app.routes)]
    served = sum(route.kind != "mount" for app in apps for route in app.routes)
    where = f" in {counted(len(apps), 'application')}" if apps else ""
    threads = Counter(route.thread for route in routes)
    words = {"loop": "on the event loop", "pool": "in the thread pool", "unknown": "on an unknown thread"}
    facts = [f"{threads[name]:,} {word}" for name, word in words.items() if threads[name]]
    facts += _blocking(report)
    if served < len(routes):
        facts.append(f"{len(routes) - served:,} not known to be served")
    if report.problems:
        facts.append(counted(len(report.problems), "problem"))
    if report.hidden:
        facts.append(f"{report.hidden:,} more not shown")
    return [Text.assemble((counted(len(routes), "route"), "bold"), where), *map(Text, facts)]


def _blocking(report: RouteReport) -> list[str]:
    """`26 with a blocking effect (13 database, 4 cpu)`, and how many have none but a minor one."""
    worst = [route.worst_effect for route in report.routes if route.worst_effect]
    kinds = Counter(one.kind for one in worst if one.severity != Severity.INFO)
    told = ", ".join(f"{number:,} {kind}" for kind, number in sorted(kinds.items(), key=lambda e: (-e[1], e[0])))
    facts = [f"{kinds.total():,} with a blocking effect ({told})"] if kinds else []
    minor = len(worst) - kinds.total()
    return [*facts, f"{minor:,} with a minor one"] if minor else facts


def _empty(report: RouteReport, page: Page) -> Iterator[Text]:
    """Why there is nothing to see, and what to do about it."""
    says, advice = _why(report)
    yield from page.hanging(Text(), page.prose(says, "bold"), 2)
    yield from page.hanging(Text("  = help: ", style="dim"), page.prose(advice), indent=10)


def _why(report: RouteReport) -> tuple[str, str]:
    places, files, importing = report.looked_at
    where = ", ".join(f"`{place}`" for place in places) or f"`{report.root}`"
    if report.hidden:
        return f"No route matches the filter; there are {report.hidden:,}.", (
            "`--filter` takes a method, a path, a handler or a file, with `*` for anything: `GET /api/*`"
        )
    if not files:
        return f"No Python file was found in {where}.", (
            "files that .gitignore or `exclude` leaves out are not read; name the folder of the application"
        )
    looked = f"looked at {counted(files, 'Python file')}"
    if not importing:
        return f"No FastAPI application was found in {where}: {looked}, none of which imports FastAPI.", (
            "name the folder in which `FastAPI()` is called: `fastapi-lint routes path/to/app`"
        )
    apps = [app for app in report.apps if app.name]
    if apps:
        return f"No route was found in {where}, though there is {counted(len(apps), 'application')}: {looked}.", (
            "routers of installed packages are only followed if their sources are among the paths"
        )
    those = f"{importing:,} of them import" if importing > 1 else "1 of them imports"
    return f"No FastAPI application was found in {where}: {looked}, {those} FastAPI, but none registers a route.", (
        "the application may be made by a package that is not among the paths: name its folder as well"
    )
