"""The route table of a project, without looking for anything wrong in it."""

from __future__ import annotations

from fastapi_lint import __version__
from fastapi_lint.engine.linking import link_sources, no_collection
from fastapi_lint.engine.request import Request
from fastapi_lint.engine.sources import load_sources
from fastapi_lint.model.problem import Problem
from fastapi_lint.model.route import RouteReport


def read_routes(request: Request) -> RouteReport:
    """Reads and links a project and lists its routes. Rules are neither needed nor asked."""
    with no_collection():
        sources = load_sources(request)
        project = link_sources(sources, request)
        problems = dict.fromkeys((*sources.problems, *project.problems))
        return RouteReport(
            version=__version__,
            root=str(request.root.resolve()),
            apps=project.route_table(),
            problems=tuple(sorted(problems, key=_place)),
        )


def _place(problem: Problem) -> tuple[str, int, int, str, str]:
    return (problem.path or "", problem.line or 0, problem.column or 0, problem.kind, problem.message)
