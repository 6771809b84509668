"""The route table, one line a route: `path:line: GET /orders -> read_order (loop, 2 dependencies, network)`."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi_lint.model.route import RouteReport, RouteView
from fastapi_lint.render.places import AT_THE_ROOT, Standpoint
from fastapi_lint.render.printable import printable


def concise_routes(
    report: RouteReport, *, here: Standpoint = AT_THE_ROOT, encoding: str | None = "utf-8"
) -> Iterator[str]:
    """A line a route, in matching order, and a line a problem. Needs no rich."""
    for app in report.apps:
        for route in app.routes:
            yield printable(_line(route, here, is_served=bool(app.name)), encoding)
    for problem in report.problems:
        path = here.path(problem.path) if problem.path is not None else ""
        place = ":".join(str(part) for part in (path, problem.line, problem.column) if part)
        told = f"{problem.kind}: {problem.message}"
        yield printable(f"{place}: {told}" if place else told, encoding)


def _line(route: RouteView, here: Standpoint, *, is_served: bool) -> str:
    path, line = route.place
    name = route.endpoint.qualname if route.endpoint else route.mounted
    facts = [route.thread or "", "" if is_served else "no known application"]
    if route.dependencies:
        noun = "dependency" if len(route.dependencies) == 1 else "dependencies"
        facts.append(f"{len(route.dependencies)} {noun}")
    if route.worst_effect:
        facts.append(route.worst_effect.kind)
    told = ", ".join(fact for fact in facts if fact)
    return f"{here.path(path)}:{line}: {route.verb} {route.path or '/'} -> {name}" + (f" ({told})" if told else "")
