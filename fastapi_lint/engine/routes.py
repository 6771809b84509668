"""The route table of a project, without looking for anything wrong in it."""

from __future__ import annotations

from fastapi_lint import __version__
from fastapi_lint.engine.linking import link_sources, no_collection
from fastapi_lint.engine.request import Request
from fastapi_lint.engine.sources import imports_of, load_sources
from fastapi_lint.model.problem import Problem
from fastapi_lint.model.route import LookedAt, RouteReport
from fastapi_lint.project.resolve.modules import Module


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
            looked_at=LookedAt(
                places=tuple(str(path) for path in request.paths),
                files=len(sources.texts),
                importing=sum(_imports_framework(module) for module in sources.modules),
            ),
        )


def _imports_framework(module: Module) -> bool:
    return any(name.partition(".")[0] in ("fastapi", "starlette") for name in imports_of([module]))


def _place(problem: Problem) -> tuple[str, int, int, str, str]:
    return (problem.path or "", problem.line or 0, problem.column or 0, problem.kind, problem.message)
