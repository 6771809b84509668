"""What is known of one definition of a project, without looking for anything wrong."""

from __future__ import annotations

from fastapi_lint import __version__
from fastapi_lint.engine.linking import link_sources, no_collection
from fastapi_lint.engine.request import Request
from fastapi_lint.engine.sources import load_sources
from fastapi_lint.engine.usage import UsageError
from fastapi_lint.model.explanation import WhyReport
from fastapi_lint.model.nearest import nearest
from fastapi_lint.model.problem import Problem
from fastapi_lint.project.explaining import definitions_at, definitions_named, explanation
from fastapi_lint.project.project import Project
from fastapi_lint.project.resolve.scopes import Scope

_SHOWN = 5


def read_why(request: Request, where: str) -> WhyReport:
    """Reads and links a project and explains the definition that `where` names: `path:line` or `module:function`.

    The path is relative to the root of the request. Raises `UsageError` if there is no such definition, or several.
    """
    with no_collection():
        sources = load_sources(request)
        project = link_sources(sources, request)
        problems = tuple(dict.fromkeys((*sources.problems, *project.problems)))
        scope = _found(project, where, problems)
        return WhyReport(__version__, str(request.root.resolve()), explanation(project, scope), problems)


def _found(project: Project, where: str, problems: tuple[Problem, ...]) -> Scope:
    path, _, line = where.rpartition(":")
    if path and line.isdigit():
        scope = definitions_at(project, path, int(line))
        broken = next((problem for problem in problems if problem.path == path), None)
        if scope is None and broken is not None:
            raise UsageError(f"`{path}` could not be analysed: {broken.message}")
        if scope is None:
            raise UsageError(f"`{path}` is not among the {len(project.scopes):,} files that were analysed")
        return scope
    if where in project.scopes:
        raise UsageError(f"`{where}` is a file: say which line of it, as `{where}:12`")
    found = definitions_named(project, where)
    if len(found) == 1:
        return found[0]
    if found:
        names = ", ".join(f"`{scope.id}`" for scope in found[:_SHOWN])
        more = f" and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
        raise UsageError(f"`{where}` may be each of {names}{more}: say which")
    raise UsageError(f"there is no definition `{where}` in the project{_nearest(project, where)}")


def _nearest(project: Project, where: str) -> str:
    """`; did you mean …?` with the definition whose own name is nearest, if one is near."""
    wanted = where.replace(":", ".").rpartition(".")[2].lower()
    named = {scope.definition.name.lower(): scope.id for scope in project.all_scopes() if scope.definition.name}
    near = nearest(wanted, named, cutoff=0.8)
    return f"; did you mean `{named[near]}`?" if near else ""
